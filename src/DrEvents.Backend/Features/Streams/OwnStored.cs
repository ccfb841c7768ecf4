using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Streams;

/// <summary>What of all that is stored is told to callers who are bounded to programmes: what is of an event, of a VEN or of a programme of theirs.</summary>
public sealed class OwnStored(ProgrammesOfEvents events, WatchedMembers members)
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

    /// <summary>A page as such a listener is told it: nothing where nothing of it is theirs. Of many VENs together nothing is told as long as one is not theirs.</summary>
    public async Task<IEnumerable<(string Kind, byte[] Frame)>> FramesAsync(
        StoredPage page,
        IReadOnlyList<string> own,
        CancellationToken cancellation
    )
    {
        var vens = await members.OfAsync(own, cancellation);
        var told = new List<byte[]>();
        foreach (var item in page.Items)
        {
            if (await IsOwnAsync(item.EventId, item.VenIds, item.Stream, own, vens, cancellation))
                told.Add(item.Json);
        }
        return told.Count == 0 ? [] : [(StreamKinds.Stored, page.FrameOf(told))];
    }

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
