using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt;

/// <summary>
/// Connects under the client id of another for a moment: the broker then ends the other's connection, and its session with it. It is how somebody is thrown
/// out of a broker that has no command for that; whether he may come back is up to the broker.
/// </summary>
public sealed class TakenClientId : ISessionListener
{
    private static readonly TimeSpan AnswerLongest = TimeSpan.FromSeconds(10);

    private static readonly PauseBounds Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    private readonly TaskCompletionSource<string?> _problem = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null when it was done, else why it could not be.</summary>
    public static async Task<string?> TakeAsync(MqttOptions options, string clientId, TimeProvider clock, CancellationToken cancellation)
    {
        var taken = new TakenClientId();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var settings = new SessionSettings(options.AddressInForce(), clientId)
        {
            FiltersPerSubscribeMax = WireLimits.FiltersPerSubscribeMax,
            Pauses = Pauses,
        };
        var running = new MqttSession(settings, clock).RunAsync(taken, stopping.Token);
        try
        {
            return await taken._problem.Task.WaitAsync(AnswerLongest, clock, cancellation);
        }
        catch (TimeoutException)
        {
            return "the broker does not answer";
        }
        finally
        {
            await stopping.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    Task ISessionListener.OnConnectedAsync(CancellationToken cancellation)
    {
        _problem.TrySetResult(null);
        return Task.CompletedTask;
    }

    void ISessionListener.OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause) => _problem.TrySetResult(failure.Words);

    Task ISessionListener.OnMessageAsync(SessionMessage message, CancellationToken cancellation) => message.AcknowledgeAsync();
}
