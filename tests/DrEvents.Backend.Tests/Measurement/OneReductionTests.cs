using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Records;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Why;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Measurement;

/// <summary>
/// What is explained, added up, shown of a VEN, held against its promise and controlled by is one figure, to the last digit: over random VENs that know
/// what they would use always, for a time or never, have a sealed baseline or none, and claim something or nothing.
/// </summary>
public sealed class OneReductionTests
{
    private const string EventId = "evt-00000001";
    private const int ReportS = 10;
    private static readonly DateTimeOffset Noon = Given.Start;
    private static readonly TimeRange Span = new(Noon, Noon + Interval.Length);

    /// <summary>A moment of the last readings' second.</summary>
    private static readonly DateTimeOffset Now = Span.End.AddMilliseconds(-1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void whoever_asks_is_told_the_same(int seed)
    {
        var town = new Town(new Random(seed));
        var drift = EventDrift.Of([.. town.Meters.Select(MeterRow.Of)], Now);
        drift.Mean.IsKnown.ShouldBeTrue();
        drift.Mean.Share.ShouldNotBe(1);
        var totals = EventTotals.Of([.. town.Parts.Select(ParticipationRow.Of)], town.Meters.Select(MeterRow.Of), Now);

        var why = town.Parts.ConvertAll(p => WhyMissing.Of(p, town.Meter(p), town.Held(p), WhyDrift(town), Noon, Span).MeasuredKw);
        why.Sum().ShouldBe(totals.MeanReductionKw);
        Shown(town, EventStatus.Completed).ShouldBe(why);
        Recorded(town).ShouldBe(why);

        var controlled = town.Meters.Select(m => ControlledVen.Of(m).Moved(drift.Now).CurrentReductionKw).ToList();
        controlled.Sum().ShouldBe(totals.CurrentReductionKw);
        Shown(town, EventStatus.Active).ShouldBe(controlled);
        Decided(town).Figures.MeasuredKw.ShouldBe(totals.CurrentReductionKw);
    }

    /// <summary>The one that why makes of five minutes.</summary>
    private static Drift WhyDrift(Town town) =>
        Drift.Of(town.Parts.Select(p => (GetWhy.BetterKw(town.Held(p), town.Meter(p), Noon), (double?)town.Meter(p).BaselineKw)));

    private static List<double> Shown(Town town, string status)
    {
        var figures = new EventFigures(Running with { Status = status }, town.Parts, town.Meters.ToDictionary(m => m.Id));
        return [.. ParticipationViews.Of(figures, new Dictionary<string, string>(), Now).Select(v => v.ShedKw)];
    }

    /// <summary>Each VEN promised so much that no part of it is cut off, and no less than nothing counts.</summary>
    private static List<double> Recorded(Town town)
    {
        const double PromisedKw = 1024;
        var kwOf = VenRecords
            .DoneOfPromised(
                town.Parts.Select(p => new PartRow(p.Id, p.VenId, p.Status, p.WasToldToShed)),
                [.. town.Meters.Select(m => DoneRow.Of(m) with { MeanPromisedKw = PromisedKw })]
            )
            .ToDictionary(d => d.VenId, d => d.Part * PromisedKw);
        // Without a baseline nobody knows what it did; a negative reduction is none.
        var of = Shown(town, EventStatus.Completed).Zip(town.Parts);
        return [.. of.Select(s => s.First < 0 || town.Meter(s.Second).MeanMeteredKw is null ? s.First : kwOf[s.Second.VenId])];
    }

    private static SharesAdjusted Decided(Town town) =>
        HoldRequest.Decide(Running, 1, [.. town.Meters.Select(ControlledVen.Of)], [new ReserveVen("ven-reserve", 99)], Now).Decided!;

    private static readonly DrEvent Running = Given.Active() with { RequestedReductionKw = 1000, Control = ControlModes.Closed };

    /// <summary>VENs in an event, each heard every ten seconds.</summary>
    private sealed class Town
    {
        private const int Vens = 60;
        private readonly LiveFold _fold = new();

        public Town(Random random)
        {
            for (var n = 0; n < Vens; n++)
                Add($"ven-{n:00}", random);
            Meters = [.. _fold.Metered.Values.OrderBy(m => m.Id, StringComparer.Ordinal)];
        }

        public List<Participation> Parts { get; } = [];
        public List<MeteredParticipation> Meters { get; }

        public MeteredParticipation Meter(Participation part) => _fold.Metered[part.Id];

        public HeldPart? Held(Participation part) => _fold.Vens[part.VenId].OpenInterval!.Parts.SingleOrDefault();

        private void Add(string venId, Random random)
        {
            object[] told = [Given.Shed("c", 2, Noon), Given.Yes("c", Noon)];
            Parts.Add(Given.Part(Participation.StreamOf(EventId, venId), told));
            foreach (var e in told)
                _fold.Apply(Parts[^1].Id, e);
            if (random.Next(5) > 0)
                _fold.Seals(EventId, venId, (random.NextDouble() * 7) - 0.5, Noon);
            var (knows, claims) = (random.Next(3), random.Next(2) > 0);
            for (var s = 0; s < Interval.Length.TotalSeconds; s += ReportS)
            {
                double? expectedKw = knows == 2 || (knows == 1 && random.Next(2) > 0) ? 4 + (random.NextDouble() * 5) : null;
                _fold.Hears(
                    GivenReadings.Of(venId, Noon.AddSeconds(s + ReportS).AddMilliseconds(-1), random.NextDouble() * 6, expectedKw) with
                    {
                        ShedPowerKw = claims ? random.NextDouble() : null,
                    }
                );
            }
        }
    }
}
