using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>What the live projection wrote last; begun anew when the stored <see cref="LivePage"/> is not the one that this instance stored last.</summary>
internal sealed class LiveCache
{
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private long _page;
    private DateTimeOffset? _since;

    public Kept<VenLive> Vens { get; } = new(v => v.Id);
    public Kept<MeteredParticipation> Metered { get; } = new(m => m.Id);

    /// <summary>Forgets everything unless it is as new as the store. False when the store holds nothing yet.</summary>
    public async Task<bool> BeginAsync(IDocumentOperations operations, CancellationToken cancellation)
    {
        var stored = await operations.LoadAsync<LivePage>(LivePage.TheOne, cancellation);
        _since = stored?.Since;
        if (stored is not null && stored.Instance == _instance && stored.Number == _page)
            return true;
        Vens.Clear();
        Metered.Clear();
        return stored is not null;
    }

    public void Store(IDocumentOperations operations, LiveFold fold)
    {
        Vens.Store(operations, fold.Vens);
        Metered.Store(operations, fold.Metered);
        operations.Store(new LivePage(LivePage.TheOne, _instance, ++_page, _since));
    }

    internal sealed class Kept<T>(Func<T, string> idOf)
        where T : class
    {
        /// <summary>Most that are kept; some 3 kB each.</summary>
        private const int DocumentsMax = 50_000;
        private readonly Dictionary<string, T> _kept = [];

        public void Clear() => _kept.Clear();

        public async Task<Dictionary<string, T>> GetAsync(IQuerySession session, HashSet<string> ids, CancellationToken cancellation)
        {
            var missing = ids.Where(id => !_kept.ContainsKey(id)).ToArray();
            if (missing.Length > 0)
                Keep(await session.LoadManyAsync<T>(cancellation, missing));
            return ids.Where(_kept.ContainsKey).ToDictionary(id => id, id => _kept[id]);
        }

        /// <summary>Stores those that are others than what is kept.</summary>
        public void Store(IDocumentOperations operations, Dictionary<string, T> folded)
        {
            var changed = folded.Where(d => !ReferenceEquals(d.Value, _kept.GetValueOrDefault(d.Key))).Select(d => d.Value).ToList();
            if (_kept.Count + changed.Count > DocumentsMax)
                _kept.Clear();
            Keep(changed);
            operations.StoreAll(changed, idOf);
        }

        private void Keep(IEnumerable<T> documents)
        {
            foreach (var document in documents)
                _kept[idOf(document)] = document;
        }
    }
}

/// <summary>The newest page of the live projection, stored with it.</summary>
/// <param name="Number">Which one it was of that instance.</param>
/// <param name="Since">Since when history is here, where it does not go back to the beginning; null where it does.</param>
public sealed record LivePage(string Id, string Instance, long Number, DateTimeOffset? Since = null)
{
    public const string TheOne = "live";
}
