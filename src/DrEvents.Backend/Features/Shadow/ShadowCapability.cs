using DrEvents.Backend.Hosting.OpenApi.Examples;

namespace DrEvents.Backend.Features.Shadow;

/// <summary>The device shadow: kept here for brokers that have none, copied from AWS IoT where it keeps it.</summary>
public static class ShadowCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Schema.For<ShadowDocument>();
        store.Schema.For<SignedWish>();
    }

    public static void Add(IServiceCollection services)
    {
        services.AddActing<ShadowAnswers>();
        services.AddSingleton(ApiExample.Of(Example()));
        services.AddSingleton(ApiExample.Of(new DesireRequest(new JsonObject { ["report_interval_seconds"] = 5 }, Version: 6)));
    }

    /// <summary>A VEN that reports, of which another interval is desired.</summary>
    private static JsonObject Example()
    {
        var atS = ExampleNames.Now.ToUnixTimeSeconds();
        var reported = new JsonObject
        {
            ["schemaVersion"] = "1.0",
            ["ven"] = new JsonObject { ["venId"] = ExampleNames.VenId, ["enabled"] = true },
            ["report_interval_seconds"] = 10,
        };
        var document = new ShadowDocument(ExampleNames.VenId)
        {
            Exists = true,
            Version = 7,
            Timestamp = atS,
            Desired = ShadowSide.Empty.Merged(new JsonObject { ["report_interval_seconds"] = 5 }, atS),
            Reported = ShadowSide.Empty.Merged(reported, atS),
        };
        return document.ToJson(atS);
    }
}
