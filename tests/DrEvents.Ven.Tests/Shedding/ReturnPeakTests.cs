using System.Globalization;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>
/// How a town of all kinds of homes comes back after an hour at half of what they can shed, by the truth: each home has a twin on which nobody ever
/// puts a limit.
/// </summary>
public sealed class ReturnPeakTests(ITestOutputHelper output)
{
    private const int Homes = 150;
    private const int Minutes = 60;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Mean = TimeSpan.FromMinutes(5);

    /// <summary>A winter morning, a winter evening, a hot afternoon and a night, UTC; how high the return is without help within the hour after.</summary>
    [Theory]
    [InlineData("2026-01-14T05:30Z", 1.12)]
    [InlineData("2026-01-14T16:30Z", 1.07)]
    [InlineData("2026-07-15T14:00Z", 1.12)]
    [InlineData("2026-07-15T22:00Z", 1.25)]
    public void a_fleet_that_returns_gently_makes_no_peak_in_the_hour_after(string time, double abruptAtLeast)
    {
        var begin = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        var abrupt = Course(begin, returnS: _ => null);
        // As the backend spreads them: from a third of three hours on they are freed evenly.
        var gentle = Course(begin, returnS: home => 3_600 + (7_200 * home / Homes));
        Print("abrupt", abrupt);
        Print("gentle", gentle);
        Worst(abrupt, hours: 1).ShouldBeGreaterThan(abruptAtLeast);
        Worst(gentle, hours: 1).ShouldBeLessThanOrEqualTo(1.10);
        OfHighest(gentle, hours: 1).ShouldBeLessThanOrEqualTo(1.05);
        Worst(gentle, hours: 4).ShouldBeLessThan(Worst(abrupt, hours: 4), "a peak is not put off");
        // Nobody is kept from what he would have used; thermostats switch a little earlier or later than they would.
        gentle.ShouldAllBe(f => f.UsedKw > 0.95 * f.TwinKw);

        void Print(string name, List<FiveMinutes> course) =>
            output.WriteLine(
                FormattableString.Invariant(
                    $"{time} {name}: worst five minutes by what it would have been {Worst(course, 1):0.000} in the first hour, {Worst(course, 4):0.000} in four; the highest use by it {OfHighest(course, 1):0.000}"
                )
            );
    }

    private static double Worst(List<FiveMinutes> course, int hours) => course.Take(hours * 12).Max(f => f.UsedKw / f.TwinKw);

    private static double OfHighest(List<FiveMinutes> course, int hours) =>
        course.Take(hours * 12).MaxBy(f => f.UsedKw) is { } highest ? highest.UsedKw / highest.TwinKw : 0;

    /// <summary>The four hours after an event.</summary>
    private static List<FiveMinutes> Course(DateTimeOffset begin, Func<int, int?> returnS)
    {
        var homes = Enumerable.Range(1, Homes).Select(seed => new TwinnedHome(seed, begin, Step)).ToList();
        // Neighbours are of different kinds, and those that wait longer are of all kinds.
        var acceptedKw = homes.Select((h, i) => h.Ask(0.5, begin, Minutes * 60, returnS(i * 7 % Homes))).Sum();
        acceptedKw.ShouldBeGreaterThan(Homes, "homes have something to shed");
        var end = begin.AddMinutes(Minutes);
        var after = new List<(double UsedKw, double TwinKw)>();
        for (var at = begin + Step; at <= end.AddHours(4); at += Step)
        {
            var (usedKw, twinKw) = (0.0, 0.0);
            foreach (var home in homes.Select(h => h.Pass(at)))
                (usedKw, twinKw) = (usedKw + home.UsedKw, twinKw + home.TwinKw);
            if (at > end)
                after.Add((usedKw, twinKw));
        }
        return
        [
            .. after.Chunk((int)(Mean / Step)).Select(part => new FiveMinutes(part.Average(p => p.UsedKw), part.Average(p => p.TwinKw))),
        ];
    }

    private sealed record FiveMinutes(double UsedKw, double TwinKw);

    private sealed class TwinnedHome
    {
        private static readonly Home[] Kinds = [.. Home.Shipped.Select(n => Home.Find(n).Home!)];
        private readonly Controller _controller;
        private readonly IReadOnlyList<ILoad> _twin;

        public TwinnedHome(int seed, DateTimeOffset now, TimeSpan reportInterval)
        {
            var kind = seed % (Kinds.Length + 1);
            IReadOnlyList<ILoad> Build() => kind == 0 ? HomeLoads.Typical(seed) : Kinds[kind - 1].Build(seed);
            _twin = Build();
            TwinKw(now - Controller.WarmTime);
            var venId = FormattableString.Invariant($"ven-{seed}");
            _controller = new Controller(venId, Build(), new MemoryEventLog(), reportInterval, NullLogger.Instance, ReturnPace.Usual);
            _controller.Warm(now);
            _controller.Resume(now);
        }

        /// <summary>Asks for a share of what it can shed now, and says how much it accepts, kW.</summary>
        public double Ask(double share, DateTimeOffset now, int durationS, int? returnS)
        {
            var kw = Math.Round(_controller.Sample(now).Loads.Sum(l => l.ShedCapabilityKw ?? 0) * share, 3);
            if (kw <= 0)
                return 0;
            var command = new VenCommand
            {
                Op = CommandOps.ShedPanel,
                CorrelationId = "c",
                VenId = "",
                IssuedAt = now,
                ExpiresAt = now.AddSeconds(durationS),
                EventId = "evt-0000000a",
                RequestedReductionKw = kw,
                DurationS = durationS,
                ReturnSeconds = returnS,
            };
            return VenAck.Read(_controller.Handle(command.ToUtf8(), now).Ack!).Value!.ActualShedKw!.Value;
        }

        public (double UsedKw, double TwinKw) Pass(DateTimeOffset at)
        {
            _controller.Advance(at);
            return (_controller.Look(at).UsedKw, TwinKw(at));
        }

        private double TwinKw(DateTimeOffset at) => _twin.Sum(l => l.MeasureAt(at).PowerKw);
    }
}
