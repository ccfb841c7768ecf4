using JasperFx.Events.Projections;
using Marten;

namespace DrEvents.Backend.Features.History;

/// <summary>What VENs, their loads and the fleet used, in intervals.</summary>
public static class HistoryCapability
{
    /// <summary>The projection's name.</summary>
    public const string ProjectionName = "History";

    /// <summary>Read models.</summary>
    public static void Configure(StoreOptions store)
    {
        store.Projections.Add(
            new HistoryProjection(),
            ProjectionLifecycle.Async,
            ProjectionName,
            o =>
            {
                o.BatchSize = 1_000;
                o.DeleteViewTypeOnTeardown<VenInterval>();
                o.DeleteViewTypeOnTeardown<FleetInterval>();
                o.DeleteViewTypeOnTeardown<ServedEvents>();
            }
        );
        store.Schema.For<VenInterval>().Index(i => new { i.VenId, i.Start });
        store.Schema.For<FleetInterval>().Index(i => i.Start);
        store.Schema.For<ServedEvents>();
    }
}
