using DrEvents.Backend.Features.Live;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>
/// How sure the current reduction is: the root of the sum of the squares of the VENs' errors, which are independent, and of what they share. A VEN's error
/// is that of what it counts by: of its own models, as it says; of its like days and of the half hour before, by its own earlier days, or, without such,
/// how far single readings are from the half hour; by its claim alone, all of it; and of one that is silent, what comes of nine in ten that go on. They
/// share the error of the control group's ratio, and what models and like days of all homes miss by together, since they know neither the weather nor the
/// hour.
/// </summary>
internal static class TotalsError
{
    /// <summary>Of those that accepted and fell silent, so many go on: they hold their limits without us.</summary>
    private const double GoesOn = 0.9;

    /// <summary>
    /// What the models of a fleet miss by together, by what they say is shed: one standard error. The benchmark <c>accuracy-in-time</c> holds that the truth
    /// lies within two of the stated errors in 95 % of events at every hour.
    /// </summary>
    private const double SharedByModels = 0.003;

    /// <summary>
    /// What the like days of a fleet miss by together, by what they say is used: over two hours at four hours of the year they are 0.2 to 8 % off, and
    /// 4.3 % in the root mean square, of which half is what single homes miss by.
    /// </summary>
    private const double SharedByLikeDays = 0.03;

    public static double Of(IReadOnlyList<MeterRow> fresh, IReadOnlyList<double> expectedKw, Drift drift)
    {
        var own = fresh.Sum(m => Squared(m.LastBetterErrorKw ?? m.SealedErrorKw ?? m.LastClaimedKw ?? 0));
        var silent = expectedKw.Sum(kw => GoesOn * (1 - GoesOn) * Squared(kw));
        var shared = Squared(drift.Error * fresh.Where(m => m.LastBetterKw is null).Sum(m => Math.Max(0, m.BaselineKw ?? 0)));
        var models = Squared(
            SharedByModels * fresh.Where(m => m is { LastBetterKw: not null, IsByLikeDays: false }).Sum(m => m.CurrentReductionKw)
        );
        var days = Squared(SharedByLikeDays * fresh.Where(m => m.IsByLikeDays).Sum(m => m.LastBetterKw ?? 0));
        return Math.Sqrt(own + silent + shared + models + days);
    }

    private static double Squared(double kw) => kw * kw;
}
