using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>What the event of the other examples came to, in half hours.</summary>
public static class ExampleResults
{
    private const string HashOfVen = "9c1185a5c5e9fc54612808977ee8f548b2258d31bd1bdfe1f2c5dd1b0a63e5aa";
    private const string HashOfAll = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    private static readonly AroundView Around = new(
        PreCoolingKwh: 0,
        ReboundKwh: 0.6,
        SnapbackRatio: 0.512821,
        NetKwh: 1.35,
        Why: null,
        new AroundLinesView([], [], []),
        new AroundLinesView([5, 4.8], [6, 5], [0, 0])
    );

    private static readonly ResultView Result = new(
        DrEventId,
        Number: 2,
        Supersedes: 1,
        "late or corrected readings of 1 VEN",
        End.AddHours(5),
        Start,
        End,
        IntervalMinutes: 30,
        "Europe/Berlin",
        "TZDB: 2026a (mapping: $Revision$)",
        AsOf: 5120,
        RequestedKw: 2,
        Vens: 1,
        Provisional: 0,
        [new ResultProfileView("caiso-10-in-10", 1, 1)],
        NotMeasured: 1,
        [new ResultNotMeasuredView(OtherVenId, "caiso-10-in-10: none of its readings in these hours is known")],
        new ResultPortfolioView(
            [5.1, 5.2],
            [3.05, 3.35],
            [2.05, 1.85],
            [2.05, 1.85],
            [0, 0],
            MeanKw: 1.95,
            MeanRatio: 0.975,
            WorstRatio: 0.925,
            WithinShare: 0.5,
            SignedKwh: 1.95,
            ClippedKwh: 1.95,
            FirstResponseMinutes: 0,
            SustainedMinutes: 0,
            new ErrorBandView(1.6, 2.25, Days: 10),
            Around
        ),
        new ResultDifferenceView(0.1, 0.1, 1, [VenId]),
        HashOfAll,
        AroundFrom: Start,
        AroundUntil: End.AddHours(1)
    );

    private static readonly VenResultView Ven = new(
        VenId,
        "caiso-10-in-10",
        ProfileVersion: 1,
        PassedOver: [],
        [
            new ResultDaysView(true, null, [Day.AddDays(-1), Day.AddDays(-2)]),
            new ResultDaysView(false, "a day with an event", [Day.AddDays(-5)]),
        ],
        [5, 5.098039],
        new ResultAdjustmentView("multiplicative", Hours: 3, Raw: 1.02, Applied: 1.02, null),
        [5.1, 5.2],
        [3.05, 3.35],
        [2.05, 1.85],
        [2.05, 1.85],
        SignedKwh: 1.95,
        SettledKwh: 1.95,
        Provisional: null,
        HashOfVen,
        new ErrorBandView(1.6, 2.25, Days: 10),
        Assigned: "caiso-10-in-10",
        SinceSealed: new SinceSealedView(
            Start.AddSeconds(6),
            "caiso-10-in-10",
            ProfileVersion: 1,
            HashOfAll,
            [new DaySinceView(Day.AddDays(-2), "an interval is missing in the event's hours", "used", WasKw: null, IsKw: 5.2)],
            Kw: 0.02,
            Why: null
        ),
        Around: Around with
        {
            After = Around.After with { UnknownVens = [] },
        }
    );

    private static readonly WhatIfSums Issued = new(null, 2, 1, 1.95, 0.975, 0.925, 0.5, 1.95);

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(Result),
        ApiExample.Of(new EventResult(Result, [Ven], null)),
        ApiExample.Of(new VenResultPage(DrEventId, Result.Number, [Ven], null)),
        ApiExample.Of(new ResultAsked(Issued: true, Result)),
        ApiExample.Of(
            new SideBySideView(
                DrEventId,
                Result.Number,
                Result.RequestedKw,
                1.95,
                [
                    new ProfileSumsView(
                        "pjm-high-4-of-5",
                        1,
                        1,
                        1,
                        $"{OtherVenId}: too few days",
                        1.9,
                        0.95,
                        0.9,
                        0.5,
                        1.9,
                        1.9,
                        0.08,
                        new ErrorBandView(1.2, 2.4, Days: 5),
                        [5.05, 5.15],
                        [3.05, 3.35]
                    ),
                ]
            )
        ),
        ApiExample.Of(
            new ProfileView(
                "caiso-10-in-10",
                1,
                "Mean of the ten newest like days, moved by the ratio of the hours before",
                "baselineTypeI",
                "CAISO tariff, section 4.13.4 (day matching, ten in ten)",
                Order: 1,
                IsMeasurable: true
            )
        ),
        ApiExample.Of(
            new WhatIfView(
                DrEventId,
                Result.Number,
                Issued,
                Issued with
                {
                    RequestedKw = 3,
                    MeanRatio = 0.65,
                    WorstRatio = 0.616667,
                    WithinShare = 0,
                },
                new WhatIfPlan(
                    "weighted",
                    3,
                    1,
                    3,
                    0,
                    2.925,
                    ["each delivers the same part of its share as it did"],
                    1,
                    [new WhatIfShare(VenId, 2, 3, 0.975)]
                )
            )
        ),
        ApiExample.Of(new HistoryHead(17, HashOfAll, End.AddMinutes(10))),
        ApiExample.Of(new HistoryReport(true, null, 17, 5120, HashOfAll)),
    ];
}
