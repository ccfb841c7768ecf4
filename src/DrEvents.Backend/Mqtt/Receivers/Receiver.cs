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
) : IAgent, IDisposable
{
    private CancellationTokenSource? _stopping;
    private Task _running = Task.CompletedTask;

    public Uri Uri => uri;
    public AgentStatus Status { get; private set; } = AgentStatus.Stopped;
    public string Description => $"Receiver {number} of the broker's messages";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = new CancellationTokenSource();
        _running = RunAsync(_stopping.Token);
        Status = AgentStatus.Running;
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopping is null)
            return;
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
        Status = AgentStatus.Stopped;
    }

    public void Dispose()
    {
        _stopping?.Dispose();
        _stopping = null;
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        await standby.Active.WaitAsync(stopping);
        await Task.WhenAll(session.RunAsync(stopping), TellAsync(stopping));
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
                await using var documents = store.LightweightSession();
                documents.Store(new ReceiverState(number, connectedAt, clock.GetUtcNow()));
                await documents.SaveChangesAsync(stopping);
            }
            catch (Exception e) when (StoreAway.IsCauseOf(e))
            {
                log.LogWarning("Receiver {Number} could not say that it hears: {Problem}", number, e.Message);
            }
        } while (await timer.WaitForNextTickAsync(stopping));
    }
}
