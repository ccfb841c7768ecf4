namespace DrEvents.Backend.Features.BackTests;

/// <summary>Which profile misses each VEN by least, on days without an event; and, where the settings want it, that one is assigned to it.</summary>
public static class BackTestsCapability
{
    public static void Configure(StoreOptions store) => store.Schema.For<AssigningRound>();

    public static void Configure(WolverineOptions wolverine) => wolverine.LocalQueueFor<AssignPage>().Sequential();

    public static void Add(IServiceCollection services) => services.AddSingleton<BackTestVen>().AddActing<AssignWeekly>();
}
