using Marten;

namespace DrEvents.Backend.Features.History;

/// <summary>What VENs, their loads and the fleet used, in intervals. They are kept by the live projection.</summary>
public static class HistoryCapability
{
    /// <summary>Read models.</summary>
    public static void Configure(StoreOptions store)
    {
        store.Schema.For<VenInterval>().Index(i => new { i.VenId, i.Start });
        store.Schema.For<FleetInterval>().Index(i => i.Start);
        store.Schema.For<ServedEvents>();
    }
}
