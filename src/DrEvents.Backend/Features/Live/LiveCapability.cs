using JasperFx.Events.Projections;
using Marten;

namespace DrEvents.Backend.Features.Live;

/// <summary>What VENs do now, and what the meters show of running events.</summary>
public static class LiveCapability
{
    /// <summary>The projection's name.</summary>
    public const string ProjectionName = "Live";

    /// <summary>Read models.</summary>
    public static void Configure(StoreOptions store)
    {
        store.Projections.Add(
            new LiveProjection(),
            ProjectionLifecycle.Async,
            ProjectionName,
            o =>
            {
                o.BatchSize = 1_000;
                o.DeleteViewTypeOnTeardown<VenLive>();
                o.DeleteViewTypeOnTeardown<MeteredParticipation>();
            }
        );
        store.Schema.For<VenLive>().Duplicate(v => v.HeardAt!, notNull: false);
        store.Schema.For<MeteredParticipation>().Duplicate(m => m.EventId);
    }
}
