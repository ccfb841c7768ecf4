using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Names of VENs, which rarely change and are as much to read as all else of an event: a new name shows after half a minute.</summary>
public sealed class VenNames(TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, string> _names = [];
    private DateTimeOffset _readAt;

    /// <summary>Those of these VENs, and of others that were asked for before. Not for several at a time.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(
        IQuerySession session,
        IEnumerable<string> venIds,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        if (now - _readAt >= Kept)
        {
            _names.Clear();
            _readAt = now;
        }
        var unknown = venIds.Where(v => !_names.ContainsKey(v)).Select(Ven.StreamOf).ToList();
        if (unknown.Count > 0)
        {
            foreach (var ven in await session.LoadManyAsync<Ven>(cancellation, unknown))
                _names[ven.VenId] = ven.DisplayName;
        }
        return _names;
    }
}
