using Marten;

namespace DrEvents.Backend.Features.Shadow;

/// <summary>The device shadow: kept here for brokers that have none, copied from AWS IoT where it keeps it.</summary>
public static class ShadowCapability
{
    /// <summary>Documents.</summary>
    public static void Configure(StoreOptions store) => store.Schema.For<ShadowDocument>();

    /// <summary>What runs.</summary>
    public static void Add(IServiceCollection services) =>
        services.AddSingleton<ShadowAnswers>().AddHostedService(s => s.GetRequiredService<ShadowAnswers>());
}
