using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>What the event of the other examples came to, in half hours.</summary>
public static class ExampleResults
{
    private const string HashOfVen = "9c1185a5c5e9fc54612808977ee8f548b2258d31bd1bdfe1f2c5dd1b0a63e5aa";
    private const string HashOfAll = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

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
            new ErrorBandView(1.6, 2.25, Days: 10)
        ),
        new ResultDifferenceView(0.1, 0.1, 1, [VenId]),
        HashOfAll
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
        new ErrorBandView(1.6, 2.25, Days: 10)
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
                [new ProfileSumsView("pjm-high-4-of-5", 1, 1, 1, $"{OtherVenId}: too few days", 1.9, 0.95, 0.9, 0.5, 1.9, 1.9)]
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
