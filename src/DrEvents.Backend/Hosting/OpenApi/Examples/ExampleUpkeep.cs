using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>The archive, read models that are made anew, and messages that could not be read.</summary>
public static class ExampleUpkeep
{
    private const string Unreadable = "Segmentation fault";

    private static readonly DeadLetterView Letter = new(
        DeadLetterId,
        Topics.Telemetry(OtherVenId),
        "payload: not JSON that can be read, near byte 0 of line 0",
        ReceivedAt: Now,
        Unreadable.Length,
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Unreadable)),
        Unreadable
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(Letter),
        ApiExample.Of(new DeadLetterPage(TotalCount: 1, KeptCount: 1, [Letter])),
        ApiExample.Of(new ReopenDaysRequest("2026-06-01", "2026-06-07", [VenId])),
        ApiExample.Of(new ReopenTaken(VenDays: 7, Samples: 60_480, OpenUntil: Now.AddDays(3))),
        ApiExample.Of(
            new ArchiveView(
                VenDays: 54,
                Samples: 466_560,
                Bytes: 9_331_200,
                OldestDay: Day.AddDays(-30),
                NewestDay: Day.AddDays(-4),
                VenDaysDue: 0,
                VenDaysReopening: 0,
                VenDaysReopened: 7,
                new ArchiveDeleted(VenDays: 0, Samples: 0, NewestDay: null)
            )
        ),
        ApiExample.Of(
            new RebuildView(
                ReadModel,
                "running",
                EventsDone: 1_500_000,
                EventsTotal: 6_000_000,
                EventsPerS: 250_000,
                SecondsLeft: 18,
                BeganAt: Now.AddSeconds(-6),
                DoneAt: null,
                Problem: null
            )
        ),
    ];
}
