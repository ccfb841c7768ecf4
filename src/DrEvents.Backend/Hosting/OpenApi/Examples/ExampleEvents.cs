using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>An event, its figures, why they are what they are, and the proof of them.</summary>
public static class ExampleEvents
{
    private const double AskedKw = 50;

    internal static readonly EventTargets North = new(Groups: ["north"]);

    internal static readonly EventMetricsView Metrics = new(
        DrEventId,
        "active",
        AskedKw,
        CurrentReductionKw: 24.5,
        ClaimedReductionKw: 24.9,
        ActualReductionKw: 24.5,
        VensTargeted: 2,
        VensDispatched: 2,
        VensResponding: 1,
        VensRefused: 1,
        VensFresh: 2,
        VensExpected: 0,
        ExpectedReductionKw: 0,
        VensUnverified: 1,
        AvgResponseMs: 212,
        ShortfallKw: 1.5,
        CurrentReductionErrorKw: 1.2,
        BaselineMethods: new Dictionary<string, int> { ["like-days"] = 1, ["claim"] = 1 },
        PreEventReductionKw: 23.8,
        VensDelivering: 1
    );

    internal static readonly EventView Event = new()
    {
        Id = DrEventId,
        Status = "active",
        StartTime = Start,
        EndTime = End,
        RequestedReductionKw = AskedKw,
        ActualReductionKw = Metrics.CurrentReductionKw,
        ShortfallKw = Metrics.ShortfallKw,
        Priority = 100,
        Allocation = "weighted",
        Control = "closed",
        Targets = North,
        CreatedAt = Start.AddHours(-2),
        ActivatedAt = Start,
    };

    internal static readonly ParticipationView[] Parts =
    [
        new(
            VenId,
            "Pilot plant north",
            ShedKw: 24.5,
            "shedding",
            Reason: null,
            RequestedKw: 25,
            AcceptedKw: 25,
            ClaimedKw: 24.9,
            BaselineKw: 60,
            Verified: true,
            ResponseMs: 212,
            [ExampleVens.Answered],
            AcceptedAt: ExampleVens.Answered.AnsweredAt,
            ActuatedAt: ExampleVens.Answered.AnsweredAt,
            MeteredAt: Start.AddSeconds(10),
            PromisedKw: 25,
            MissingKw: 0.5,
            BaselineErrorKw: 1.2,
            BaselineMethod: "like-days"
        ),
        new(
            OtherVenId,
            "School",
            ShedKw: 0,
            "refused",
            "unknown op: shedPanel",
            RequestedKw: 25,
            AcceptedKw: null,
            ClaimedKw: null,
            BaselineKw: null,
            Verified: false,
            ResponseMs: null,
            [
                ExampleVens.Answered with
                {
                    CorrelationId = "9a52d3f6c8e01b771f0c2a9e4b7d4c1f",
                    Status = "refused",
                    Reason = "unknown op: shedPanel",
                },
            ]
        ),
    ];

    private static readonly WhyReason[] Reasons = [new("refused", 25, 1), new("late", 0.3, 1), new("limit", 0.2, 1)];

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(
            new CreateEventRequest(Start, End, AskedKw, Priority: 100, Allocation: "weighted", Targets: North, Control: "closed")
        ),
        ApiExample.Of(new ChangeEventRequest(EndTime: End.AddMinutes(30), RequestedReductionKw: 40)),
        ApiExample.Of(new StopEventRequest("grid is stable", AtOnce: false)),
        ApiExample.Of(new StopTaken("stopping", DrEventId)),
        ApiExample.Of(Event),
        ApiExample.Of(new EventDetail(Event, Metrics, Parts)),
        ApiExample.Of(Metrics),
        ApiExample.Of(
            new AdjustmentView(
                Start.AddMinutes(1),
                AskedKw,
                MeasuredKw: 20,
                ExpectedKw: 25,
                [new AdjustedShare(VenId, FromKw: 20, ToKw: 25)]
            )
        ),
        ApiExample.Of(
            new WhyView(
                DrEventId,
                AskedKw,
                [new WhySpan(Start, Start.AddMinutes(5), AskedKw, MeasuredKw: 24.5, MissingKw: 25.5, Reasons)],
                [
                    new WhyVen(
                        OtherVenId,
                        AskedKw: 25,
                        MeasuredKw: 0,
                        MissingKw: 25,
                        [new WhyPart("refused", "unknown op: shedPanel", 25)]
                    ),
                    new WhyVen(
                        VenId,
                        AskedKw: 25,
                        MeasuredKw: 24.5,
                        MissingKw: 0.5,
                        [new WhyPart("late", Detail: null, 0.3), new WhyPart("limit", Detail: null, 0.2)]
                    ),
                ],
                [new WhySkipped("ven-7c01ab93", "offline")]
            )
        ),
        ApiExample.Of(
            new BaselineView(
                VenId,
                "pre-event-time-mean",
                BaselineKw: 60,
                Verified: true,
                Reason: null,
                WindowStart: Start.AddMinutes(-30),
                WindowEnd: Start,
                SealedAt: Start,
                [new BaselineReading(Start.AddSeconds(-20), 59.8), new BaselineReading(Start.AddSeconds(-10), 60.2)],
                Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                ReportIntervalSeconds: 10,
                new BaselineLikeDays(Start, [61.2, 60.9, 60.1, 59.7], "hours-before", ErrorKw: 1.2, BeforeErrorKw: 0.8, [Day.AddDays(-1)])
            )
        ),
        ApiExample.Of(
            new ReplayReport(
                DrEventId,
                Identical: true,
                EventsRead: 1742,
                Metrics,
                Metrics,
                [],
                BaselinesRecomputed: 2,
                NotRecomputable: []
            )
        ),
    ];
}
