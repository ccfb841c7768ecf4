using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>Samples, history, statistics and forecasts.</summary>
public static class ExampleFigures
{
    public static readonly ApiExample[] All =
    [
        ApiExample.Of(
            new TelemetryPage(
                VenId,
                [
                    new SampleView(
                        Now.AddSeconds(-4),
                        UsedPowerKw: 35.5,
                        ShedPowerKw: 24.9,
                        RequestedReductionKw: 25,
                        DrEventId,
                        BaselinePowerKw: 60,
                        BatterySoc: 0.62,
                        ReceivedAt: Now.AddSeconds(-4),
                        Flags: []
                    ),
                ],
                TotalCount: 120
            )
        ),
        ApiExample.Of(
            new CircuitPage(
                VenId,
                LoadId,
                [
                    new CircuitSnapshot(
                        Now.AddSeconds(-4),
                        LoadId,
                        "Wallbox left",
                        "ev",
                        11,
                        CurrentPowerKw: 0,
                        7.4,
                        Enabled: true,
                        Priority: 2
                    ),
                ],
                TotalCount: 120
            )
        ),
        ApiExample.Of(
            new HistoryView([new HistoryPoint(Start, UsedPowerKw: 36.1, ShedPowerKw: 23.9, DrEventId, RequestedReductionKw: 25)])
        ),
        ApiExample.Of(
            new NetworkStats(
                VenCount: 2,
                OnlineVens: 2,
                ControllablePowerKw: 13.9,
                RatedLoadKw: 41,
                PotentialLoadReductionKw: 13.9,
                HouseholdUsageKw: 47.5,
                CurrentLoadReductionKw: 24.5,
                NetworkEfficiency: 49,
                AverageHousePower: 36.2,
                TotalHousePowerToday: 1085.4,
                ActiveEvents: 1,
                AsOf: Now
            )
        ),
        ApiExample.Of(new LoadTypeStats("ev", Count: 3, TotalCapacityKw: 33, TotalShedCapabilityKw: 9.9, CurrentUsageKw: 7.4)),
        ApiExample.Of(
            new ForecastView(
                Start,
                Start.AddMinutes(30),
                "15m",
                "Europe/Berlin",
                AsOf: Start.AddHours(-6),
                Vens: 2,
                AvailableNowKw: 13.9,
                DeliveredShare: 0.94,
                TimesAsked: 24,
                new ForecastBand(12.1, LowKw: 10.4, HighKw: 13.5),
                [
                    new ForecastInterval(Start, new ForecastBand(12.8, LowKw: 10.9, HighKw: 14.1)),
                    new ForecastInterval(Start.AddMinutes(15), new ForecastBand(12.4, LowKw: 10.6, HighKw: 13.8)),
                ],
                ForecastMethods.Quantiles,
                NoBandReason: null,
                LevelFactor: 1.08,
                [
                    new ForecastDay(Day.AddDays(-1), Used: true, Reason: null),
                    new ForecastDay(Day.AddDays(-2), Used: false, "an event in these hours"),
                ]
            )
        ),
        ApiExample.Of(
            new FleetBaselineView(
                Start.AddMinutes(-10),
                Start,
                "Europe/Berlin",
                AsOf: Start,
                [
                    new FleetBaselinePoint(Start.AddMinutes(-10), new ForecastBand(21.4, LowKw: 19.6, HighKw: 23.1)),
                    new FleetBaselinePoint(Start.AddMinutes(-5), new ForecastBand(21.9, LowKw: 20.0, HighKw: 23.8)),
                ],
                NoBaselineReason: null,
                LevelFactor: 0.97,
                [new ForecastDay(Day.AddDays(-1), Used: true, Reason: null)]
            )
        ),
    ];
}
