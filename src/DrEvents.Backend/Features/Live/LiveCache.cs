using DrEvents.Backend.Features.History;
using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// What the live projection wrote last, so that it need not read it again for every page. It holds as long as the stored
/// <see cref="LivePage"/> is the one that this instance stored last: a page that was not committed, a rebuild, or another node that took the
/// projection over in the meantime leave another one, and the cache begins anew.
/// </summary>
internal sealed class LiveCache
{
    /// <summary>Most documents of a kind that are kept; some 3 kB each.</summary>
    private const int DocumentsMax = 50_000;

    private readonly Dictionary<string, VenLive> _vens = [];
    private readonly Dictionary<string, MeteredParticipation> _metered = [];
    private readonly Dictionary<string, ServedEvents> _served = [];
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private long _page;

    /// <summary>Forgets everything unless it is as new as the store.</summary>
    public async Task BeginAsync(IDocumentOperations operations, CancellationToken cancellation)
    {
        var stored = await operations.LoadAsync<LivePage>(LivePage.TheOne, cancellation);
        if (stored is not null && stored.Instance == _instance && stored.Number == _page)
            return;
        _vens.Clear();
        _metered.Clear();
        _served.Clear();
    }

    /// <summary>Live figures of these VENs, as far as there are any.</summary>
    public Task<Dictionary<string, VenLive>> VensAsync(
        IDocumentOperations operations,
        HashSet<string> ids,
        CancellationToken cancellation
    ) => GetAsync(_vens, operations, ids, v => v.Id, cancellation);

    /// <summary>These metered participations, as far as there are any.</summary>
    public Task<Dictionary<string, MeteredParticipation>> MeteredAsync(
        IDocumentOperations operations,
        HashSet<string> ids,
        CancellationToken cancellation
    ) => GetAsync(_metered, operations, ids, m => m.Id, cancellation);

    /// <summary>When these VENs were held by which events. That one was held by none is kept too, since nearly all are asked for always.</summary>
    public async Task<Dictionary<string, ServedEvents>> ServedAsync(
        IDocumentOperations operations,
        HashSet<string> ids,
        CancellationToken cancellation
    )
    {
        var served = await GetAsync(_served, operations, ids, s => s.Id, cancellation);
        Keep(_served, [.. ids.Where(id => !served.ContainsKey(id)).Select(id => served[id] = new ServedEvents { Id = id })], s => s.Id);
        return served;
    }

    /// <summary>Queues what the page changed, and keeps it.</summary>
    public void Store(IDocumentOperations operations, List<VenLive> vens, List<MeteredParticipation> metered, List<ServedEvents> served)
    {
        Keep(_served, served, s => s.Id);
        operations.StoreAll(served, s => s.Id);
        Keep(_vens, vens, v => v.Id);
        Keep(_metered, metered, m => m.Id);
        operations.StoreAll(vens, v => v.Id);
        operations.StoreAll(metered, m => m.Id);
        operations.Store(new LivePage(LivePage.TheOne, _instance, ++_page));
    }

    private static async Task<Dictionary<string, T>> GetAsync<T>(
        Dictionary<string, T> kept,
        IDocumentOperations operations,
        HashSet<string> ids,
        Func<T, string> idOf,
        CancellationToken cancellation
    )
        where T : class
    {
        var missing = ids.Where(id => !kept.ContainsKey(id)).ToArray();
        if (missing.Length > 0)
        {
            foreach (var document in await operations.LoadManyAsync<T>(cancellation, missing))
                kept[idOf(document)] = document;
        }
        return ids.Where(kept.ContainsKey).ToDictionary(id => id, id => kept[id]);
    }

    private static void Keep<T>(Dictionary<string, T> kept, List<T> changed, Func<T, string> idOf)
    {
        if (kept.Count + changed.Count > DocumentsMax)
            kept.Clear();
        foreach (var document in changed)
            kept[idOf(document)] = document;
    }
}

/// <summary>The newest page of the live projection, stored with it: which instance wrote it, and which one it was of that instance.</summary>
public sealed record LivePage(string Id, string Instance, long Number)
{
    /// <summary>Its only id.</summary>
    public const string TheOne = "live";
}
