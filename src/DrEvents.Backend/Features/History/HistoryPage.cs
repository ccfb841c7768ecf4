using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using JasperFx.Events;
using Marten;

namespace DrEvents.Backend.Features.History;

/// <summary>
/// The history's part in a page of the live projection: what is read for the page, folded and written. An interval is written when it is
/// closed, or when a late sample changes it, and not with every sample.
/// </summary>
public sealed class HistoryPage
{
    private readonly Dictionary<string, VenInterval> _open;
    private readonly Dictionary<string, VenInterval> _closed;
    private readonly Dictionary<string, FleetInterval> _fleet;
    private readonly Dictionary<string, VenInterval> _closedBefore;

    private HistoryPage(
        Dictionary<string, VenInterval> open,
        Dictionary<string, VenInterval> closed,
        Dictionary<string, FleetInterval> fleet,
        Dictionary<string, ServedEvents> served
    )
    {
        (_open, _closed, _fleet) = (open, closed, fleet);
        _closedBefore = new(closed);
        Fold = new HistoryFold(open, closed, fleet, served);
    }

    /// <summary>Folds the page's events.</summary>
    public HistoryFold Fold { get; }

    /// <summary>Reads what the page's events touch, in two queries at most.</summary>
    /// <param name="operations">Where it is read.</param>
    /// <param name="events">The page.</param>
    /// <param name="vens">The live figures of the page's VENs, which hold their open intervals.</param>
    /// <param name="served">When the page's VENs were held by which events.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<HistoryPage> ReadAsync(
        IDocumentOperations operations,
        IReadOnlyList<IEvent> events,
        IReadOnlyDictionary<string, VenLive> vens,
        Dictionary<string, ServedEvents> served,
        CancellationToken cancellation
    )
    {
        var open = vens.Values.Where(v => v.OpenInterval is not null).ToDictionary(v => v.Id, v => v.OpenInterval!);
        var newest = open.ToDictionary(o => o.Key, o => o.Value.Start);
        var (lateIds, fleetIds) = (new HashSet<string>(), new HashSet<string>());
        foreach (var e in events)
        {
            if (e.Data is TelemetrySampled sample && TelemetryStreams.VenOf(e.StreamKey!) is { } sender)
            {
                var start = Interval.StartOf(sample.LiveAt, Interval.Length);
                fleetIds.Add(Interval.Name(start));
                if (!newest.TryGetValue(sender, out var latest) || start > latest)
                    newest[sender] = start;
                else if (start < latest)
                    lateIds.Add(VenInterval.IdOf(sender, start));
            }
        }
        return new HistoryPage(
            open,
            await LoadAsync<VenInterval>(operations, lateIds, i => i.Id, cancellation),
            await LoadAsync<FleetInterval>(operations, fleetIds, i => i.Id, cancellation),
            served
        );
    }

    /// <summary>Queues what changed, except for the open intervals, which go into the live figures.</summary>
    public void Store(IDocumentOperations operations, Dictionary<string, VenLive> vens)
    {
        foreach (var (venId, interval) in _open)
            vens[venId] = vens[venId] with { OpenInterval = interval };
        operations.StoreAll(Changed(_closed, _closedBefore), i => i.Id);
        operations.Store(_fleet.Values.ToArray());
    }

    private static T[] Changed<T>(Dictionary<string, T> after, Dictionary<string, T> before)
        where T : class => [.. after.Where(d => !ReferenceEquals(d.Value, before.GetValueOrDefault(d.Key))).Select(d => d.Value)];

    private static async Task<Dictionary<string, T>> LoadAsync<T>(
        IDocumentOperations operations,
        HashSet<string> ids,
        Func<T, string> idOf,
        CancellationToken cancellation
    )
        where T : class => ids.Count == 0 ? [] : (await operations.LoadManyAsync<T>(cancellation, ids)).ToDictionary(idOf);
}
