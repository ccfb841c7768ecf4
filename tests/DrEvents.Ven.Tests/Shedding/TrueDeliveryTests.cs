using System.Globalization;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>What homes of all kinds deliver by the truth: each has a twin on which nobody ever puts a limit.</summary>
public sealed class TrueDeliveryTests(ITestOutputHelper output)
{
    private const int Homes = 300;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("2026-01-14T05:30Z", 20)]
    [InlineData("2026-01-14T16:30Z", 20)]
    [InlineData("2026-07-15T14:00Z", 20)]
    [InlineData("2026-07-15T23:00Z", 20)]
    [InlineData("2026-01-14T22:00Z", 20)]
    [InlineData("2026-01-14T16:30Z", 240)]
    public void what_is_asked_is_what_is_not_used(string time, int minutes)
    {
        var begin = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        var homes = Enumerable.Range(1, Homes).Select(seed => new TrueHome(seed, begin)).ToList();
        var askedKw = homes.Sum(h => h.AskForHalf(begin, minutes));
        var ratios = new List<double>();
        for (var minute = 1; minute <= minutes; minute++)
        {
            var (trueKw, claimedKw, n) = (0.0, 0.0, 0);
            for (var at = begin.AddMinutes(minute - 1) + Step; at <= begin.AddMinutes(minute); at += Step, n++)
            {
                foreach (var home in homes)
                {
                    var (delivered, claimed) = home.Pass(at);
                    trueKw += delivered;
                    claimedKw += claimed;
                }
            }
            ratios.Add(trueKw / n / askedKw);
            if (minutes <= 20 || minute % 10 == 0)
                output.WriteLine(FormattableString.Invariant($"{minute,3}  asked {askedKw,6:0}  true {trueKw / n,6:0}  claimed {claimedKw / n,6:0}  {trueKw / n / askedKw:0.000}"));
        }
        output.WriteLine(FormattableString.Invariant($"mean {ratios.Skip(1).Average():0.000} within 5 %: {ratios.Skip(1).Count(r => Math.Abs(r - 1) < 0.05) / (double)(minutes - 1):0.00}"));
    }

    private sealed class TrueHome
    {
        private static readonly Home[] Kinds = [.. Home.Shipped.Select(n => Home.Find(n).Home!)];
        private readonly Controller _controller;
        private readonly IReadOnlyList<ILoad> _twin;

        public TrueHome(int seed, DateTimeOffset now)
        {
            var kind = seed % (Kinds.Length + 1);
            IReadOnlyList<ILoad> Build() => kind == 0 ? HomeLoads.Typical(seed) : Kinds[kind - 1].Build(seed);
            _twin = Build();
            TwinKw(now - Controller.WarmTime);
            _controller = new Controller("ven-1", Build(), new MemoryEventLog(), Step, NullLogger.Instance);
            _controller.Warm(now);
            _controller.Resume(now);
        }

        public double AskForHalf(DateTimeOffset now, int minutes)
        {
            var kw = Math.Round(_controller.Sample(now).Loads.Sum(l => l.ShedCapabilityKw ?? 0) / 2, 3);
            if (kw <= 0)
                return 0;
            var command = new VenCommand
            {
                Op = CommandOps.ShedPanel,
                CorrelationId = "c",
                VenId = "ven-1",
                IssuedAt = now,
                ExpiresAt = now.AddHours(5),
                EventId = "evt-0000000a",
                RequestedReductionKw = kw,
                DurationS = minutes * 60 + 60,
            };
            _controller.Handle(command.ToUtf8(), now);
            return kw;
        }

        public (double DeliveredKw, double ClaimedKw) Pass(DateTimeOffset at)
        {
            _controller.Advance(at);
            var sample = _controller.Sample(at);
            return (TwinKw(at) - sample.UsedPowerKw, sample.ShedPowerKw ?? 0);
        }

        private double TwinKw(DateTimeOffset at) => _twin.Sum(l => l.MeasureAt(at).PowerKw);
    }
}
