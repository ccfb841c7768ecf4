using DrEvents.Backend.Hosting;
using JasperFx.Events.Projections;
using Marten;

namespace DrEvents.Backend.Features.Vens;

/// <summary>VENs: who they are, which loads they have, whether they are there.</summary>
public static class VensCapability
{
    /// <summary>Streams and states.</summary>
    public static void Configure(StoreOptions store)
    {
        store.Events.AddEventTypes([
            typeof(VenRegistered),
            typeof(VenChanged),
            typeof(VenRemoved),
            typeof(LoadsDescribed),
            typeof(VenWentOnline),
            typeof(VenWentOffline),
            typeof(ReportIntervalChanged),
            typeof(CapabilitiesChanged),
            typeof(AckUnmatched),
        ]);
        store.Projections.Add(new VenStates(), ProjectionLifecycle.Inline, "Vens", o => o.DeleteViewTypeOnTeardown<Ven>());
        store.Schema.For<Ven>().Duplicate(v => v.VenId).Duplicate(v => v.Online).Duplicate(v => v.Enabled).Duplicate(v => v.Removed);
        store.HaveColumns<Ven>(nameof(Ven.OnlineChangedAt), nameof(Ven.ReportIntervalSeconds));
    }

    /// <summary>What runs.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<VenDirectory>();
        services.AddHostedService<SilenceWatch>();
    }
}

/// <summary>The state of every VEN, changed in the transaction that changes its stream.</summary>
public sealed class VenStates() : FoldProjection<Ven>(e => Ven.VenOf(e.StreamKey!) is not null, v => v.Id, Ven.Fold);
