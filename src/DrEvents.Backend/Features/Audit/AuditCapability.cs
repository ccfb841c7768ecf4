namespace DrEvents.Backend.Features.Audit;

/// <summary>What auditors take with them, and the chain that shows whether the store's history is what it was.</summary>
public static class AuditCapability
{
    public static void Configure(StoreOptions store) => store.Events.AddEventTypes([typeof(ResultChained), typeof(RowsDigested)]);

    /// <summary>Links follow one another.</summary>
    public static void Configure(WolverineOptions wolverine) => wolverine.LocalQueueFor<ChainResult>().Sequential();

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AuditOptions>(configuration, AuditOptions.Section);
        services.AddSingleton<AuditExport>();
        services.AddSingleton<HistoryAudit>();
    }
}
