using System.Text.Json;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Streams;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using JasperFx.Events;

namespace DrEvents.Backend.Tests.Streams;

public sealed class StoredPageTests
{
    private const string EventId = "evt-00000001";

    [Fact]
    public void many_answers_of_one_event_are_one_item_that_counts_them()
    {
        object[] answers =
        [
            .. Enumerable.Range(0, 842).Select(n => n < 2 ? Given.No($"c{n}", Given.Start, "mustRun") : Given.Yes($"c{n}", Given.Start)),
        ];

        var item = Items(answers.Select((a, n) => Stored(n + 1, $"{EventId}/ven-{n}", a))).ShouldHaveSingleItem();

        (item with { Said = null }).ShouldBe(
            new StoredItem(
                842,
                "AckReceived",
                Given.Start,
                "842 × AckReceived of evt-00000001: 840 yes, 2 no, 1680 kW said to be shed",
                842,
                EventId: EventId
            )
        );
    }

    [Fact]
    public void few_are_told_one_by_one_and_crowds_of_different_events_are_not_mixed()
    {
        var stored = new List<IEvent>();
        foreach (var (n, eventId) in new[] { (4, "evt-00000001"), (3, "evt-00000002"), (5, "evt-00000003") })
        {
            for (var i = 0; i < n; i++)
                stored.Add(Stored(stored.Count + 1, $"{eventId}/ven-{i}", Given.Shed("c", 1.5, Given.Start)));
        }

        var items = Items(stored);

        items
            .Select(i => (i.EventId, i.Count, i.Sequence))
            .ShouldBe([
                ("evt-00000001", 4, 4),
                ("evt-00000002", 1, 5),
                ("evt-00000002", 1, 6),
                ("evt-00000002", 1, 7),
                ("evt-00000003", 5, 12),
            ]);
        items[0].Text.ShouldBe("4 × CommandDispatched of evt-00000001: 6 kW asked");
        (items[1] with { Said = null }).ShouldBe(
            new StoredItem(5, "CommandDispatched", Given.Start, "shedPanel 1.5 kW: test", 1, "evt-00000002/ven-0", "evt-00000002", "ven-0")
        );
    }

    [Fact]
    public void vens_that_go_offline_together_are_one_item()
    {
        var item = Items(Enumerable.Range(1, 5).Select(n => Stored(n, $"ven/ven-{n}", new VenWentOffline("silent", Given.Start))));

        item.ShouldHaveSingleItem().Text.ShouldBe("5 × offline");
    }

    [Fact]
    public void what_the_loop_decided_is_told_alone_to_those_who_follow_the_event()
    {
        IEvent[] stored =
        [
            Stored(1, EventId, new EventActivated(null, 12.6, Given.Start)),
            Stored(3, EventId, Adjusted(5)),
            Stored(4, "evt-00000002/ven-1", Given.Yes("c1", Given.Start)),
            Stored(7, EventId, new EventCompleted(Given.Start)),
        ];

        var pages = StoredPage.Of(stored, Json).ToList();

        pages.Select(p => (p.First, p.UpTo)).ShouldBe([(1, 3), (4, 7)]);
        var followed = pages.SelectMany(p => p.FramesOf(EventId)).Select(f => Encoding(f.Frame)).ToList();
        followed
            .Select(f => f.Split('\n')[..2])
            .ShouldBe([
                ["id: 2", "event: stored"],
                ["id: 3", "event: adjustment"],
                ["id: 7", "event: stored"],
            ]);
        followed[0].ShouldContain("\"text\":\"started, 13 ms after its time\"");
        followed[0].ShouldNotContain("SharesAdjusted");
        followed[1].ShouldContain("\"measuredKw\":4,\"expectedKw\":4.5,");
        pages.SelectMany(p => p.FramesOf("evt-00000002")).Count().ShouldBe(1);
        Encoding(pages[0].Frame()).ShouldContain("1 share changed: 4 kW measured and 4.5 kW expected of 5 kW");
    }

    [Fact]
    public void every_event_that_is_stored_is_told_in_words()
    {
        var all = new StoredTypes().ToList();

        all.Where(t => StoredWords.Of(t).Said is null).Select(t => t.GetType().Name).ShouldBeEmpty();
        all.Count.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void a_line_is_told_in_parts_too_with_figures_as_numbers_and_times_in_utc()
    {
        var at = new DateTimeOffset(2026, 7, 1, 19, 0, 0, TimeSpan.FromHours(2));
        var plan = new AllocationPlan([new VenShare("ven-1", 2.0004)], [], 0.5);

        var json = Encoding(Json.Of(StoredItems.One(Stored(1, EventId, new EventPlanned(plan, at)))));
        var locked = Encoding(Json.Of(StoredWords.Of(new UserLockedOut("u-1", at, From: null, at)).Said));

        json.ShouldContain(
            "\"said\":{\"kind\":\"eventPlanned\",\"values\":{\"plannedKw\":2,\"vens\":1,\"skipped\":0,\"shortfallKw\":0.5}}"
        );
        locked.ShouldBe("{\"kind\":\"userLockedOut\",\"values\":{\"id\":\"u-1\",\"until\":\"2026-07-01T17:00:00Z\"}}");
    }

    [Fact]
    public void what_a_line_leaves_out_is_in_no_part_of_it()
    {
        var exempt = StoredWords.Of(new StoredTypes().OfType<VenExempted>().Single());

        exempt.Text.ShouldBe("exempt, by x");
        exempt.Said!.Values.Keys.ShouldBe(["by"], "why a home is exempt is nobody's business who only looks");
    }

    private static readonly StreamJson Json = StreamsAlone.Json;

    private static SharesAdjusted Adjusted(double requestedKw) =>
        new(new ControlFigures(1, requestedKw, 4, 4.5, 1, 0, 0), [new ShareChange("ven-1", 1, 2, 2)], [], Given.Start);

    private static List<StoredItem> Items(IEnumerable<IEvent> stored) =>
        [
            .. StoredPage
                .Of([.. stored], Json)
                .SelectMany(p => p.Items)
                .Select(i => JsonSerializer.Deserialize<StoredItem>(i.Json, JsonSerializerOptions.Web)!),
        ];

    private static string Encoding(byte[] frame) => System.Text.Encoding.UTF8.GetString(frame);

    private static IEvent Stored(long sequence, string stream, object data)
    {
        var stored = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(data.GetType()), data)!;
        (stored.Sequence, stored.StreamKey, stored.Timestamp) = (sequence, stream, Given.Start);
        stored.EventTypeName = data.GetType().Name;
        return stored;
    }
}
