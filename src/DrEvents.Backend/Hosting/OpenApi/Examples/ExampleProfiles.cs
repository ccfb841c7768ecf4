using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>A back-test of a VEN, and the profile that was assigned to it.</summary>
public static class ExampleProfiles
{
    private static readonly BackTestView BackTest = new(
        "14:00-20:00",
        "Europe/Berlin",
        "telemetry",
        IntervalMinutes: 5,
        Day.AddDays(-60),
        Day,
        PlaceboDays: 57,
        [
            new BackTestProfileView(
                "caiso-10-in-10",
                1,
                46,
                0.12,
                0.01,
                0.1,
                0.09,
                -0.8,
                0.9,
                "caiso-10-in-10 needs 5 days of the class weekday and has 4"
            ),
            new BackTestProfileView("pre-event-mean", 1, 57, 0.31, -0.2, 0.24, 0.22, -2.4, 0.6, null),
        ],
        "9c1185a5c5e9fc54612808977ee8f548b2258d31bd1bdfe1f2c5dd1b0a63e5aa"
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(new AssignProfileRequest("pre-event-mean", "its use follows no like days: a workshop", "M. Weber")),
        ApiExample.Of(
            new VenProfileView(
                VenId,
                "caiso-10-in-10",
                ProfileVersion: 1,
                "back-test",
                "the lowest RRMSE of those at or under 20 %",
                Who: null,
                Start.AddDays(-3),
                BackTest
            )
        ),
        ApiExample.Of(
            new VenBackTestView(
                VenId,
                BackTest,
                "caiso-10-in-10",
                WithinBar: true,
                "the lowest RRMSE of those at or under 20 %",
                "of profiles that made a baseline of at least 7 days: the lowest RRMSE among those of at most 20 %, else the lowest of all",
                "caiso-10-in-10"
            )
        ),
    ];
}
