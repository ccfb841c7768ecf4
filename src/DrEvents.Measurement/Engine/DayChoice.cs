using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Measurement.Engine;

/// <summary>
/// Which days a profile takes, and every day that it looked at. From the day before the event back, until there are as many as wanted or the look-back
/// ends.
/// </summary>
internal sealed class DayChoice
{
    private readonly MeteredSite _site;
    private readonly EventHours _hours;
    private readonly DayRule _rule;
    private readonly DayClass _class;
    private readonly HolidayCalendar _holidays;
    private readonly Hours? _window;
    private readonly bool _needsControl;
    private readonly List<Candidate> _candidates = [];
    private List<Candidate> _taken = [];

    private sealed class Candidate(int day)
    {
        public int Day { get; } = day;
        public string? Reason { get; set; }
        public bool Used { get; set; }

        /// <summary>Mean in the event's hours; NaN where it is not known.</summary>
        public double EventKw { get; init; }
    }

    private DayChoice(MeteredSite site, EventHours hours, BaselineProfile profile, HolidayCalendar holidays, Hours? window)
    {
        (_site, _hours, _rule, _holidays, _window) = (site, hours, profile.Days!, holidays, window);
        _needsControl = profile.NeedsControl;
        _class = ClassOf(_rule, holidays, hours.Day);
    }

    /// <summary>The days used, oldest first: sums go that way.</summary>
    public IReadOnlyList<int> Used { get; private set; } = [];

