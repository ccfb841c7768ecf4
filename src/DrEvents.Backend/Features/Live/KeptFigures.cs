using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// What an event that is over came to. It is kept until something comes that may change it: the projection puts an empty one in its place in the transaction
/// that folds that, and a rebuild begins without any.
/// </summary>
/// <param name="Id">The DR event.</param>
/// <param name="Totals">Null where they have to be added up anew.</param>
public sealed record KeptFigures(string Id, JsonNode? Totals = null)
{
    /// <summary>A late reading of a VEN of an event's control group says what others used then, and in the half hour before.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

    /// <summary>What is so old when it comes is late. What an event came to is kept later than that after its end.</summary>
    private static readonly TimeSpan Late = ReturnSums.Watched / 2;

    /// <summary>
    /// Forgets what is kept of the events of these participations, and of those in whose control group is a VEN that had readings then and of which they
    /// come late.
    /// </summary>
    /// <param name="intervals">VENs' intervals that readings fell into.</param>
    /// <param name="now">When they came.</param>
    public static async Task ForgetAsync(
        IDocumentOperations operations,
        IEnumerable<string> participations,
        IEnumerable<VenInterval> intervals,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var eventIds = participations.Select(p => Participation.Parse(p)!.Value.Owner).Where(e => EventIds.IsValid(e)).ToHashSet();
        var old = intervals.Where(i => i.Start < now - Late).ToList();
        if (old.Count > 0)
        {
            var (from, to) = (old.Min(i => i.Start), old.Max(i => i.Start) + Interval.Length + Before);
            var then = await operations.EventIdsAsync(e => e.ActivatedAt != null && e.EndTime > from && e.StartTime < to, cancellation);
            var late = old.Select(i => i.VenId).ToHashSet();
            var groups = await ControlGroupSealed.ReadAsync(operations, [.. then.Except(eventIds)], cancellation);
            eventIds.UnionWith(groups.Where(g => g.Value.VenIds.Any(late.Contains)).Select(g => g.Key));
        }
        operations.StoreAll([.. eventIds.Select(e => new KeptFigures(e))], k => k.Id);
    }
}
