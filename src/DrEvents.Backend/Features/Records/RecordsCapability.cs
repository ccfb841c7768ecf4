using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Features.Records;

/// <summary>What VENs were good for in the past.</summary>
public static class RecordsCapability
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<VenRecords>();
        services.AddSingleton<DeliveredShares>(s =>
        {
            var records = s.GetRequiredService<VenRecords>();
            var store = s.GetRequiredService<IDocumentStore>();
            return async (_, cancellation) => (await records.LastAsync(store, cancellation)).ToDictionary(r => r.Key, r => r.Value.Share);
        });
    }
}
