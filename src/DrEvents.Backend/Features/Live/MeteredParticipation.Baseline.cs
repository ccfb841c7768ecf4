using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// What the VEN counts by, of what there is: the one with the smallest stated error. What decides is known once, at the start of its part: the errors of
/// its like days and of the half hour before by its own earlier days, sealed with its baseline, and the error that its own models had when it first said
/// yes. What comes of that does not depend on whether samples or the seal were folded first.
/// </summary>
public sealed partial record MeteredParticipation
{
    /// <summary>What its like days say; null until that is sealed, and where too few days are stored.</summary>
    public LikeDayCourse? LikeDays { get; init; }

    /// <summary>The error of its own models when it first said yes and knew it; null as long as it did not.</summary>
    public double? OwnErrorKw { get; init; }

    /// <summary>Its sums by quarters of an hour.</summary>
    [JsonConverter(typeof(FlatQuarters))]
    public IReadOnlyList<QuarterSums> Quarters { get; init; } = [];

    /// <summary>Whether its like days missed by less than the half hour before, on the same days.</summary>
    private bool HasLikeDays => LikeDays is { } like && !(BaselineKw is not null && like.BeforeErrorKw <= like.ErrorKw);

    /// <summary>Whether they go before its own models too.</summary>
    private bool AreLikeDaysFirst => HasLikeDays && LikeDays!.ErrorKw < OwnErrorKw;

    /// <summary>What its use is held against at a moment.</summary>
    public Basis BasisAt(DateTimeOffset time) => new(BaselineKw, HasLikeDays ? LikeDays!.At(time) : null, AreLikeDaysFirst);

    private Basis LastBasis => LastAt is { } at ? BasisAt(at) : BaselineKw;

    /// <summary>What it would use by its own models or like days, at the newest sample, and one standard error of that; null where it knows neither.</summary>
    public double? LastBetterKw => LastBasis.BetterKw(LastExpectedKw);
    public double? LastBetterErrorKw =>
        LastBetterKw is null ? null
        : IsByLikeDays ? LikeDays!.ErrorKw
        : LastErrorKw;

    /// <summary>Whether that is by its like days.</summary>
    public bool IsByLikeDays => LastBasis is { LikeDaysKw: not null } basis && (basis.AreLikeDaysFirst || LastExpectedKw is null);

    /// <summary>
    /// One standard error of the sealed baseline: what the half hour before missed by on earlier days, or, without such days, how far single readings are
    /// from it.
    /// </summary>
    public double? SealedErrorKw => BaselineKw is null ? null : LikeDays?.BeforeErrorKw ?? BaselineSpreadKw;

    /// <summary>What it would have used by its own models or like days, over the time in which it knew one of them; null where it never did.</summary>
    public double? MeanBetterKw
    {
        get
        {
            var (seconds, sumKw) = (0.0, 0.0);
            foreach (var (sums, basis) in Parts)
            {
                var (s, _, kw, _) = sums.By(basis with { SealedKw = null });
                (seconds, sumKw) = (seconds + s, sumKw + kw);
            }
            return seconds > 0 ? sumKw / seconds : null;
        }
    }

    /// <summary>All that was measured, in parts of which each has one basis.</summary>
    private IEnumerable<(MeterSums Sums, Basis Basis)> Parts
    {
        get
        {
            if (!HasLikeDays)
                return [(Sums, BaselineKw)];
            var rest = Quarters.Aggregate(Sums, (left, q) => left.Minus(q.Sums));
            var parts = Quarters.Select(q => (q.Sums, BasisAt(q.Start)));
            // What is left of all that is in quarters is the rounding of their sums.
            return rest.MeasuredS > 1e-6 ? parts.Append((rest, BaselineKw)) : parts;
        }
    }

    /// <summary>The return's five minutes, each with its basis.</summary>
    public (MeterSums Sums, Basis Basis) ReturnAt(int place) => (Return![place], BasisAt(Until + place * Interval.Length));
}
