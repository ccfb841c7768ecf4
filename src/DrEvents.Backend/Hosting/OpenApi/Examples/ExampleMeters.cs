using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>What was imported of a VEN's meter.</summary>
public static class ExampleMeters
{
    private static readonly MeterImportView Import = new(
        Number: 2,
        "june.csv",
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "csv",
        "kwh",
        "Europe/Berlin",
        IntervalMinutes: 15,
        Start.AddDays(-30),
        Start,
        Readings: 2876,
        Missing: 4,
        Added: 96,
        Changed: 2,
        Start.AddHours(30)
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(new MeterImportAnswer(Imported: true, Import)),
        ApiExample.Of(
            new VenMeterView(
                VenId,
                Start.AddDays(-60),
                Start,
                ImportCount: 2,
                [Import],
                [new MeterDifferenceView(Day.AddDays(-1), MeterKw: 4.2, TelemetryKw: 4.26, BiasKw: 0.06, BothShare: 0.99)]
            )
        ),
    ];
}
