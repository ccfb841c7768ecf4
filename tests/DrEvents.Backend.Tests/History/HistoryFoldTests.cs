using System.Text.Json;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.History;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.History;

public sealed class HistoryFoldTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, VenInterval> _open = [];
    private readonly Dictionary<string, VenInterval> _closed = [];
    private readonly Dictionary<string, FleetInterval> _fleet = [];
    private readonly Dictionary<string, ServedEvents> _served = [];

    private HistoryFold Fold => new(_open, _closed, _fleet, _served);

    private Dictionary<string, VenInterval> Intervals => _open.Values.Concat(_closed.Values).ToDictionary(i => i.Id);

    [Fact]
    public void samples_of_five_minutes_make_one_interval()
    {
        Sample("ven-1", 0, 2);
        Sample("ven-1", 299, 4);
        Sample("ven-1", 300, 9);

        Intervals["ven-1/2026-11-01T12:00Z"].UsedMeanKw.ShouldBe(3);
        Intervals["ven-1/2026-11-01T12:05Z"].UsedMeanKw.ShouldBe(9);
    }

    [Fact]
    public void an_interval_is_closed_by_the_first_sample_of_a_later_one()
    {
        Sample("ven-1", 0, 2);
        _closed.ShouldBeEmpty();

        Sample("ven-1", 900, 4);

        _closed.ShouldHaveSingleItem().Value.UsedMeanKw.ShouldBe(2);
        _open["ven-1"].Start.ShouldBe(Noon.AddSeconds(900));
    }

    [Fact]
    public void the_fleet_is_the_sum_of_its_vens_means_whatever_their_number_of_samples()
    {
        Sample("ven-1", 0, 2);
        Sample("ven-2", 1, 10);
        Sample("ven-1", 10, 4);
        Sample("ven-1", 20, 6);

        _fleet["2026-11-01T12:00Z"]
            .ShouldBe(
                new FleetInterval
                {
                    Id = "2026-11-01T12:00Z",
                    Start = Noon,
                    Vens = 2,
                    UsedKw = 14,
                }
            );
    }

    [Fact]
    public void a_late_sample_changes_the_interval_in_which_it_was_measured()
    {
        Sample("ven-1", 600, 1);
        Sample("ven-1", 0, 5);

        Intervals["ven-1/2026-11-01T12:00Z"].UsedMeanKw.ShouldBe(5);
        _fleet["2026-11-01T12:00Z"].UsedKw.ShouldBe(5);
        _fleet["2026-11-01T12:10Z"].UsedKw.ShouldBe(1);
    }

    [Fact]
    public void an_interval_names_the_event_that_held_the_ven()
    {
        Fold.Apply("evt-00000001/ven-1", Shed(60, 900, 2.5));
        Sample("ven-1", 30, 1);
        Sample("ven-1", 90, 1);
        Sample("ven-1", 1000, 1);

        Intervals["ven-1/2026-11-01T12:00Z"].EventId.ShouldBe("evt-00000001");
        Intervals["ven-1/2026-11-01T12:00Z"].RequestedReductionKw.ShouldBe(2.5);
        Intervals["ven-1/2026-11-01T12:15Z"].EventId.ShouldBeNull();
    }

    [Fact]
    public void a_displaced_ven_is_no_longer_held()
    {
        Fold.Apply("evt-00000001/ven-1", Shed(0, 900, 2.5));
        Fold.Apply("evt-00000001/ven-1", new ParticipationDisplaced("evt-00000002", Noon.AddSeconds(60)));
        Sample("ven-1", 61, 1);

        Intervals["ven-1/2026-11-01T12:00Z"].EventId.ShouldBeNull();
    }

    [Fact]
    public void a_direct_command_is_no_event()
    {
        Fold.Apply("cmd-0123456789ab/ven-1", Shed(0, 900, 2.5));

        _served.ShouldBeEmpty();
    }

    [Fact]
    public void loads_are_summed_one_by_one_in_whatever_order_they_come()
    {
        Sample("ven-1", 0, 3, new LoadPower("a", 1, null), new LoadPower("b", 2, null));
        Sample("ven-1", 10, 3, new LoadPower("b", 4, null), new LoadPower("c", 8, null));

        Intervals["ven-1/2026-11-01T12:00Z"].Loads.ShouldBe([new("a", 1, 1), new("b", 2, 6), new("c", 1, 8)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void the_same_events_in_pages_of_any_size_make_the_same_bytes(int seed)
    {
        var random = new Random(seed);
        var events = new List<(string Stream, object Stored)>();
        for (var i = 0; i < 2_000; i++)
        {
            var venId = "ven-" + random.Next(7);
            events.Add(
                random.Next(20) == 0
                    ? ($"evt-0000000{random.Next(3)}/{venId}", Shed(random.Next(3_000), 600, random.NextDouble() * 5))
                    : Sampled(venId, random.Next(3_600), random.NextDouble() * 10, [new LoadPower("a", random.NextDouble(), null)])
            );
        }
        foreach (var (stream, stored) in events)
            Fold.Apply(stream, stored);
        var whole = Bytes(_open, _closed, _fleet, _served);

        var (open, closed, fleet, served) = ("{}", "{}", "{}", "{}");
        for (var i = 0; i < events.Count; )
        {
            // Each page begins with what the one before has stored.
            var fold = (
                Open: Read<VenInterval>(open),
                Closed: Read<VenInterval>(closed),
                Fleet: Read<FleetInterval>(fleet),
                Served: Read<ServedEvents>(served)
            );
            var page = random.Next(1, 300);
            foreach (var (stream, stored) in events.Skip(i).Take(page))
                new HistoryFold(fold.Open, fold.Closed, fold.Fleet, fold.Served).Apply(stream, stored);
            (open, closed, fleet, served) = (Text(fold.Open), Text(fold.Closed), Text(fold.Fleet), Text(fold.Served));
            i += page;
        }

        (open + closed + fleet + served).ShouldBe(whole);
    }

    private void Sample(string venId, int atS, double kw, params LoadPower[] loads)
    {
        var (stream, stored) = Sampled(venId, atS, kw, loads);
        Fold.Apply(stream, stored);
    }

    private static (string Stream, object Stored) Sampled(string venId, int atS, double kw, LoadPower[] loads)
    {
        var at = Noon.AddSeconds(atS);
        return (TelemetryStreams.Of(venId, at), new TelemetrySampled(at, kw, null, null, null, null, null, null, loads, null, at));
    }

    private static CommandDispatched Shed(int atS, int lengthS, double kw) =>
        new(
            "x",
            CommandOps.ShedPanel,
            1,
            kw,
            Noon.AddSeconds(atS + lengthS),
            Noon.AddSeconds(atS + lengthS),
            "",
            null,
            Noon.AddSeconds(atS)
        );

    private static string Bytes(object open, object closed, object fleet, object served) =>
        Text(open) + Text(closed) + Text(fleet) + Text(served);

    private static string Text(object documents) => JsonSerializer.Serialize(documents);

    private static Dictionary<string, T> Read<T>(string text) => JsonSerializer.Deserialize<Dictionary<string, T>>(text)!;
}
