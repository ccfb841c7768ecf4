using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Streams;

/// <summary>What of all that is stored is told to callers who are bounded to programmes: what is of an event, of a VEN or of a programme of theirs.</summary>
public sealed class OwnStored(IDocumentStore store, StreamJson json, ProgrammesOfEvents events, WatchedMembers members)
{
    /// <summary>Those that are.</summary>
    /// <param name="vens">The VENs of their programmes.</param>
    public async Task<List<IEvent>> OfAsync(
        IReadOnlyList<IEvent> stored,
        IReadOnlyList<string> own,
        HashSet<string> vens,
        CancellationToken cancellation
    )
    {
        var told = new List<IEvent>();
        foreach (var e in stored)
        {
            var (eventId, venId) = StoredPlace.Of(e);
            if (await IsOwnAsync(eventId, venId is null ? [] : [venId], e.StreamKey, own, vens, cancellation))
                told.Add(e);
        }
        return told;
    }

    /// <summary>A page as such a listener is told it: nothing where nothing of it is theirs.</summary>
    public async Task<IEnumerable<(string Kind, byte[] Frame)>> FramesAsync(
        StoredPage page,
        IReadOnlyList<string> own,
        CancellationToken cancellation
    )
    {
        var vens = await members.OfAsync(own, cancellation);
        // What is told of many VENs together says how many, of whom some are not theirs.
        if (page.Items.Any(i => i.VenIds.Any(vens.Contains) && !i.VenIds.All(vens.Contains)))
            return await FramesOfStoredAsync(page, own, vens, cancellation);
        var told = new List<byte[]>();
        foreach (var item in page.Items)
        {
            if (await IsOwnAsync(item.EventId, item.VenIds, item.Stream, own, vens, cancellation))
                told.Add(item.Json);
        }
        return FramesOf(page, told);
    }

    private async Task<IEnumerable<(string Kind, byte[] Frame)>> FramesOfStoredAsync(
        StoredPage page,
        IReadOnlyList<string> own,
        HashSet<string> vens,
        CancellationToken cancellation
    )
    {
        await using var session = store.QuerySession();
        var stored = await session.EventsBetweenAsync(page.First - 1, page.UpTo, StoredItems.NotTold, Feed.RowsMax, cancellation);
        var told = await OfAsync(stored, own, vens, cancellation);
        return FramesOf(page, [.. StoredItems.Told(told).SelectMany(StoredItems.Together).Select(json.Of)]);
    }

    private static IEnumerable<(string Kind, byte[] Frame)> FramesOf(StoredPage page, List<byte[]> told) =>
        told.Count == 0 ? [] : [(StreamKinds.Stored, page.FrameOf(told))];

    private async ValueTask<bool> IsOwnAsync(
        string? eventId,
        IReadOnlyList<string> venIds,
        string? stream,
        IReadOnlyList<string> own,
        HashSet<string> vens,
        CancellationToken cancellation
    ) =>
        eventId is not null ? await events.IsOfAsync(own, eventId, cancellation)
        : venIds.Count > 0 ? venIds.All(vens.Contains)
        : stream is not null && own.Any(p => Programme.StreamOf(p) == stream);
}
