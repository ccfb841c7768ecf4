using DrEvents.Backend.Features.Live;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>
/// How sure the current reduction is: the root of the sum of the squares of the VENs' errors, which are independent, and of what they share. A VEN's error
/// is that of its own models; by a sealed baseline, how far single readings are from that; by its claim alone, all of it; and of one that is silent, what
/// comes of nine in ten that go on.
/// </summary>
internal static class TotalsError
{
    /// <summary>Of those that accepted and fell silent, so many go on: they hold their limits without us.</summary>
    private const double GoesOn = 0.9;

    public static double Of(IReadOnlyList<MeterRow> fresh, IReadOnlyList<double> expectedKw, Drift drift)
    {
        var own = fresh.Sum(m => Squared(m.LastErrorKw ?? m.BaselineSpreadKw ?? m.LastClaimedKw ?? 0));
        var silent = expectedKw.Sum(kw => GoesOn * (1 - GoesOn) * Squared(kw));
        var shared = Squared(drift.Error * fresh.Where(m => m.LastExpectedKw is null).Sum(m => Math.Max(0, m.BaselineKw ?? 0)));
        return Math.Sqrt(own + silent + shared);
    }

    private static double Squared(double kw) => kw * kw;
}
