namespace DrEvents.Docs.Tests.Methods;

/// <summary>
/// The examples of the methods a second time: every line of a page under "By hand", from the files, in the plainest way, for these very days and hours.
/// Nothing of the engine is used.
/// </summary>
internal static class ByHand
{
    private static readonly DateOnly Day = new(2026, 9, 16);
    private static readonly DateOnly EventOfBefore = new(2026, 9, 10);
    private static readonly DateOnly LaborDay = new(2026, 9, 7);
    private static readonly int[] Event = [14, 15];
    private static readonly int[] Morning = [10, 11, 12];
    private static readonly int[] BeforeAndAfter = [10, 11, 18, 19];
    private static readonly Metered Site = new("site.csv");

    public static Dictionary<string, double> Of(string profile) =>
        profile switch
        {
            "pre-event-mean" => PreEventMean(),
            "caiso-10-in-10" => Ratio(Ten(Morning), Morning, 0.8, 1.2),
            "caiso-residential-5-in-10" => Ratio(Highest(Ten(BeforeAndAfter), 5), BeforeAndAfter, 0.71, 1.4),
            "caiso-weather-match" => Ratio(Nearest(), BeforeAndAfter, 0.71, 1.4),
            "pjm-high-4-of-5" => Pjm(),
            "nyiso-high-5-of-10" => Nyiso(),
            "ercot-middle-8-of-10" => Ercot(),
            "gb-10-of-10" => Gb(),
            "same-day-3+2" => SameDay(),
            "control-group" => ControlGroup(),
            "towt" => Towt(),
            _ => throw new ArgumentException($"{profile} has no example that is counted by hand", nameof(profile)),
        };

    /// <summary>Weekdays without holidays and events of which all of these hours are known.</summary>
    private static IEnumerable<DateOnly> Eligible(params int[] window) =>
        Site.WeekdaysBefore(Day).Where(d => d != LaborDay && d != EventOfBefore && Site.Knows(d, [.. Event, .. window]));

    private static List<DateOnly> Ten(int[] window) => [.. Eligible(window).Take(10)];

    private static List<DateOnly> Highest(IEnumerable<DateOnly> days, int count) =>
        [.. days.OrderByDescending(d => Site.Mean(d, Event)).Take(count)];

    private static List<DateOnly> Nearest()
    {
        var highest = new Metered("temperature.csv");
        double Away(DateOnly day) => Math.Abs(highest.At(day, 15) - highest.At(Day, 15));
        return [.. Eligible(BeforeAndAfter).OrderBy(Away).ThenByDescending(d => d).Take(4)];
    }

    private static Dictionary<string, double> Ratio(List<DateOnly> days, int[] window, double least, double most)
    {
        var raw = Site.Mean(Day, window) / Site.Mean(days, window);
        var applied = Math.Min(most, Math.Max(least, raw));
        var lines = Lines(hour => Site.Mean(days, hour), kw => kw * applied);
        (lines["raw"], lines["applied"]) = (raw, applied);
        return lines;
    }

    private static Dictionary<string, double> Pjm()
    {
        var days = Eligible(Morning).ToList();
        var five = days.Take(5).ToList();
        var quarter = 0.25 * Site.Mean(five, Event);
        // One day is below it, and the sixth takes its place; none of these is below a quarter of their mean.
        five = [.. five.Where(d => Site.Mean(d, Event) >= quarter), days[5]];
        five.Count.ShouldBe(5);
        five.ShouldAllBe(d => Site.Mean(d, Event) >= 0.25 * Site.Mean(five, Event));
        var four = Highest(five, 4);
        var difference = Site.Mean(Day, Morning) - Site.Mean(four, Morning);
        var lines = Lines(hour => Site.Mean(four, hour), kw => kw + difference);
        (lines["a quarter"], lines["difference"]) = (quarter, difference);
        return lines;
    }

    private static Dictionary<string, double> Nyiso()
    {
        int[] window = [10, 11];
        var month = Eligible(window).Where(d => d != Day.AddDays(-1) && d >= Day.AddDays(-30)).ToList();
        var quarter = 0.25 * month.Max(d => Site.Mean(d, Event));
        var lines = Ratio(Highest(month.Where(d => Site.Mean(d, Event) >= quarter).Take(10), 5), window, 0.8, 1.2);
        lines["a quarter"] = quarter;
        return lines;
    }

    private static Dictionary<string, double> Ercot()
    {
        int[] window = [11, 12];
        var ten = Ten(window).OrderBy(d => Site.Mean(d, Enumerable.Range(0, 24))).ToList();
        var eight = ten[1..^1];
        var factor = Site.Mean(Day, window) / Site.Mean(eight, window);
        var lines = Lines(hour => Site.Mean(eight, hour), kw => kw * factor);
        lines["factor"] = factor;
        return lines;
    }

    private static List<DateOnly> TenWithHolidays(IEnumerable<int> hours) =>
        [.. Site.WeekdaysBefore(Day).Where(d => d != EventOfBefore && Site.Knows(d, hours)).Take(10)];

