using DrEvents.Measurement.Engine;

namespace DrEvents.Measurement.Delivery;

/// <summary>A VEN's part in an event.</summary>
/// <param name="Intervals">Its interval means; empty where it has no result.</param>
/// <param name="NoResultBecause">Why it has none, such as too few like days; null where it has one.</param>
public sealed record VenSeries(string VenId, IReadOnlyList<DeliveryInterval> Intervals, string? NoResultBecause = null);

/// <summary>A VEN that is not in a portfolio's figures, and why.</summary>
public sealed record VenWithoutResult(string VenId, string Reason);

/// <summary>
/// What VENs delivered together. Sums are signed and run over the VENs by the order of their ids; the sum of the clipped parts stands apart, since it
/// counts every chance dip of a load and none of its rises. A VEN without a result is named and is in no sum: it is not a VEN that delivered 0.
/// </summary>
/// <param name="Delivery">Of the summed baselines and loads of the VENs with a result.</param>
/// <param name="ClippedPartsKwh">Σ over VENs of Σ max(0, R)·Δt; null where no VEN has a result.</param>
/// <param name="ClippedPartsMeanKw">The same as a mean over the event.</param>
/// <param name="WithResult">Ids of the VENs in the sums.</param>
/// <param name="WithoutResult">All others, with the reason of each.</param>
/// <param name="ReturnUnknown">VENs in the sums whose time before or after the event is not known, so that the portfolio's rebound is not either.</param>
public sealed record PortfolioDelivery(
    EventDelivery Delivery,
    double? ClippedPartsKwh,
    double? ClippedPartsMeanKw,
    IReadOnlyList<string> WithResult,
    IReadOnlyList<VenWithoutResult> WithoutResult,
    IReadOnlyList<string> ReturnUnknown
)
{
    /// <param name="question">The event, with what was asked of all VENs together.</param>
    /// <param name="vens">All that the event called, each once, with intervals on one grid.</param>
    public static PortfolioDelivery Of(DeliveryQuestion question, IReadOnlyList<VenSeries> vens)
    {
        var ordered = vens.OrderBy(v => v.VenId, StringComparer.Ordinal).ToList();
        if (ordered.Zip(ordered.Skip(1)).FirstOrDefault(p => p.First.VenId == p.Second.VenId).First is { } twice)
            throw new ArgumentException($"{twice.VenId} is there twice", nameof(vens));
        var (with, without, returnUnknown, clipped) = (new List<VenSeries>(), new List<VenWithoutResult>(), new List<string>(), 0.0);
        var grid = new SortedDictionary<(NodaTime.Instant Start, NodaTime.Instant End), (double? BaselineKw, double? MeteredKw)>();
        var grids = new Grids(question);
        foreach (var ven in ordered)
        {
            var own = EventDelivery.Of(question, ven.Intervals);
            if ((ven.NoResultBecause ?? own.Problem ?? grids.Problem(ven)) is { } reason)
            {
                without.Add(new VenWithoutResult(ven.VenId, reason));
                continue;
            }
            with.Add(ven);
            clipped += own.ClippedEnergyKwh!.Value;
            if (own.ReboundKwh is null || own.PreparationKwh is null)
                returnUnknown.Add(ven.VenId);
            foreach (var interval in ven.Intervals)
            {
                var key = (interval.Start, interval.End);
                var sum = grid.TryGetValue(key, out var before) ? before : (0, 0);
                grid[key] = (sum.BaselineKw + interval.BaselineKw, sum.MeteredKw + interval.MeteredKw);
            }
        }
        var intervals = grid.Where(_ => with.Count > 0)
            .Where(g => with.All(v => grids.Has(v, g.Key)))
            .Select(g => new DeliveryInterval(g.Key.Start, g.Key.End, g.Value.BaselineKw, g.Value.MeteredKw));
        var delivery = EventDelivery.Of(question, [.. intervals]);
        return new PortfolioDelivery(
            with.Count > 0 ? delivery : delivery with { Problem = "no VEN has a result" },
            with.Count > 0 ? clipped : null,
            with.Count > 0 ? clipped / (question.End - question.Start).TotalHours : null,
            [.. with.Select(v => v.VenId)],
            without,
            returnUnknown
        );
    }

    /// <summary>Rounded half away from zero, once, at the end.</summary>
    public PortfolioDelivery Rounded() =>
        this with
        {
            Delivery = Delivery.Rounded(),
            ClippedPartsKwh = BaselineResult.Round(ClippedPartsKwh),
            ClippedPartsMeanKw = BaselineResult.Round(ClippedPartsMeanKw),
        };

    /// <summary>Sees that all VENs have the same intervals in the event: sums of others would be of nothing.</summary>
    private sealed class Grids(DeliveryQuestion question)
    {
        private readonly Dictionary<string, HashSet<(NodaTime.Instant, NodaTime.Instant)>> _ofVen = [];
        private HashSet<(NodaTime.Instant Start, NodaTime.Instant End)>? _first;

        public string? Problem(VenSeries ven)
        {
            var all = ven.Intervals.Select(i => (i.Start, i.End)).ToHashSet();
            _ofVen[ven.VenId] = all;
            var inEvent = all.Where(i => i.Start < question.End && i.End > question.Start).ToHashSet();
            _first ??= inEvent;
            return _first.SetEquals(inEvent) ? null : "its intervals are not those of the other VENs";
        }

        public bool Has(VenSeries ven, (NodaTime.Instant, NodaTime.Instant) interval) => _ofVen[ven.VenId].Contains(interval);
    }
}
