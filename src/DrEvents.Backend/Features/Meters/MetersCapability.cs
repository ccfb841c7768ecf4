namespace DrEvents.Backend.Features.Meters;

/// <summary>What the utility's meter says of VENs: files that are imported as a second series beside what VENs report.</summary>
public static class MetersCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Keep(
            new StreamState<VenMeter>("Meters", version: 1, VenMeter.Fold, MeterStreams.Prefix)
            {
                IsOne = stream => MeterStreams.Parse(stream) is (_, null),
            }.FoldsAndTells<MeterImported>(e => e.ChangedFrom is not null)
        );
        store.Schema.For<VenMeter>();
        store.Keep(
            new StreamState<MeterDay>("MeterDays", version: 1, MeterDay.Fold, MeterStreams.Prefix)
            {
                IsOne = stream => MeterStreams.Parse(stream) is (_, not null),
            }.Folds(typeof(MeterDayImported))
        );
        store.Schema.For<MeterDay>();
    }

    public static void Add(IServiceCollection services) => services.AddSingleton<MeterImporting>();
}