    private static Dictionary<string, double> Gb()
    {
        var ten = TenWithHolidays(Enumerable.Range(0, 24));
        var signed = Event.Select(h => Site.Mean(ten, h) - Site.At(Day, h)).ToList();
        return new()
        {
            ["baseline 14:00"] = Site.Mean(ten, 14),
            ["baseline 15:00"] = Site.Mean(ten, 15),
            ["reduction 14:00"] = Math.Max(0, signed[0]),
            ["reduction 15:00"] = Math.Max(0, signed[1]),
            ["energy"] = signed.Sum(kw => Math.Max(0, kw)),
            ["signed energy"] = signed.Sum(),
        };
    }

    private static Dictionary<string, double> SameDay()
    {
        var lines = Lines(_ => Site.Mean(Day, 10, 11, 12, 17, 18), kw => kw);
        return lines.Where(l => !l.Key.StartsWith("mean", StringComparison.Ordinal)).ToDictionary();
    }

    private static Dictionary<string, double> ControlGroup()
    {
        Metered[] neighbours = [new("neighbour-a.csv"), new("neighbour-b.csv")];
        var ten = TenWithHolidays(Event);
        double Group(IEnumerable<DateOnly> days, params int[] hours) => neighbours.Average(n => n.Mean(days, hours));
        var (site, group) = (Site.Mean(ten, Event), Group(ten, Event));
        double Scaled(int hour) => site / group * Group([Day], hour);
        double Differing(int hour) => Group([Day], hour) + Site.Mean(ten, hour) - Group(ten, hour);
        var lines = Lines(Scaled, kw => kw).Where(l => !l.Key.StartsWith("mean", StringComparison.Ordinal)).ToDictionary();
        (lines["site"], lines["group"], lines["scale"]) = (site, group, site / group);
        (lines["by differences 14:00"], lines["by differences 15:00"]) = (Differing(14), Differing(15));
        lines["by differences energy"] = Event.Sum(h => Differing(h) - Site.At(Day, h));
        return lines;
    }

    private static Dictionary<string, double> PreEventMean()
    {
        var minutes = new Metered("five-minutes.csv");
        double Mean(int hour, int from, int count) => Enumerable.Range(0, count).Average(n => minutes.At(Day, hour, from + 5 * n));
        var baseline = Mean(13, 30, 6);
        var lines = new Dictionary<string, double>
        {
            ["baseline 14:00"] = baseline,
            ["actual 14:00"] = Mean(14, 0, 3),
            ["actual 14:30"] = Mean(14, 30, 3),
            ["energy"] = baseline - Mean(14, 0, 12),
        };
        foreach (var quarter in (int[])[0, 15, 30, 45])
            lines[$"reduction 14:{quarter:00}"] = baseline - Mean(14, quarter, 3);
        return lines;
    }

    /// <summary>Every hour of opening of the two weeks lies on a line of its own hour with one slope: where no error is left, least squares has found it.</summary>
    private static Dictionary<string, double> Towt()
    {
        var (office, warmth) = (new Metered("office.csv"), new Metered("office-temperature.csv"));
        var (day, one, another) = (new DateOnly(2026, 6, 24), new DateOnly(2026, 6, 10), new DateOnly(2026, 6, 17));
        double T(DateOnly d, int hour) => warmth.At(d, hour / 3 * 3);
        var slope = (office.At(another, 14) - office.At(one, 14)) / (T(another, 14) - T(one, 14));
        double At65(DateOnly d, int hour) => office.At(d, hour) - slope * (T(d, hour) - 65);
        foreach (var d in office.WeekdaysBefore(day))
        {
            foreach (var hour in Enumerable.Range(8, 10))
                At65(d, hour).ShouldBe(At65(one, hour), 1e-9);
        }
        var lines = new Dictionary<string, double> { ["slope"] = slope, ["energy"] = 0 };
        foreach (var hour in Event)
        {
            lines[$"at 65 °F {hour}:00"] = At65(one, hour);
            lines[$"baseline {hour}:00"] = At65(one, hour) + slope * (T(day, hour) - 65);
            lines[$"reduction {hour}:00"] = lines[$"baseline {hour}:00"] - office.At(day, hour);
            lines["energy"] += lines[$"reduction {hour}:00"];
        }
        return lines;
    }

    private static Dictionary<string, double> Lines(Func<int, double> mean, Func<double, double> adjusted)
    {
        var lines = new Dictionary<string, double> { ["energy"] = 0 };
        foreach (var hour in Event)
        {
            lines[$"mean {hour}:00"] = mean(hour);
            lines[$"baseline {hour}:00"] = adjusted(mean(hour));
            lines[$"reduction {hour}:00"] = adjusted(mean(hour)) - Site.At(Day, hour);
            lines["energy"] += lines[$"reduction {hour}:00"];
        }
        return lines;
    }
}
