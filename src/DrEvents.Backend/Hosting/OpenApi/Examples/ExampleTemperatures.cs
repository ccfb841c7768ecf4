using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>What was imported of a site's temperatures.</summary>
public static class ExampleTemperatures
{
    private static readonly TemperatureImportView Import = new(
        Number: 2,
        "july.csv",
        "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
        "c",
        "Europe/Berlin",
        Start.AddDays(-30),
        Start,
        Values: 721,
        Added: 24,
        Changed: 1,
        Start.AddHours(1)
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(new TemperatureImportAnswer(Imported: true, Import)),
        ApiExample.Of(
            new SiteTemperatureView(
                "default",
                Start.AddDays(-90),
                Start,
                ImportCount: 2,
                [Import],
                [new TemperatureView(Start.AddHours(-1), Celsius: 29.4), new TemperatureView(Start, Celsius: 30.1)]
            )
        ),
    ];
}
