using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Streams;

/// <summary>An item of a page as it is sent, with what it is about.</summary>
/// <param name="Stream">Of what is about no event and no VEN.</param>
/// <param name="VenIds">The VENs of what is about no event; empty where it is about none.</param>
public readonly record struct PageItem(string? EventId, byte[] Json, string? Stream, IReadOnlyList<string> VenIds);

/// <summary>
/// Stored events that came together, in the form in which they are told. A decision of the control loop ends its page, so that it can be told alone: then
/// the last item is that decision, and <see cref="Decision"/> its other form.
/// </summary>
/// <param name="First">The sequence of its first event. Between two pages there is nothing to tell.</param>
/// <param name="UpTo">The sequence of its last.</param>
public sealed record StoredPage(long First, long UpTo, IReadOnlyList<PageItem> Items, PageItem? Decision)
{
    /// <summary>What the whole system is told.</summary>
    public byte[] Frame() => FrameOf([.. Items.Select(i => i.Json)]);

    /// <summary>What somebody is told to whom not all items are.</summary>
    public byte[] FrameOf(IReadOnlyList<byte[]> items) => Streams.Frame.List(StreamKinds.Stored, UpTo, Before(UpTo), items, "]}");

    /// <summary>What those who follow one DR event are told: nothing, what was stored of it, a decision of the loop, or both.</summary>
    public IEnumerable<(string Kind, byte[] Frame)> FramesOf(string eventId)
    {
        var decision = Decision?.EventId == eventId ? Decision : null;
        var own = Items
            .Take(decision is null ? Items.Count : Items.Count - 1)
            .Where(i => i.EventId == eventId)
            .Select(i => i.Json)
            .ToList();
        var upTo = decision is null ? UpTo : UpTo - 1;
        if (own.Count > 0)
            yield return (StreamKinds.Stored, Streams.Frame.List(StreamKinds.Stored, upTo, Before(upTo), own, "]}"));
        if (decision is { } decided)
            yield return (StreamKinds.Adjustment, Streams.Frame.Message(StreamKinds.Adjustment, UpTo, decided.Json));
    }

    /// <summary>Makes pages of stored events, in their order.</summary>
    public static IEnumerable<StoredPage> Of(IReadOnlyList<IEvent> stored, StreamJson json) =>
        StoredItems.Told(stored).Select(told => Of(told, told[^1].Data as SharesAdjusted, json));

    private static StoredPage Of(IReadOnlyList<IEvent> told, SharesAdjusted? decided, StreamJson json)
    {
        var items = StoredItems
            .Gathered(told)
            .Select(g => new PageItem(g.Item.EventId, json.Of(g.Item), g.Item.Stream, VensOf(g)))
            .ToList();
        PageItem? decision = decided is null ? null : new(told[^1].StreamKey, json.Of(GetAdjustments.View(decided)), Stream: null, []);
        return new StoredPage(told[0].Sequence, told[^1].Sequence, items, decision);
    }

    private static IReadOnlyList<string> VensOf((StoredItem Item, IReadOnlyList<IEvent> Of) gathered) =>
        gathered.Item.EventId is null ? [.. gathered.Of.Select(e => StoredPlace.Of(e).VenId).OfType<string>().Distinct()] : [];

    private static string Before(long upTo) => string.Create(CultureInfo.InvariantCulture, $$"""{"upTo":{{upTo}},"items":[""");
}
