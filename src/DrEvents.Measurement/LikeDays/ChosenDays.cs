using NodaTime;

namespace DrEvents.Measurement.LikeDays;

/// <summary>A day that may be like the one asked for: used, or discarded with the reason.</summary>
public sealed record CandidateDay(LocalDate Date, string? Discarded)
{
    public bool IsUsed => Discarded is null;
}

/// <summary>A like day: its means in the hours asked for and in those of the adjustment, kW, in the order of time.</summary>
public sealed record LikeDay(LocalDate Date, IReadOnlyList<double> AskedKw, IReadOnlyList<double> WindowKw);

/// <summary>Why a day is not used.</summary>
public static class DayReasons
{
    public const string Event = "an event in these hours";
    public const string Missing = "an interval is missing";
    public const string Skipped = "the clock skips some of these hours";
    public const string NotOver = "these hours are not over yet";
    public const string OtherAdjustmentDay = "the day that would be held against today is of another kind";
}

/// <summary>The days that a profile chose, newest first, and every day that it looked at.</summary>
public sealed record ChosenDays(IReadOnlyList<LikeDay> Used, IReadOnlyList<CandidateDay> Candidates)
{
    /// <summary>Goes back from the day before until there are as many as wanted, or the look-back ends.</summary>
    public static ChosenDays Of(IntervalSeries series, LikeDayQuestion question, LikeDayProfile profile)
    {
        var asked = question.Asked(series.Length);
        var window = question.Window(profile.Adjustment, series.Length);
        var toAnchor = Period.DaysBetween(question.Date, question.AnchorDate);
        var anchorClass = profile.ClassOf(question.AnchorDate);
        var (used, candidates) = (new List<LikeDay>(), new List<CandidateDay>());
        foreach (var day in question.Candidates(profile))
        {
            if (used.Count == profile.DaysWanted)
                break;
            var (askedKw, whyNot) = Read(series, asked.On(day), question.Anchor);
            var (windowKw, whyNotWindow) = Read(series, window.On(day), question.Anchor);
            whyNot ??=
                window.Count > 0 && profile.ClassOf(day.PlusDays(toAnchor)) != anchorClass ? DayReasons.OtherAdjustmentDay : whyNotWindow;
            candidates.Add(new CandidateDay(day, whyNot));
            if (whyNot is null)
                used.Add(new LikeDay(day, askedKw, windowKw));
        }
        return new ChosenDays(used, candidates);
    }

    private static (IReadOnlyList<double> Kw, string? WhyNot) Read(
        IntervalSeries series,
        IEnumerable<IReadOnlyList<Instant>> hours,
        Instant anchor
    )
    {
        var all = new List<double>();
        string? whyNot = null;
        foreach (var moments in hours)
        {
            var means = moments.Select(series.At).ToList();
            var problem =
                moments.Count == 0 ? DayReasons.Skipped
                : moments.Any(m => m + series.Length > anchor) ? DayReasons.NotOver
                : means.Any(m => m is { IsEvent: true }) ? DayReasons.Event
                : means.Any(m => m is null) ? DayReasons.Missing
                : null;
            // An event tells more than a gap beside it.
            if (whyNot is null || problem == DayReasons.Event)
                whyNot = problem ?? whyNot;
            all.Add(problem is null ? means.Average(m => m!.Value.Kw) : double.NaN);
        }
        return (all, whyNot);
    }
}
