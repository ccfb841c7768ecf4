using JasperFx;
using JasperFx.Events.Daemon;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace DrEvents.Backend.Hosting;

/// <summary>Starts projections again that paused while the store was away. One that paused on an event it cannot apply shows in health.</summary>
public sealed class PausedProjections(IWolverineRuntime runtime, TimeProvider clock, ILogger<PausedProjections> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

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
        log.LogWarning("{Projection} was paused and is started again: {Problem}", agent.Uri, agent.Failure?.Message);
        try
        {
            await agent.StopAsync(stopping);
            await agent.StartAsync(stopping);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            log.LogWarning("{Projection} could not be started again: {Problem}", agent.Uri, e.Message);
            return false;
        }
    }
}
