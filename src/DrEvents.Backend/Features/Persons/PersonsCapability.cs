namespace DrEvents.Backend.Features.Persons;

/// <summary>What is held of persons: taken out for them, and erased.</summary>
public static class PersonsCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Keep(
            new StreamState<Erasure>("Erasures", version: 1, Erasure.Fold, Erasure.Prefix)
                .Folds(typeof(PersonErased))
                .FoldsAndTells<ErasureAsked>()
        );
        store.Schema.For<Erasure>();
        MaskingRules.AddTo(store);
    }

    /// <summary>It reads whole streams: one at a time on each node.</summary>
    public static void Configure(WolverineOptions wolverine) => wolverine.LocalQueueFor<ErasePerson>().Sequential();

    public static void Add(IServiceCollection services) => services.AddSingleton<HomeScope>().AddSingleton<HeldItems>();
}
