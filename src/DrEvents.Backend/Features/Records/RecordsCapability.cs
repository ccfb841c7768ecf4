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
            return async (session, cancellation) =>
                (await records.AllAsync(session, cancellation)).ToDictionary(r => r.Key, r => r.Value.Share);
        });
    }
}
