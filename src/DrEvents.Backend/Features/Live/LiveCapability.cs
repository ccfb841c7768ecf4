using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.History;
using DrEvents.Backend.Hosting;
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
    public static void Configure(StoreOptions store, CommandsFirst commandsFirst)
    {
        store.Projections.Add(
            new AfterCommands(new LiveProjection(), commandsFirst),
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
        store.Schema.For<LivePage>();
        // Figures in columns of their own are added up, planned with or watched where they are stored. None has an index, but for the event of a
        // participation: it would have to follow every sample.
        store.Schema.For<VenLive>();
        store.HaveColumns<VenLive>(nameof(VenLive.AvailableKw), nameof(VenLive.ShedPowerKw), nameof(VenLive.HeardAt));
        store.Schema.For<MeteredParticipation>().Duplicate(m => m.EventId);
        store.HaveColumns<MeteredParticipation>(
            nameof(MeteredParticipation.Until),
            nameof(MeteredParticipation.SilentAfter),
            nameof(MeteredParticipation.IsVerified),
            nameof(MeteredParticipation.CurrentReductionKw),
            nameof(MeteredParticipation.LastClaimedKw),
            nameof(MeteredParticipation.MeanReductionKw)
        );
    }
}
