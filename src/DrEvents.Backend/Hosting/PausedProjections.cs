using JasperFx;
using JasperFx.Events.Daemon;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Starts projections again that were paused because the store was away. With agents that Wolverine distributes nobody else does: one
/// page of events that PostgreSQL did not take would leave the read models behind until the process ends. A projection that paused on an
/// event it cannot apply stays paused, and shows in health.
/// </summary>
public sealed partial class PausedProjections(IWolverineRuntime runtime, TimeProvider clock, ILogger<PausedProjections> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Those that were stopped in order to be started, and could not be.
        var owed = new HashSet<Uri>();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var uri in runtime.Agents.AllRunningAgentUris().Union(owed).ToList())
            {
                var isOwed = owed.Remove(uri);
                if (!runtime.Agents.TryFindActiveAgent<IEventSubscriptionAgent>(uri, out var agent))
                    continue;
                if ((IsPaused(agent) || (isOwed && agent.Status == AgentStatus.Stopped)) && !await StartsAsync(agent, stoppingToken))
                    owed.Add(uri);
            }
        }
    }

    private static bool IsPaused(IEventSubscriptionAgent agent) =>
        agent is { Status: AgentStatus.Paused, Failure: null or { Category: ShardFailureCategory.Other } };

    private async Task<bool> StartsAsync(IEventSubscriptionAgent agent, CancellationToken stopping)
    {
        LogStarting(log, agent.Uri, agent.Failure?.Message);
        try
        {
            await agent.StopAsync(stopping);
            await agent.StartAsync(stopping);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            LogNotStarted(log, agent.Uri, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Projection} was paused and is started again: {Problem}")]
    private static partial void LogStarting(ILogger log, Uri projection, string? problem);

    [LoggerMessage(LogLevel.Warning, "{Projection} could not be started again: {Problem}")]
    private static partial void LogNotStarted(ILogger log, Uri projection, string problem);
}
