using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>What an event would ask of whom, what a change of it would do, and its course.</summary>
public static class ExamplePreviews
{
    private static readonly EventPreview Plan = new(
        AsOf: Start.AddHours(-2),
        Start,
        End,
        StartsAtOnce: false,
        AnnounceAt: Start.AddHours(-1),
        RequestedReductionKw: 50,
        AskedKw: 48.5,
        ExpectedKw: 45.6,
        AvailableNowKw: 48.5,
        ShortfallKw: 1.5,
        ShortfallNowKw: 1.5,
        [new PreviewReason("offline", Vens: 1, Kw: 12)],
        VensMeant: 3,
        VensAsked: 2,
        [new PreviewReason("offline", Vens: 1, Kw: 12)],
        [new PreviewLimit("maxMinutesPerEvent", Vens: 1, Kw: 2.4)],
        [
            new PreviewConflict(
                "evt-0f0e0d0c",
                "scheduled",
                Start.AddMinutes(-30),
                Start.AddMinutes(30),
                Priority: 50,
                RequestedReductionKw: 20,
                GoesFirst: true,
                Vens: 1,
                Kw: 9.9
            ),
        ],
        IsDrawn: false,
        ReturnSeconds: 900,
        Forecast: null,
        NoForecastReason: "nothing is known of these VENs yet",
        Total: 3,
        Offset: 0,
        [
            new PreviewVen(
                VenId,
                "Pilot plant north",
                ShareKw: 25,
                Reason: null,
                AvailableKw: 25,
                DeliveredShare: 0.94,
                CappedKw: 0,
                EndsAt: null,
                Hold: null
            ),
        ]
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(Plan),
        ApiExample.Of(new PreviewChangeRequest("stop", AtOnce: false)),
        ApiExample.Of(
            new ChangePreview(
                DrEventId,
                "stop",
                Now,
                ExampleEvents.Event with
                {
                    Status = "completed",
                },
                CurrentReductionKw: 24.5,
                [new ToldNow("restore", Vens: 2, FromKw: 50, ToKw: 0)],
                [new OtherEventGets("evt-0f0e0d0c", Vens: 1, Kw: 9.9)],
                new ReturnPreview(Vens: 2, Kw: 50, AtOnce: false, OwnPaceVens: 0, LastSeconds: 900, [new ReturnStep(450, Vens: 1, Kw: 25)]),
                Plan: null,
                Total: 2,
                Offset: 0,
                [new ToldVen(VenId, "Pilot plant north", "restore", FromKw: 25, ToKw: 0, "grid is stable", Until: null, ReturnSeconds: 450)]
            )
        ),
        ApiExample.Of(
            new EventCourse(
                DrEventId,
                GranularitySeconds: 60,
                [new CourseRequest(Start, 50)],
                [
                    new CoursePoint(
                        Start,
                        Start.AddMinutes(1),
                        MeasuredKw: 22.4,
                        ErrorKw: 1.2,
                        ClaimedKw: 24.9,
                        UsedKw: 97.6,
                        BaselineKw: 120,
                        Vens: 2
                    ),
                ]
            )
        ),
    ];
}
