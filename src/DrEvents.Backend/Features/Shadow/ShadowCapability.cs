namespace DrEvents.Backend.Features.Shadow;

/// <summary>The device shadow: kept here for brokers that have none, copied from AWS IoT where it keeps it.</summary>
public static class ShadowCapability
{
    public static void Configure(StoreOptions store) => store.Schema.For<ShadowDocument>();

    public static void Add(IServiceCollection services) => services.AddActing<ShadowAnswers>();
}
