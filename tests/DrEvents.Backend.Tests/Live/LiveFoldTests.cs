using System.Text.Json;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Live;

public sealed class LiveFoldTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Documents _folded = new();

    private LiveFold Fold => _folded.Fold();

    private Dictionary<string, VenInterval> Intervals =>
        _folded.Vens.Values.Select(v => v.OpenInterval).OfType<VenInterval>().Concat(_folded.Closed.Values).ToDictionary(i => i.Id);

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
        _folded.Closed.ShouldBeEmpty();

        Sample("ven-1", 900, 4);

        _folded.Closed.ShouldHaveSingleItem().Value.UsedMeanKw.ShouldBe(2);
        _folded.Vens["ven-1"].OpenInterval!.Start.ShouldBe(Noon.AddSeconds(900));
    }

    [Fact]
    public void the_fleet_is_the_sum_of_its_vens_means_whatever_their_number_of_samples()
    {
        Sample("ven-1", 0, 2);
        Sample("ven-2", 1, 10);
        Sample("ven-1", 10, 4);
        Sample("ven-1", 20, 6);

        _folded
            .Fleet["2026-11-01T12:00Z"]
            .ShouldBe(
                new FleetInterval
                {
                    Id = "2026-11-01T12:00Z",
                    Start = Noon,
                    Vens = 2,
                    UsedMicrowatts = 14_000_000_000,
                }
            );
    }

    [Fact]
    public void a_late_sample_changes_the_interval_in_which_it_was_measured()
    {
        Sample("ven-1", 600, 1);
        Sample("ven-1", 0, 5);

        Intervals["ven-1/2026-11-01T12:00Z"].UsedMeanKw.ShouldBe(5);
        _folded.Fleet["2026-11-01T12:00Z"].UsedKw.ShouldBe(5);
        _folded.Fleet["2026-11-01T12:10Z"].UsedKw.ShouldBe(1);
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
        Sample("ven-1", 1, 1);

        Intervals["ven-1/2026-11-01T12:00Z"].EventId.ShouldBeNull();
        _folded.Metered.ShouldBeEmpty();
    }

    [Fact]
    public void loads_are_summed_one_by_one_in_whatever_order_they_come()
    {
        Sample("ven-1", 0, 3, new LoadPower("a", 1, null), new LoadPower("b", 2, null));
        Sample("ven-1", 10, 3, new LoadPower("b", 4, null), new LoadPower("c", 8, null));

        Intervals["ven-1/2026-11-01T12:00Z"].Loads.ShouldBe([new("a", 10, 10), new("b", 20, 60), new("c", 10, 80)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void the_same_events_in_pages_of_any_size_make_the_same_bytes(int seed)
    {
        var random = new Random(seed);
        var events = Random(random);
        foreach (var (stream, stored) in events)
            Fold.Apply(stream, stored);

        var pages = new Documents().Text;
        for (var i = 0; i < events.Count; )
        {
            // Each page begins with what the one before has stored.
            var documents = Documents.Read(pages);
            var page = random.Next(1, 300);
            foreach (var (stream, stored) in events.Skip(i).Take(page))
                documents.Fold().Apply(stream, stored);
            pages = documents.Text;
            i += page;
        }

        pages.ShouldBe(_folded.Text);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void one_ven_after_the_other_makes_the_same_bytes_as_all_of_them_side_by_side(int seed)
    {
        var events = Random(new Random(seed));
        foreach (var (stream, stored) in events)
            Fold.Apply(stream, stored);

        var apart = new Documents();
        foreach (var (stream, stored) in events.OrderBy(e => VenOf(e.Stream), StringComparer.Ordinal))
            apart.Fold().Apply(stream, stored);

        apart.Text.ShouldBe(_folded.Text);

        static string VenOf(string stream) => TelemetryStreams.VenOf(stream) ?? Participation.Parse(stream)!.Value.VenId;
    }

    private static List<(string Stream, object Stored)> Random(Random random)
    {
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
        return events;
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

    /// <summary>What is folded, by the documents' ids.</summary>
    private sealed class Documents
    {
        public Dictionary<string, VenLive> Vens { get; private init; } = [];

        public Dictionary<string, MeteredParticipation> Metered { get; private init; } = [];

        public Dictionary<string, VenInterval> Closed { get; private init; } = [];

        public Dictionary<string, FleetInterval> Fleet { get; private init; } = [];

        /// <summary>The documents as text, in the order of their ids.</summary>
        public string Text => JsonSerializer.Serialize(new object[] { In(Vens), In(Metered), In(Closed), In(Fleet) });

        public LiveFold Fold() =>
            new()
            {
                Vens = Vens,
                Metered = Metered,
                Closed = Closed,
                Fleet = Fleet,
            };

        public static Documents Read(string text)
        {
            var parts = JsonSerializer.Deserialize<JsonElement[]>(text)!;
            return new Documents
            {
                Vens = parts[0].Deserialize<Dictionary<string, VenLive>>()!,
                Metered = parts[1].Deserialize<Dictionary<string, MeteredParticipation>>()!,
                Closed = parts[2].Deserialize<Dictionary<string, VenInterval>>()!,
                Fleet = parts[3].Deserialize<Dictionary<string, FleetInterval>>()!,
            };
        }

        private static SortedDictionary<string, T> In<T>(Dictionary<string, T> documents) =>
            new SortedDictionary<string, T>(documents, StringComparer.Ordinal);
    }
}
