namespace DrEvents.Backend.Features.Vens;

/// <summary>VENs: who they are, which loads they have, whether they are there.</summary>
public static class VensCapability
{
    private static readonly TimeSpan Gathered = TimeSpan.FromMilliseconds(250);

    public static void Configure(StoreOptions store)
    {
        store.Keep(
            new StreamState<Ven>("Vens", version: 4, Ven.Fold, "ven/")
                .Folds(typeof(VenRegistered), typeof(LoadsDescribed), typeof(ReportIntervalChanged))
                .Folds(typeof(VenWentOffline), typeof(AckUnmatched), typeof(RestoreNotKnown), typeof(ExemptionEnded))
                .Folds([.. VenIdentity.Events, typeof(SenderNotProven)])
                .FoldsAndTells<VenChanged>()
                .FoldsAndTells<VenRemoved>()
                .FoldsAndTells<VenExempted>()
                .FoldsAndTells<ReadingsAccepted>()
                .FoldsAndTells<CapabilitiesChanged>(e => e.Capabilities.Count > 0)
                .FoldsAndTells(stream => new CertificatesRevoked(Ven.VenOf(stream)!), typeof(CertificateRevoked), typeof(VenRemoved))
                .FoldsAndTells(stream => new VenCameOnline(Ven.VenOf(stream)!), typeof(VenWentOnline))
        );
        store.Schema.For<Ven>().Duplicate(v => v.VenId).Duplicate(v => v.Online).Duplicate(v => v.Enabled).Duplicate(v => v.Removed);
        store.Schema.For<Ven>().Duplicate(v => v.IdentityChangedAt);
        store.HaveColumns<Ven>(
            nameof(Ven.OnlineChangedAt),
            nameof(Ven.ReportIntervalSeconds),
            nameof(Ven.TakesAnnouncements),
            nameof(Ven.KnowsNoRestore),
            nameof(Ven.RatedLoadKw),
            nameof(Ven.IsExempt),
            nameof(Ven.ExemptUntil),
            nameof(Ven.MaxKw),
            nameof(Ven.MaxMinutesPerEvent),
            nameof(Ven.MaxEventsPerDay),
            nameof(Ven.MaxEventsPerSeason),
            nameof(Ven.MinRestMinutes)
        );
    }

    /// <summary>How its messages are worked on: a process that ends takes them with it, and others look for what was missed.</summary>
    public static void Configure(WolverineOptions wolverine) =>
        wolverine.BatchMessagesOf<VenCameOnline>(b => b.TriggerTime = Gathered).Sequential().BufferedInMemory();

    public static void Add(IServiceCollection services) => services.AddSingleton<VenDirectory>();
}
