using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;

namespace DrEvents.Ven.Provisioning;

/// <summary>Tries once whether a client may connect.</summary>
internal sealed class OneAttempt : ISessionListener
{
    private static readonly PauseBounds Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    private readonly TaskCompletionSource<bool> _isConnected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<bool> SucceedsAsync(BrokerAddress broker, string clientId, TimeProvider clock, CancellationToken cancellation)
    {
        var settings = new SessionSettings(broker, clientId)
        {
            FiltersPerSubscribeMax = WireLimits.FiltersPerSubscribeMax,
            Pauses = Pauses,
        };
        var attempt = new OneAttempt();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new MqttSession(settings, clock).RunAsync(attempt, stopping.Token);
        var isConnected = await attempt._isConnected.Task.WaitAsync(cancellation);
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return isConnected;
    }

    Task ISessionListener.OnConnectedAsync(CancellationToken cancellation)
    {
        _isConnected.TrySetResult(true);
        return Task.CompletedTask;
    }

    Task ISessionListener.OnMessageAsync(SessionMessage message, CancellationToken cancellation) => message.AcknowledgeAsync();

    void ISessionListener.OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause) => _isConnected.TrySetResult(false);
}
