using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Errors;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Measurement.BackTests;

/// <summary>What a profile missed by on placebo events.</summary>
/// <param name="Days">Days on which it made a baseline.</param>
/// <param name="Errors">Null where it made none.</param>
/// <param name="Problem">Why it made none on the newest day on which it did not; null where it made one on all.</param>
public sealed record ProfileErrors(BaselineProfile Profile, int Days, BaselineErrors? Errors, string? Problem);

/// <summary>The best of some profiles, and why.</summary>
/// <param name="HoldsBar">Whether its error is within <see cref="PlaceboTest.Bar"/>.</param>
public sealed record BestProfile(string Profile, bool HoldsBar, string Reason);

/// <summary>
/// A back-test: on days without an event each profile is run as if there had been one at these hours. A profile sees of each day what it would have
/// seen, and what came is known.
/// </summary>
/// <param name="PlaceboDays">Days without an event of which the meter knows all of these hours.</param>
public sealed record PlaceboTest(int PlaceboDays, IReadOnlyList<ProfileErrors> Profiles, BestProfile? Best)
{
    /// <summary>The error that PJM holds a baseline to.</summary>
    public const double Bar = 0.2;

    public const string Rule =
        "the lowest RRMSE among those of at most 20 %, else the lowest of all; of two the one of less bias, then the one named first";

    /// <param name="from">Begin of the hours by the site's clock.</param>
    /// <param name="to">Their end; at or before the begin it is on the next day.</param>
    public static PlaceboTest Of(
        MeteredSite site,
        LocalTime from,
        LocalTime to,
        IReadOnlyList<BaselineProfile> profiles,
        int intervalMinutes
    )
    {
        var events = Placebos(site, from, to, intervalMinutes).ToList();
        ProfileErrors[] errors = [.. profiles.Select(p => ErrorsOf(site, events, p))];
        return new PlaceboTest(events.Count, errors, BestOf(errors));
    }

    public static BestProfile? BestOf(IReadOnlyList<ProfileErrors> errors)
    {
        var judged = errors.Where(e => e.Errors?.Rrmse is { } rrmse && double.IsFinite(rrmse)).ToList();
        if (judged.Count == 0)
            return null;
        var within = judged.Where(e => Rrmse(e) <= Bar).ToList();
        var best = (within.Count > 0 ? within : judged).OrderBy(Rrmse).ThenBy(e => Math.Abs(e.Errors!.Nmbe ?? 0)).First();
        return new BestProfile(
            best.Profile.Name,
            within.Count > 0,
            within.Count > 0 ? "the lowest RRMSE of those at or under 20 %" : "the lowest RRMSE, though none is at or under 20 %"
        );
    }

    private static double Rrmse(ProfileErrors errors) => Math.Abs(errors.Errors!.Rrmse!.Value);

    private static IEnumerable<EventHours> Placebos(MeteredSite site, LocalTime from, LocalTime to, int intervalMinutes)
    {
        for (var day = site.Days.FirstDay; day < site.Days.FirstDay + site.Days.Days; day++)
        {
            var date = LocalDate.FromDateOnly(DateOnly.FromDayNumber(day));
            var start = Minute(site, date, from);
            var end = Minute(site, to > from ? date : date.PlusDays(1), to);
            // Both are skipped by the clock, so that nothing is left between them.
            if (end <= start)
                continue;
            var hours = new EventHours(site, start, end, intervalMinutes);
            if (SameDayMean.KnownMean(site, hours.All).Known == 1 && !hours.All.Reach(day, site.EventDays))
                yield return hours;
        }
    }

    private static long Minute(MeteredSite site, LocalDate date, LocalTime time) =>
        (date + time).InZoneLeniently(site.Zone).ToInstant().ToUnixTimeSeconds() / 60;

    private static ProfileErrors ErrorsOf(MeteredSite site, List<EventHours> events, BaselineProfile profile)
    {
        var pairs = new List<(double, double)>();
        var (days, problem) = (0, (string?)null);
        // Days do not depend on each other; figures are taken in the order of days, so that the cores change nothing.
        foreach (var result in events.AsParallel().AsOrdered().Select(hours => Baseline.Of(site, hours, profile)))
        {
            if (result.Problem is not null)
            {
                problem = result.Problem;
                continue;
            }
            days++;
            for (var i = 0; i < result.BaselineKw.Count; i++)
            {
                if (result.ActualKw[i] is { } actual)
                    pairs.Add((result.BaselineKw[i], actual));
            }
        }
        return new ProfileErrors(profile, days, pairs.Count > 0 ? BaselineErrors.Of(pairs) : null, problem);
    }
}
