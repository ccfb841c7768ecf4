using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// How the use of homes has moved since before the event, by those of its VENs that know what they would use now: a control group (difference in
/// differences). By it the sealed baselines of the others are moved, which know nothing of the time since.
/// </summary>
/// <param name="Share">What they would use now ÷ their sealed baselines; 1 where too few know it.</param>
/// <param name="Error">Standard error of that ratio; 0 where too few know it.</param>
/// <param name="Vens">How many know it.</param>
public readonly record struct Drift(double Share, double Error, int Vens)
{
    /// <summary>Fewer say nothing of others: single homes differ too much.</summary>
    private const int VensMin = 20;

    /// <summary>More than this no fleet moves in an event; beyond it the homes that know are others than those that do not.</summary>
    private const double ShareMin = 0.5;
    private const double ShareMax = 2;

    public static readonly Drift None = new(1, 0, 0);

    /// <summary>The one with the smaller error, of those that are known.</summary>
    public static Drift Surer(Drift one, Drift? other) =>
        other is not { IsKnown: true } known ? one
        : !one.IsKnown || known.Error < one.Error ? known
        : one;

    public bool IsKnown => Vens >= VensMin;

    /// <param name="vens">What each would use by its own models, and its sealed baseline, kW; in one order, so that the digits are the same.</param>
    public static Drift Of(IEnumerable<(double? ExpectedKw, double? BaselineKw)> vens)
    {
        var known = vens.Where(v => v is { ExpectedKw: not null, BaselineKw: > 0 })
            .Select(v => (v.ExpectedKw!.Value, v.BaselineKw!.Value))
            .ToList();
        var baselineKw = known.Sum(v => v.Item2);
        if (known.Count < VensMin)
            return None;
        var share = known.Sum(v => v.Item1) / baselineKw;
        // Error of a ratio of sums, from the residuals of its parts (Cochran, Sampling Techniques, 6.4).
        var squares = known.Sum(v => (v.Item1 - share * v.Item2) * (v.Item1 - share * v.Item2));
        var error = Math.Sqrt(squares * known.Count / (known.Count - 1)) / baselineKw;
        return new Drift(Math.Clamp(share, ShareMin, ShareMax), error, known.Count);
    }

    /// <summary>
    /// A VEN's reduction, kW, with what of its baseline is the sealed one moved as the use of the homes has moved. What is shown as a VEN's reduction,
    /// added up, explained, held against its promise in its record or controlled by is this; whether it is called not delivering is decided by the unmoved
    /// one.
    /// </summary>
    public double MovedKw(Reduction reduction) => reduction.Kw + ShiftKw(reduction.SealedKw);

    /// <summary>By how much a sealed baseline is too low now, kW.</summary>
    public double ShiftKw(double? baselineKw) => (Share - 1) * Math.Max(0, baselineKw ?? 0);
}
