using DrEvents.Cli.Output;

namespace DrEvents.Cli.Baselines;

/// <summary>What a profile missed by on days without an event. Shares of one; errors in kW.</summary>
/// <param name="Days">Days on which it made a baseline.</param>
/// <param name="Problem">Why it made none on the newest day on which it did not.</param>
sealed record MissedBy(
    string Profile,
    int Days,
    double? Rrmse,
    double? Nmbe,
    double? Mape,
    double? Nmae,
    double? LowKw,
    double? HighKw,
    string? Problem
);

/// <summary>A back-test as a table, of files and of a VEN alike.</summary>
static class BacktestTable
{
    private const double Percent = 100;

    public static void Show(IReadOnlyList<MissedBy> profiles, int placeboDays, Shell shell)
    {
        var table = Tables
            .New()
            .Column("Profile")
            .Figure("Days")
            .Figure("RRMSE\n%")
            .Figure("Bias\n%")
            .Figure("MAPE\n%")
            .Figure("NMAE\n%")
            .Figure("Error 5 %\nkW")
            .Figure("Error 95 %\nkW");
        foreach (var profile in profiles)
            table.Row(
                profile.Profile,
                Figures.Count(profile.Days),
                InPercent(profile.Rrmse),
                InPercent(profile.Nmbe),
                InPercent(profile.Mape),
                InPercent(profile.Nmae),
                Figures.Kw(profile.LowKw),
                Figures.Kw(profile.HighKw)
            );
        table.Draw(shell, "What profiles missed by: predicted minus actual");
        foreach (var profile in profiles.Where(p => p.Days < placeboDays))
            shell.Say(
                $"{Printable.Of(profile.Profile)}: no baseline on {placeboDays - profile.Days} of the days; on the newest: {Printable.Of(profile.Problem ?? "")}"
            );
    }

    private static string InPercent(double? share) => Figures.Kw(share * Percent);
}
