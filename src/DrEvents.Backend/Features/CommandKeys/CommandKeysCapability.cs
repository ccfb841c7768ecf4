namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>The keys that sign commands, so that whoever owns the broker cannot give any.</summary>
public static class CommandKeysCapability
{
    public static void Configure(StoreOptions store) => store.Events.AddEventTypes(CommandKeyStream.Types);

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CommandKeyOptions>(configuration, CommandKeyOptions.Section);
        services
            .AddSingleton<OwnSigningKeys>()
            .AddSingleton<KnownCommandKeys>()
            .AddSingleton<ICommandKeys>(s => s.GetRequiredService<KnownCommandKeys>())
            .AddSingleton<CommandSigner>()
            .AddHostedService<CommandKeyWatch>();
    }
}
