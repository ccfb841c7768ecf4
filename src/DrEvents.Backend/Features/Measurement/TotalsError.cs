using DrEvents.Backend.Features.Live;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>
/// How sure the current reduction is: the root of the sum of the squares of the VENs' errors, which are independent, and of what they share: the error of
/// the control group's ratio, and what the models of all homes miss by together, since they know neither the weather nor the hour. A VEN's error is that of its own models; by a sealed baseline, how far single readings are from that; by its claim alone, all of it; and of one that is silent, what
/// comes of nine in ten that go on.
/// </summary>
internal static class TotalsError
{
    /// <summary>Of those that accepted and fell silent, so many go on: they hold their limits without us.</summary>
    private const double GoesOn = 0.9;

    /// <summary>
    /// What the models of a fleet miss by together, by what they say is shed: one standard error. The benchmark <c>accuracy</c> finds 1 to 3 % too little
    /// on winter mornings and as much too much on winter evenings.
    /// </summary>
    private const double SharedByModels = 0.02;

    public static double Of(IReadOnlyList<MeterRow> fresh, IReadOnlyList<double> expectedKw, Drift drift)
    {
        var own = fresh.Sum(m => Squared(m.LastErrorKw ?? m.BaselineSpreadKw ?? m.LastClaimedKw ?? 0));
        var silent = expectedKw.Sum(kw => GoesOn * (1 - GoesOn) * Squared(kw));
        var shared = Squared(drift.Error * fresh.Where(m => m.LastExpectedKw is null).Sum(m => Math.Max(0, m.BaselineKw ?? 0)));
        var models = Squared(SharedByModels * fresh.Where(m => m.LastExpectedKw is not null).Sum(m => m.CurrentReductionKw));
        return Math.Sqrt(own + silent + shared + models);
    }

    private static double Squared(double kw) => kw * kw;
}
