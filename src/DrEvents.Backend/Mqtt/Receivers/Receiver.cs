using JasperFx;
using Wolverine.Runtime.Agents;

namespace DrEvents.Backend.Mqtt.Receivers;

/// <summary>One of the sessions through which a cluster hears its VENs, while this node serves it.</summary>
public sealed class Receiver(
    Uri uri,
    int number,
    BrokerSession session,
    IDocumentStore store,
    Standby standby,
    TimeProvider clock,
    ILogger<Receiver> log
) : BackgroundService, IAgent
{
    public Uri Uri => uri;
    public AgentStatus Status => ExecuteTask is { IsCompleted: false } ? AgentStatus.Running : AgentStatus.Stopped;
    public string Description => $"Receiver {number} of the broker's messages";

    /// <summary>It runs until it is stopped, however long the start was given.</summary>
    public override Task StartAsync(CancellationToken cancellationToken) => base.StartAsync(CancellationToken.None);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await standby.Active.WaitAsync(stoppingToken);
        await Task.WhenAll(session.RunAsync(stoppingToken), TellAsync(stoppingToken));
    }

    /// <summary>Says again and again that it hears, so that all nodes know whether all of the VENs are heard.</summary>
    private async Task TellAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Reception.ToldEvery, clock);
        do
        {
            try
            {
                if (session.ConnectedAt is not { } connectedAt)
                    continue;
                await store.SaveAsync(s => s.Store(new ReceiverState(number, connectedAt, clock.GetUtcNow())), stopping);
            }
            catch (Exception e) when (StoreAway.IsCauseOf(e))
            {
                log.LogWarning("Receiver {Number} could not say that it hears: {Problem}", number, e.Message);
            }
        } while (await timer.WaitForNextTickAsync(stopping));
    }
}
