namespace DrEvents.Backend.Features.Streams;

/// <summary>What happens, told to those who listen, and read only while somebody does.</summary>
public static class StreamsCapability
{
    public static void Configure(StoreOptions store) => store.Schema.For<AttentionTold>();

    public static void Add(IServiceCollection services) =>
        services
            .AddSingleton(new StreamLimits())
            .AddSingleton<Pulse>()
            .AddSingleton<StreamJson>()
            .AddSingleton<Feed>()
            .AddTransient<AttentionReading>()
            .AddSingleton<WatchedAttention>()
            .AddTransient<OverTotals>()
            .AddSingleton<SourcesByReach>()
            .AddSingleton<OwnStored>()
            .AddSingleton<EventSources>()
            .AddSingleton<StreamMessages>()
            .AddActing<AttentionWatch>();
}
