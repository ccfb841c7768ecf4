namespace DrEvents.Cli.Arguments;

/// <summary>A window of time as people type it: a start, and an end or a duration.</summary>
static class TimeWindow
{
    /// <summary>The times that are meant; refused when a local clock skips one, or when the end is not after the start.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End) Of(Moment starts, Moment? ends, TimeSpan duration, Shell shell)
    {
        var now = shell.Now;
        var zone = shell.Clock.LocalTimeZone;
        var start = starts.Resolve(now, now, zone) ?? throw SkippedByClock("--start");
        var end = ends is { } given ? given.Resolve(now, start, zone) ?? throw SkippedByClock("--end") : start + duration;
        if (end <= start)
            throw VerbFailed.BadInput($"--end: {end:O} is not after the start, {start:O}");
        return (start, end);
    }

    /// <summary>A local time that the clock does not show.</summary>
    public static VerbFailed SkippedByClock(string option) =>
        VerbFailed.BadInput($"{option}: the local clock skips this time when it would come next (summer time begins); say it in RFC 3339");
}
