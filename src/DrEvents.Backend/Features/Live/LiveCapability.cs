using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>What VENs do now, what the meters show of events, and the history of both.</summary>
public static class LiveCapability
{
    public static void Configure(StoreOptions store, Pressure? pressure)
    {
        store.Projections.Add(new LiveProjection(pressure), ProjectionLifecycle.Async, LiveProjection.ProjectionName);
        store.HaveVersion(LiveProjection.FormVersion, LiveProjection.Documents);
        store.Schema.For<LivePage>();
        store.Schema.For<KeptFigures>();
        store.Schema.For<MeteredParticipation>().Duplicate(m => m.EventId);
        store.HaveColumns<MeteredParticipation>(
            nameof(MeteredParticipation.Until),
            nameof(MeteredParticipation.SilentAfter),
            nameof(MeteredParticipation.IsVerified),
            nameof(MeteredParticipation.CurrentReductionKw),
            nameof(MeteredParticipation.LastClaimedKw),
            nameof(MeteredParticipation.MeanReductionKw),
            nameof(MeteredParticipation.PreEventReductionKw),
            nameof(MeteredParticipation.BaselineKw),
            nameof(MeteredParticipation.SealedErrorKw),
            nameof(MeteredParticipation.LastBetterKw),
            nameof(MeteredParticipation.LastBetterErrorKw),
            nameof(MeteredParticipation.IsByLikeDays),
            nameof(MeteredParticipation.MeanBetterKw),
            nameof(MeteredParticipation.MeanPromisedKw),
            nameof(MeteredParticipation.MeanMeteredKw),
            nameof(MeteredParticipation.MeanSealedKw),
            nameof(MeteredParticipation.IsNotDelivering),
            nameof(MeteredParticipation.MissingKw),
            nameof(MeteredParticipation.LeftOut),
            nameof(MeteredParticipation.Unproven)
        );
        store.HaveColumns<VenInterval>(
            nameof(VenInterval.VenId),
            nameof(VenInterval.Start),
            nameof(VenInterval.AvailableKw),
            nameof(VenInterval.IsHeld),
            nameof(VenInterval.FreeKw),
            nameof(VenInterval.UsedKw),
            nameof(VenInterval.Flags),
            nameof(VenInterval.MeasuredS),
            nameof(VenInterval.LeftOut)
        );
        store.HaveColumns<FleetInterval>(
            nameof(FleetInterval.Start),
            nameof(FleetInterval.AvailableKw),
            nameof(FleetInterval.AvailableVens),
            nameof(FleetInterval.HeldVens)
        );
        // With what forecasts, like days and results are made of: they read weeks of many VENs, and the index alone holds that close together.
        store
            .Schema.For<VenInterval>()
            .Index(
                i => new { i.VenId, i.Start },
                index => index.IncludeColumns = ["available_kw", "is_held", "free_kw", "used_kw", "flags"]
            );
        store.Schema.For<FleetInterval>().Index(i => i.Start);
    }

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IInitialData, HotTable<MeteredParticipation>>();
        services.AddSingleton<FiguresOfVen>(LiveVenFigures.OfAsync);
        services.AddSingleton(s => new Rebuildable(
            LiveBuild.Name,
            async (session, cancellation) =>
                LiveBuild.Asked(s.GetRequiredService<TimeProvider>().GetUtcNow(), await session.HighWaterAsync(cancellation) ?? 0)
        ));
        services.AddSingleton<IInitialData, LiveBeginning>().AddHostedService<LiveBuild>();
        services.AddActing<SilenceWatch>();
    }
}
