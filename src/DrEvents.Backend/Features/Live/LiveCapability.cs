using DrEvents.Backend.Features.History;
using JasperFx.Events.Projections;
using Marten;

namespace DrEvents.Backend.Features.Live;

/// <summary>What VENs do now, and what the meters show of running events.</summary>
public static class LiveCapability
{
    /// <summary>The projection's name.</summary>
    public const string ProjectionName = "Live";

    /// <summary>
    /// Most events in one page. Live, a page is what came in meanwhile; behind, a large one folds several samples of a VEN into one write.
    /// </summary>
    public const int PageMax = 5_000;

    /// <summary>Read models.</summary>
    public static void Configure(StoreOptions store)
    {
        store.Projections.Add(
            new LiveProjection(),
            ProjectionLifecycle.Async,
            ProjectionName,
            o =>
            {
                o.BatchSize = PageMax;
                o.DeleteViewTypeOnTeardown<VenLive>();
                o.DeleteViewTypeOnTeardown<MeteredParticipation>();
                o.DeleteViewTypeOnTeardown<LivePage>();
                o.DeleteViewTypeOnTeardown<VenInterval>();
                o.DeleteViewTypeOnTeardown<FleetInterval>();
                o.DeleteViewTypeOnTeardown<ServedEvents>();
            }
        );
        // No column besides: an index that every sample changes would cost as much as the document.
        store.Schema.For<VenLive>();
        store.Schema.For<LivePage>();
        MeterColumns.Configure(store);
    }
}
