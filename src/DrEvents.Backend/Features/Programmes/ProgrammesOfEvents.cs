using System.Collections.Concurrent;

namespace DrEvents.Backend.Features.Programmes;

/// <summary>Which programme events belong to. It cannot be changed later, so what was read once is kept: streams ask with each message.</summary>
public sealed class ProgrammesOfEvents(IDocumentStore store, ProgrammeOfEvent read, TimeProvider clock)
{
    private const int KeptMost = 10_000;

    /// <summary>That an event has none, or is not there, is asked again after so long.</summary>
    private static readonly TimeSpan NoneKept = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (string? Programme, long ReadAt)> _known = new(StringComparer.Ordinal);

    /// <summary>Whether an event is of one of these programmes.</summary>
    public async ValueTask<bool> IsOfAsync(IReadOnlyList<string> own, string eventId, CancellationToken cancellation)
    {
        // Paths name events too, by any text.
        if (!EventIds.IsValid(eventId))
            return false;
        if (!_known.TryGetValue(eventId, out var known) || (known.Programme is null && clock.GetElapsedTime(known.ReadAt) > NoneKept))
        {
            await using var session = store.QuerySession();
            known = (await read(session, eventId, cancellation), clock.GetTimestamp());
            if (_known.Count >= KeptMost)
                _known.Clear();
            _known[eventId] = known;
        }
        return known.Programme is { } of && own.Contains(of);
    }

    /// <summary>Those that are of none of these programmes.</summary>
    public async Task<HashSet<string>> OthersAsync(IReadOnlyList<string> own, IEnumerable<string> eventIds, CancellationToken cancellation)
    {
        var others = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in eventIds)
        {
            if (!await IsOfAsync(own, id, cancellation))
                others.Add(id);
        }
        return others;
    }
}

/// <summary>
/// The VENs that take part in programmes, while somebody listens to what is theirs: read once for all who are bounded to the same ones. Who enrols or
/// leaves shows after a second or two.
/// </summary>
public sealed class WatchedMembers(IDocumentStore store, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    /// <summary>A provider's tokens may name a programme by any text that has no control character.</summary>
    private const char Between = '\n';
    private const int PausesPerReading = 10;
    private static readonly TimeSpan PauseShortest = TimeSpan.FromSeconds(1);
    private readonly Watched<HashSet<string>> _watched = new(
        async (own, cancellation) =>
        {
            await using var session = store.QuerySession();
            return await session.VensOfAsync(own.Split(Between), cancellation);
        },
        _ => PauseShortest,
        PausesPerReading,
        clock,
        lifetime.ApplicationStopping
    );

    /// <summary>The same name for the same programmes.</summary>
    public static string NameOf(IReadOnlyList<string> own) => string.Join(Between, own.Order(StringComparer.Ordinal));

    public Task<HashSet<string>> OfAsync(IReadOnlyList<string> own, CancellationToken cancellation) =>
        _watched.OfAsync(NameOf(own), cancellation);
}
