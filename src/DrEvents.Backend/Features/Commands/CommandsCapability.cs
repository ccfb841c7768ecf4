using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Telling VENs what to do, telling them again until they answer, and what they answered.</summary>
public static class CommandsCapability
{
    private const int PagesAtOnce = 3;
    private static readonly TimeSpan CallsGathered = TimeSpan.FromMilliseconds(250);

    public static void Configure(StoreOptions store, Pressure? pressure)
    {
        store.Projections.Add(new AcknowledgementProjection(pressure), ProjectionLifecycle.Async, AcknowledgementProjection.ProjectionName);
        store.HaveVersion(AcknowledgementProjection.FormVersion, typeof(Acknowledgement));
        store.Schema.For<Acknowledgement>().Index(a => new { a.VenId, a.ReceivedAt });
    }

    public static void Configure(WolverineOptions wolverine)
    {
        wolverine.LocalQueueFor<TellVens>().MaximumParallelMessages(PagesAtOnce);
        wolverine.LocalQueue(PageToldHandler.Queue).Sequential();
        // What is lost of these with a process, the outbox and the look for missed calls find in the streams.
        wolverine.LocalQueueFor<PublishCommands>().BufferedInMemory();
        wolverine.BatchMessagesOf<CallLate>(b => b.TriggerTime = CallsGathered).Sequential().BufferedInMemory();
    }

    public static void Add(IServiceCollection services)
    {
        services
            .AddSingleton<CommandsUnderWay>()
            .AddCounters<CommandMetrics>()
            .AddSingleton<AnswerWatch>()
            .AddSingleton<CommandSender>()
            .AddSingleton<ReadyCommands>();
        services.AddActing<Outbox>().AddActing<MissedCalls>();
    }
}
