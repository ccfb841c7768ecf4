namespace DrEvents.Backend.Features.Tables;

/// <summary>Long lists of VENs, a page at a time: filter, order and counts are over all of them, and cost a page.</summary>
public static class TablesCapability
{
    public static void Add(IServiceCollection services) => services.AddSingleton<WatchedFleet>().AddSingleton<WatchedParts>();
}
