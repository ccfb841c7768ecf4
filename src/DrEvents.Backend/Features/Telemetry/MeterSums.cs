namespace DrEvents.Backend.Features.Telemetry;

/// <summary>
/// What a meter showed over a time: the seconds that its readings stand for and the sum of what was used by these, kW; and the same of the time in which
/// the VEN knew what the home would use, with that. Every reduction is made of such sums, here.
/// </summary>
public record MeterSums(double MeasuredS, double UsedSumKw, double ExpectedS, double ExpectedSumKw, double UsedThenSumKw)
{
    public static readonly MeterSums None = new(0, 0, 0, 0, 0);

    /// <summary>Those of one reading, as if it stood for a second.</summary>
    /// <param name="expectedKw">What the VEN said then that the home would use; null where it did not know.</param>
    public static MeterSums OfReading(double usedKw, double? expectedKw) =>
        expectedKw is { } kw ? new(1, usedKw, 1, kw, usedKw) : new(1, usedKw, 0, 0, 0);

    /// <summary>The same with a reading more.</summary>
    /// <param name="seconds">The time that it stands for.</param>
    public MeterSums Plus(TelemetrySampled sample, double seconds)
    {
        var usedKw = sample.UsedPowerKw * seconds;
        var more = this with { MeasuredS = MeasuredS + seconds, UsedSumKw = UsedSumKw + usedKw };
        return sample.CounterfactualKw is { } expectedKw
            ? more with
            {
                ExpectedS = ExpectedS + seconds,
                ExpectedSumKw = ExpectedSumKw + expectedKw * seconds,
                UsedThenSumKw = UsedThenSumKw + usedKw,
            }
            : more;
    }

    public MeterSums Minus(MeterSums part) =>
        new(
            MeasuredS - part.MeasuredS,
            UsedSumKw - part.UsedSumKw,
            ExpectedS - part.ExpectedS,
            ExpectedSumKw - part.ExpectedSumKw,
            UsedThenSumKw - part.UsedThenSumKw
        );

    /// <summary>
    /// Used power and baseline by the seconds in which there was one: what the VEN's models say, where it knew how sure they are, or its like days, whichever
    /// is surer; else the sealed one. These may come after the readings. And what of that baseline is the sealed one.
    /// </summary>
    public (double Seconds, double UsedSumKw, double BaselineSumKw, double SealedSumKw) By(Basis basis)
    {
        var unknownS = MeasuredS - ExpectedS;
        return basis switch
        {
            { LikeDaysKw: { } kw, AreLikeDaysFirst: true } => (MeasuredS, UsedSumKw, kw * MeasuredS, 0),
            { LikeDaysKw: { } kw } => (MeasuredS, UsedSumKw, ExpectedSumKw + kw * unknownS, 0),
            { SealedKw: { } kw } => (MeasuredS, UsedSumKw, ExpectedSumKw + kw * unknownS, kw * unknownS),
            _ => (ExpectedS, UsedThenSumKw, ExpectedSumKw, 0),
        };
    }

    /// <summary>Baseline less used power, the mean over that time; null without a baseline.</summary>
    public Reduction? ReductionBy(Basis basis) => Reduction.Over([(this, basis)]);
}

/// <summary>A reduction by a VEN's own baseline, kW, which a baseline that moved since it was sealed moves with it.</summary>
/// <param name="Kw">By the VEN's models where it knew, by the sealed baseline as it is elsewhere.</param>
/// <param name="SealedKw">What of its baseline is the sealed one: none where the VEN knew better, all where it never did.</param>
public readonly record struct Reduction(double Kw, double SealedKw)
{
    /// <summary>The mean over parts of a time, of which each has one basis; null without any baseline.</summary>
    public static Reduction? Over(IEnumerable<(MeterSums Sums, Basis Basis)> parts)
    {
        var (seconds, overSumKw, sealedSumKw) = (0.0, 0.0, 0.0);
        foreach (var (sums, basis) in parts)
        {
            var (s, usedSumKw, baselineSumKw, ofSealed) = sums.By(basis);
            (seconds, overSumKw, sealedSumKw) = (seconds + s, overSumKw + (baselineSumKw - usedSumKw), sealedSumKw + ofSealed);
        }
        // The sum makes a zero of a negative zero, which PostgreSQL's JSON does not know.
        return seconds > 0 ? new Reduction(overSumKw / seconds, sealedSumKw / seconds + 0.0) : null;
    }

    /// <summary>That of a single reading, which rests on the one or the other.</summary>
    /// <param name="betterKw">What the home would use by its own models or like days; null where neither is known.</param>
    public static Reduction OfReading(double kw, double? betterKw, double? sealedKw) => new(kw, betterKw is null ? sealedKw ?? 0 : 0);
}
