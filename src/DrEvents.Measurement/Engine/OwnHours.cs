using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Engine;

/// <summary>The hours of the event's own day that a result by a profile rests on: an odd reading in them makes it provisional.</summary>
public static class OwnHours
{
    /// <summary>As far on either side it is seen whether a value stood still for an hour.</summary>
    private static readonly Duration Beside = Duration.FromMinutes(ReadingThresholds.FrozenIntervalsLeast * StoredUse.Minutes);

    /// <summary>The event, then the windows of the adjustment and of a baseline of the same day.</summary>
    /// <param name="start">Start of the event.</param>
    /// <param name="end">Its end, after the start.</param>
    public static IReadOnlyList<ResultHours> Of(Instant start, Instant end, BaselineProfile profile)
    {
        var windows = profile.Adjustment.Kind == LikeDays.AdjustmentKind.None ? [] : profile.Adjustment.Windows ?? [];
        return
        [
            new ResultHours("the event", start, end),
            .. windows.Select(w => Around(w, "the adjustment's window")),
            .. (profile.SameDay ?? []).Select(w => Around(w, "the baseline")),
        ];

        ResultHours Around(Window window, string name)
        {
            var anchor = window.From == WindowAnchor.Start ? start : end;
            return new ResultHours(
                name,
                anchor + Duration.FromMinutes(window.BeginsMinutes),
                anchor + Duration.FromMinutes(window.EndsMinutes)
            );
        }
    }

    /// <summary>The time whose flags are looked at for it.</summary>
    public static Interval Watched(Instant start, Instant end, BaselineProfile profile)
    {
        var own = Of(start, end, profile);
        return new Interval(own.Min(h => h.Start) - Beside, own.Max(h => h.End) + Beside);
    }
}
