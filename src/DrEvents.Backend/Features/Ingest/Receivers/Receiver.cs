using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using JasperFx;
using Marten;
using Wolverine.Runtime.Agents;

namespace DrEvents.Backend.Features.Ingest.Receivers;

/// <summary>One of the sessions through which a cluster hears its VENs, while this node serves it.</summary>
public sealed partial class Receiver(
    Uri uri,
    int number,
    BrokerSession session,
    IDocumentStore store,
    TimeProvider clock,
    ILogger<Receiver> log
) : IAgent, IDisposable
{
    private CancellationTokenSource? _stopping;
    private Task _running = Task.CompletedTask;

    /// <inheritdoc />
    public Uri Uri => uri;

    /// <inheritdoc />
    public AgentStatus Status { get; private set; } = AgentStatus.Stopped;

    /// <inheritdoc />
    public string Description => $"Receiver {number} of the broker's messages";

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = new CancellationTokenSource();
        _running = Task.WhenAll(session.RunAsync(_stopping.Token), TellAsync(_stopping.Token));
        Status = AgentStatus.Running;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopping is null)
            return;
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
        Status = AgentStatus.Stopped;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping?.Dispose();
        _stopping = null;
    }

    /// <summary>Says again and again that it hears, so that all nodes know whether all of the VENs are heard.</summary>
    private async Task TellAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Reception.ToldEvery, clock);
        do
        {
            try
            {
                if (session.Live is not { } live)
                    continue;
                await using var documents = store.LightweightSession();
                documents.Store(
                    new ReceiverState
                    {
                        Id = number,
                        ConnectedAt = live.Since,
                        ToldAt = clock.GetUtcNow(),
                    }
                );
                await documents.SaveChangesAsync(stopping);
            }
            catch (Exception e) when (StoreAway.IsCauseOf(e))
            {
                LogUntold(log, number, e.Message);
            }
        } while (await timer.WaitForNextTickAsync(stopping));
    }

    [LoggerMessage(LogLevel.Warning, "Receiver {Number} could not say that it hears: {Problem}")]
    private static partial void LogUntold(ILogger log, int number, string problem);
}
