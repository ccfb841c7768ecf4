using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>What events came to, made by the engine from what is stored, and issued as stored events.</summary>
public static class ResultsCapability
{
    /// <summary>Longer than the seals of the mean before wait, which come first.</summary>
    private static readonly TimeSpan Gathered = TimeSpan.FromSeconds(2);

    public static void Configure(StoreOptions store)
    {
        store.Events.AddEventTypes([typeof(InputsSealed), typeof(VenResultsIssued), typeof(ResultIssued)]);
        store.Schema.For<AskedReview>();
    }

    /// <summary>A large event is work for a minute: one at a time on each node.</summary>
    public static void Configure(WolverineOptions wolverine)
    {
        wolverine.LocalQueueFor<IssueResult>().Sequential();
        wolverine.BatchMessagesOf<SealInputs>(b => b.TriggerTime = Gathered).Sequential();
        wolverine.LocalQueueFor<SealInputsPage>().Sequential();
    }

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ResultOptions>(configuration, ResultOptions.Section);
        services.AddSingleton<ResultIssuing>();
        services.AddSingleton<SideBySide>();
    }
}