    /// <summary>Those and the ones that the choice left out.</summary>
    public IReadOnlyList<int> Eligible { get; private set; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<DayVerdict> Verdicts { get; private set; } = [];

    /// <summary>Why there are too few days; null where there are enough.</summary>
    public string? Problem { get; private set; }

    /// <param name="window">The adjustment's hours, which a day has to know too; null where there are none.</param>
    public static DayChoice Of(MeteredSite site, EventHours hours, BaselineProfile profile, HolidayCalendar holidays, Hours? window)
    {
        var choice = new DayChoice(site, hours, profile, holidays, window);
        choice.Choose(profile);
        return choice;
    }

    /// <summary>Each day that was taken and had no event, with the days that would be used, and could be, if it were not there; oldest first.</summary>
    public IEnumerable<(int Day, IReadOnlyList<int> Used, IReadOnlyList<int> Eligible)> LeavingOneOut() =>
        from day in _taken.Where(c => c.Reason != DiscardReasons.Fill).OrderBy(c => c.Day).ToList()
        let others = _taken.Where(c => c != day).ToList()
        select (day.Day, (IReadOnlyList<int>)[.. Days(Chosen(others))], (IReadOnlyList<int>)[.. Days(others)]);

    private static IEnumerable<int> Days(IEnumerable<Candidate> days) => days.Select(c => c.Day).Order();

    private void Choose(BaselineProfile profile)
    {
        var taken = _taken = Take();
        Fill(taken);
        var used = Chosen(taken);
        foreach (var day in used)
            day.Used = true;
        Eligible = [.. Days(taken)];
        Used = [.. Days(used)];
        Verdicts =
        [
            .. _candidates.OrderByDescending(c => c.Day).Select(c => new DayVerdict(DateOnly.FromDayNumber(c.Day), c.Used, c.Reason)),
        ];
        if (taken.Count < _class.Minimum)
            Problem = $"{profile.Name} needs {_class.Minimum} days of the class {_class.Name} and has {taken.Count}{Why()}";
    }

    private string Why()
    {
        var reasons = _candidates
            .Where(c => c is { Used: false, Reason: not null })
            .CountBy(c => c.Reason!)
            .OrderByDescending(r => r.Value);
        var text = string.Join(", ", reasons.Select(r => $"{r.Key} ({r.Value})"));
        return text.Length > 0 ? $"; left out: {text}" : "; there are no more before it";
    }

    private List<Candidate> Take()
    {
        var days = Looked();
        if (_rule.Choice.Kind == ChoiceKind.NearestTemperature)
            return Nearest([.. days]);
        if (_rule.LowUse is { Of: LowUseOf.Largest } low)
        {
            var all = days.ToList();
            var largest = all.Count > 0 ? all.Max(c => c.EventKw) : 0;
            foreach (var day in all.Where(c => largest > 0 && c.EventKw < low.Share * largest))
                day.Reason = DiscardReasons.LowUse;
            var fit = all.Where(c => c.Reason is null).Take(_class.Wanted).ToList();
            // Those older than the last one were looked at for their load alone.
            if (fit.Count == _class.Wanted)
                _candidates.RemoveAll(c => c.Day < fit[^1].Day);
            return fit;
        }
        var taken = new List<Candidate>();
        foreach (var day in days)
        {
            taken.Add(day);
            if (taken.Count == _class.Wanted && DropLow(taken) == 0)
                break;
        }
        while (DropLow(taken) > 0) { }
        return taken;
    }

    /// <summary>Days below a share of the mean of those taken go; another then takes their place.</summary>
    private int DropLow(List<Candidate> taken)
    {
        if (_rule.LowUse is not { Of: LowUseOf.Mean } low || taken.Count == 0)
            return 0;
        var bound = low.Share * taken.Sum(c => c.EventKw) / taken.Count;
        return taken.RemoveAll(c =>
        {
            if (c.EventKw >= bound || bound <= 0)
                return false;
            c.Reason = DiscardReasons.LowUse;
            return true;
        });
    }

    private List<Candidate> Nearest(List<Candidate> days)
    {
        var highest = _site.Temperatures!.HighestOf(_hours.Day);
        var near = days.OrderBy(c => Math.Abs(_site.Temperatures.HighestOf(c.Day) - highest)).ThenByDescending(c => c.Day).ToList();
        foreach (var day in near.Skip(_class.Wanted))
            day.Reason = DiscardReasons.NotNearest;
        return [.. near.Take(_class.Wanted)];
    }

    private void Fill(List<Candidate> taken)
    {
        if (_rule.Fill != Profiles.Fill.EventDays || taken.Count >= _class.Minimum)
            return;
        var events = _candidates
            .Where(c =>
                c.Reason is DiscardReasons.Event or DiscardReasons.ReachesEvent
                && !double.IsNaN(c.EventKw)
                && WhyNotKnown(c.Day, c.EventKw) is null
            )
            .OrderByDescending(c => c.EventKw)
            .ThenByDescending(c => c.Day)
            .Take(_class.Minimum - taken.Count);
        foreach (var day in events.ToList())
        {
            day.Reason = DiscardReasons.Fill;
            taken.Add(day);
        }
    }

    private List<Candidate> Chosen(List<Candidate> taken)
    {
        var isMiddle = _rule.Choice.Kind == ChoiceKind.Middle;
        // The ends are left out of fewer days too; of the highest there may be fewer than wanted.
        var leave = (isMiddle ? _class.Wanted : taken.Count) - (_class.Used ?? taken.Count);
        if (leave <= 0 || leave >= taken.Count || _rule.Choice.Kind is ChoiceKind.All or ChoiceKind.NearestTemperature)
            return taken;
        // Of two that are as high, the newer counts as the higher.
        var ordered = taken.OrderByDescending(RankOf).ThenByDescending(c => c.Day).ToList();
        // Where an odd number is left out, the lower end loses one more.
        var top = isMiddle ? leave / 2 : 0;
        var kept = ordered.Skip(top).Take(taken.Count - leave).ToList();
        foreach (var day in ordered.Except(kept))
            day.Reason = isMiddle ? DiscardReasons.NotMiddle : DiscardReasons.NotHighest;
        return kept;
    }

    private double RankOf(Candidate day) => _rule.Choice.Rank == RankBy.DailyEnergy ? _site.Days.EnergyKwh(day.Day) : day.EventKw;

    /// <summary>The days that nothing speaks against, newest first; each day of the class is noted as it is passed.</summary>
    private IEnumerable<Candidate> Looked()
    {
        for (var day = _hours.Day - 1; day >= _hours.Day - _rule.LookBackDays && day >= _site.Days.FirstDay; day--)
        {
            if (!IsOfClass(day, out var reason))
                continue;
            var eventKw = _hours.All.MeanOn(_site.Days, day);
            reason ??=
                IsOut(Exclusion.EventDays) && WhyEvent(day) is { } isEvent ? isEvent
                : IsOut(Exclusion.DayBeforeEvent) && day == _hours.Day - 1 ? DiscardReasons.DayBeforeEvent
                : WhyNotKnown(day, eventKw);
            var candidate = new Candidate(day) { Reason = reason, EventKw = eventKw };
            _candidates.Add(candidate);
            if (reason is null)
                yield return candidate;
        }
    }

    /// <summary>The hours of a day that are asked for may run into the next one.</summary>
    private string? WhyEvent(int day) =>
        _site.EventDays.Contains(day) ? DiscardReasons.Event
        : Given().Any(h => h.Meet(day, _hours.All, _hours.Day)) ? DiscardReasons.ReachesOwnEvent
        : Given().Any(h => h.Reach(day, _site.EventDays)) ? DiscardReasons.ReachesEvent
        : null;

    private IEnumerable<Hours> Given() => _window is null ? [_hours.All] : [_hours.All, _window];

    private string? WhyNotKnown(int day, double eventKw)
    {
        if (double.IsNaN(eventKw))
            return _hours.All.AreSkippedOn(_site.Days, day) ? DiscardReasons.Skipped : DiscardReasons.Missing;
        if (_window is not null && double.IsNaN(_window.MeanOn(_site.Days, day)))
            return _window.AreSkippedOn(_site.Days, day) ? DiscardReasons.Skipped : DiscardReasons.MissingInWindow;
        if (IsOut(Exclusion.IncompleteDays) && !_site.Days.IsComplete(day))
            return DiscardReasons.Incomplete;
        if (_rule.Choice.Kind == ChoiceKind.NearestTemperature && double.IsNaN(_site.Temperatures!.HighestOf(day)))
            return DiscardReasons.NoTemperature;
        return _needsControl && double.IsNaN(_hours.All.MeanOn(_site.ControlDays!, day)) ? DiscardReasons.NoControl : null;
    }

    private bool IsOut(Exclusion exclusion) => _rule.Exclude.Contains(exclusion);

    /// <summary>Whether the weekday is of the event's class, or a holiday is; with the reason where the holiday is not.</summary>
    private bool IsOfClass(int day, out string? reason)
    {
        reason = null;
        var isHoliday = _holidays.IsHoliday(DateOnly.FromDayNumber(day));
        var holidaysHaveClass = _rule.Classes.Any(c => c.Holidays);
        if (isHoliday && holidaysHaveClass && _class.Holidays)
            return true;
        if (!_class.Weekdays.Contains(DateOnly.FromDayNumber(day).DayOfWeek))
            return false;
        if (isHoliday && (holidaysHaveClass || IsOut(Exclusion.Holidays)))
            reason = DiscardReasons.Holiday;
        return true;
    }

    internal static DayClass ClassOf(DayRule rule, HolidayCalendar holidays, int day)
    {
        var date = DateOnly.FromDayNumber(day);
        return holidays.IsHoliday(date) && rule.Classes.FirstOrDefault(c => c.Holidays) is { } own
            ? own
            : rule.Classes.Single(c => c.Weekdays.Contains(date.DayOfWeek));
    }
}
