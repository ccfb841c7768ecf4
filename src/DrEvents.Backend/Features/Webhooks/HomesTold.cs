using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Homes of which webhooks are told one thing at one moment, in the order of their VENs' ids.</summary>
/// <param name="Kind">One of <see cref="WebhookKinds.OfHomes"/>.</param>
/// <param name="Begin">When the event begins for them.</param>
/// <param name="End">When it ends.</param>
public sealed record HomesTold(string Kind, DateTimeOffset Begin, DateTimeOffset End, string? Programme, IReadOnlyList<WebhookHome> Homes)
{
    /// <summary>The stored events that it follows from.</summary>
    public static readonly Type[] Types =
    [
        typeof(EventScheduled),
        typeof(EventModified),
        typeof(EventAnnounced),
        typeof(EventActivated),
        typeof(EventCancelled),
        typeof(EventMissed),
    ];

    /// <summary>What is told of the stored event of a moment: how it differs from what was told before it.</summary>
    /// <param name="inOrder">The stored events of the DR event, in their order.</param>
    public static IReadOnlyList<HomesTold> Of(IEnumerable<object> inOrder, DateTimeOffset at)
    {
        var (hours, programme, told) = (default(Hours), default(string), new SortedDictionary<string, Promise>(StringComparer.Ordinal));
        foreach (var stored in inOrder)
        {
            switch (stored)
            {
                case EventScheduled e:
                    (hours, programme) = (new Hours(e.StartTime, e.EndTime), e.Targets?.Programme);
                    break;
                // Where it is announced at once, that says what is other, and how many kW.
                case EventModified e:
                    hours = new(e.StartTime, e.EndTime);
                    if (e.AnnounceAt is { } then && then <= e.At)
                        break;
                    if (e.At == at)
                        return Only(WebhookKinds.VensChanged);
                    foreach (var venId in told.Keys.ToList())
                        told[venId] = new(hours, Kw: null);
                    break;
                case EventAnnounced e:
                    var now = new SortedDictionary<string, Promise>(StringComparer.Ordinal);
                    foreach (var share in e.Plan.Shares.Concat(e.Others ?? []))
                        now[share.VenId] = new(hours, share.Kw);
                    if (e.At == at)
                        return Since(now);
                    told = now;
                    break;
                // Whoever is called then learns it from his home.
                case EventActivated:
                    told.Clear();
                    break;
                case EventCancelled e when e.At == at:
                case EventMissed m when m.At == at:
                    return Only(WebhookKinds.VensCancelled);
            }
        }
        return [];

        IReadOnlyList<HomesTold> Only(string kind) => Some(kind, told.Keys.Select(v => new WebhookHome(v, Kw: null)));

        IReadOnlyList<HomesTold> Since(SortedDictionary<string, Promise> now) =>
            [
                .. Some(WebhookKinds.VensAnnounced, Homes(now.Where(n => !told.ContainsKey(n.Key)))),
                .. Some(WebhookKinds.VensChanged, Homes(now.Where(n => told.TryGetValue(n.Key, out var before) && before != n.Value))),
                .. Some(WebhookKinds.VensCancelled, told.Keys.Where(v => !now.ContainsKey(v)).Select(v => new WebhookHome(v, Kw: null))),
            ];

        IReadOnlyList<HomesTold> Some(string kind, IEnumerable<WebhookHome> homes) =>
            homes.ToList() is { Count: > 0 } all ? [new HomesTold(kind, hours.Begin, hours.End, programme, all)] : [];

        static IEnumerable<WebhookHome> Homes(IEnumerable<KeyValuePair<string, Promise>> promises) =>
            promises.Select(p => new WebhookHome(p.Key, p.Value.Kw));
    }

    private readonly record struct Hours(DateTimeOffset Begin, DateTimeOffset End);

    private readonly record struct Promise(Hours Hours, double? Kw);
}
