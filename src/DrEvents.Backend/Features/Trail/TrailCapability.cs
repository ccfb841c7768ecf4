namespace DrEvents.Backend.Features.Trail;

/// <summary>Who did what, from where and why: every action of a person or a program, and every refusal.</summary>
public static class TrailCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Keep(new StreamState<ActionState>("Actions", version: 1, ActionState.Fold, ActionStream.Prefix).Folds(ActionStream.Types));
        store
            .Schema.For<ActionState>()
            .Duplicate(a => a.EventId)
            .Duplicate(a => a.VenId)
            .Duplicate(a => a.Who)
            .Duplicate(a => a.WhoId)
            .Duplicate(a => a.From)
            .Duplicate(a => a.Outcome)
            .Duplicate(a => a.At);
    }

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<TrailOptions>(configuration, TrailOptions.Section);
        // Stopped in the other order: what refusals tell at the end is still stored.
        services
            .AddSingleton<TrailWriter>()
            .AddHostedService(s => s.GetRequiredService<TrailWriter>())
            .AddSingleton<Refusals>()
            .AddHostedService(s => s.GetRequiredService<Refusals>());
        StrangeHosts.Add(services);
    }
}
