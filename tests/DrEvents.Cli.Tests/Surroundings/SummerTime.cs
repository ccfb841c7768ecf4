namespace DrEvents.Cli.Tests.Surroundings;

/// <summary>Zones an hour ahead of UTC in winter and two in summer, from 29 March 2026, 02:00, on.</summary>
internal static class SummerTime
{
    /// <summary>Until 25 October, 03:00, as in central Europe.</summary>
    public static TimeZoneInfo Usual { get; } = Until(new DateTime(2026, 10, 25, 3, 0, 0));

    /// <summary>Until a moment of the clocks, which are set back then.</summary>
    public static TimeZoneInfo Until(DateTime end) =>
        TimeZoneInfo.CreateCustomTimeZone(
            "test",
            TimeSpan.FromHours(1),
            "test",
            "winter",
            "summer",
            [
                TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                    new DateTime(2026, 1, 1),
                    new DateTime(2026, 12, 31),
                    TimeSpan.FromHours(1),
                    TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 29),
                    TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1).Add(end.TimeOfDay), end.Month, end.Day)
                ),
            ]
        );
}
