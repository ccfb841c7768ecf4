using DrEvents.Cli.Monitoring;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;

namespace DrEvents.Cli.Mqtt;

/// <summary>
/// A connection to the broker that only listens. That it cannot be made at first ends the verb; once it was there it is made again
/// whenever it is lost, until the verb ends.
/// </summary>
sealed class BrokerConnection(BrokerAddress broker, string clientId, IReadOnlyList<string> filters, Action<BrokerMessage> take, Shell shell)
    : ISessionListener
{
    private static readonly PauseBounds Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    private bool _wasThere;

    /// <summary>Hands over each message, one at a time, until it is told to stop.</summary>
    public Task Watch(CancellationToken stop)
    {
        var settings = new SessionSettings(broker, clientId)
        {
            Subscriptions = [new(filters)],
            FiltersPerSubscribeMax = WireLimits.FiltersPerSubscribeMax,
            Pauses = Pauses,
        };
        try
        {
            return new MqttSession(settings, shell.Clock).RunAsync(this, stop);
        }
        catch (InvalidDataException e)
        {
            throw VerbFailed.BadInput(e.Message);
        }
    }

    public Task OnConnectedAsync(CancellationToken cancellation)
    {
        if (_wasThere)
            shell.Say($"connected to the broker at {broker} again");
        _wasThere = true;
        return Task.CompletedTask;
    }

    public Task OnMessageAsync(SessionMessage message, CancellationToken cancellation)
    {
        take(new BrokerMessage(message.Topic, message.Payload, message.IsRetained, shell.Now));
        return message.AcknowledgeAsync();
    }

    public void OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause)
    {
        if (failure.Kind == ConnectFailureKind.TakenOver)
            throw new VerbFailed(ExitCode.NotHeld, $"another client took over the client id {clientId}");
        if (failure is RefusedSubscription refused)
            throw new VerbFailed(ExitCode.NotHeld, $"the broker at {broker} refuses to show {refused.Filter}: {refused.Code}");
        if (wasConnected)
            shell.Say($"lost the broker at {broker} ({failure.Words}), connecting again");
        else if (!_wasThere && failure.Kind == ConnectFailureKind.RefusedByBroker)
            throw new VerbFailed(ExitCode.NotHeld, $"no connection to {broker}: {failure.Words}");
        else if (!_wasThere)
            throw new VerbFailed(
                ExitCode.Unreachable,
                $"no broker at {broker}: {failure.Words}",
                "Is it running there? Say another address with --mqtt-host and --mqtt-port, or Mqtt__Host and Mqtt__Port."
            );
    }
}
