using System.Globalization;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>What homes of all kinds deliver by the truth: each has a twin on which nobody ever puts a limit.</summary>
public sealed class TrueDeliveryTests
{
    private const int Homes = 150;
    private const int Minutes = 20;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>A winter morning on which use rises, a winter evening, a hot afternoon, and a night on which use falls; UTC.</summary>
    [Theory]
    [InlineData("2026-01-14T05:30Z")]
    [InlineData("2026-01-14T16:30Z")]
    [InlineData("2026-07-15T14:00Z")]
    [InlineData("2026-07-15T22:00Z")]
    public void what_is_accepted_is_not_used_whatever_the_hour_and_what_homes_claim_is_true(string time)
    {
        var begin = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        var homes = Enumerable.Range(1, Homes).Select(seed => new TrueHome(seed, begin)).ToList();
        var acceptedKw = homes.Sum(h => h.Ask(share: 0.4, begin, Minutes));
        acceptedKw.ShouldBeGreaterThan(Homes / 2.0, "homes have something to shed");
        var (trueKw, claimedKw, readings) = (0.0, 0.0, 0);
        for (var at = begin.AddMinutes(1) + Step; at <= begin.AddMinutes(Minutes); at += Step, readings++)
        {
            foreach (var (delivered, claimed) in homes.Select(h => h.Pass(at)))
                (trueKw, claimedKw) = (trueKw + delivered, claimedKw + claimed);
        }
        (trueKw / readings / acceptedKw).ShouldBe(1, 0.05);
        (claimedKw / trueKw).ShouldBe(1, 0.05);
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

        /// <summary>Asks for a share of what it can shed now, and says how much it accepts, kW.</summary>
        public double Ask(double share, DateTimeOffset now, int minutes)
        {
            var kw = Math.Round(_controller.Sample(now).Loads.Sum(l => l.ShedCapabilityKw ?? 0) * share, 3);
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
            var answer = VenAck.Read(_controller.Handle(command.ToUtf8(), now).Ack!).Value!;
            return answer.ActualShedKw!.Value;
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
