using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using DrEvents.Cli.Monitoring;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace DrEvents.Cli.Mqtt;

/// <summary>
/// A connection to the broker that only listens. That it cannot be made at first ends the verb; once it was there it is made again
/// whenever it is lost, until the verb ends.
/// </summary>
sealed class BrokerConnection(BrokerAddress broker, IReadOnlyList<string> filters, Shell shell)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryWaitMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryWaitMax = TimeSpan.FromSeconds(10);

    private readonly MqttClientFactory _factory = new();
    private readonly BrokerTls? _tls = TlsOf(broker, shell);

    /// <summary>Hands over each message, one at a time, until it is told to stop.</summary>
    public async Task Watch(Action<BrokerMessage> take, CancellationToken stop)
    {
        var stopped = UntilCancelled(stop);
        var wasThere = false;
        var wait = RetryWaitMin;
        while (!stop.IsCancellationRequested)
        {
            using var client = _factory.CreateMqttClient();
            var lost = new TaskCompletionSource<MqttClientDisconnectedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
            client.DisconnectedAsync += args =>
            {
                lost.TrySetResult(args);
                return Task.CompletedTask;
            };
            client.ApplicationMessageReceivedAsync += args =>
            {
                take(Received(args.ApplicationMessage));
                return Task.CompletedTask;
            };
            var problem = await TryConnect(client, lost.Task, stop);
            if (problem is not null && !wasThere && !stop.IsCancellationRequested)
                throw problem;
            if (problem is null)
            {
                if (wasThere)
                    shell.Say($"connected to the broker at {broker} again");
                wasThere = true;
                wait = RetryWaitMin;
                await UntilLost(client, lost.Task, stopped);
            }
            wait = await Pause(wait, stopped);
        }
    }

    /// <summary>Waits for the end of the connection, or ends it.</summary>
    private async Task UntilLost(IMqttClient client, Task<MqttClientDisconnectedEventArgs> lost, Task stopped)
    {
        await Task.WhenAny(lost, stopped);
        if (stopped.IsCompleted)
        {
            // Whether the broker hears the farewell changes nothing any more.
            await client.TryDisconnectAsync();
            return;
        }
        var end = await lost;
        ThrowIfTakenOver(end);
        shell.Say($"lost the broker at {broker} ({ConnectFailure.Of(end).Words}), connecting again");
    }

    private void ThrowIfTakenOver(MqttClientDisconnectedEventArgs end)
    {
        if (end.Reason == MqttClientDisconnectReason.SessionTakenOver)
            throw new VerbFailed(ExitCode.NotHeld, $"another client took over the client id {broker.ClientId}");
    }

    private async Task<VerbFailed?> TryConnect(IMqttClient client, Task<MqttClientDisconnectedEventArgs> lost, CancellationToken stop)
    {
        var isThere = false;
        var options = Options();
        // MQTTnet leaves the timeout to the caller as soon as there is a token that can be cancelled.
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(AnswerTimeout);
        try
        {
            var connected = await client.ConnectAsync(options, bound.Token);
            if (connected.ResultCode != MqttClientConnectResultCode.Success)
                return new VerbFailed(ExitCode.NotHeld, $"no connection to {broker}: {ConnectFailure.Of(connected).Words}");
            isThere = true;
            foreach (var some in filters.Chunk(WireLimits.FiltersPerSubscribeMax))
                await Subscribe(client, some, bound.Token);
            return null;
        }
        catch (Exception e)
            when (e is MqttCommunicationException or SocketException or IOException or AuthenticationException or OperationCanceledException
            )
        {
            // Lost between the connection and the last subscription: the connection's own word comes a moment later.
            if (isThere && await Task.WhenAny(lost, Task.Delay(AnswerTimeout, shell.Clock, stop)) == lost)
                ThrowIfTakenOver(await lost);
            var why = await FailedAttempt.ExplainAsync(e, _tls, broker.Port, shell.Now);
            return new VerbFailed(
                ExitCode.Unreachable,
                $"no broker at {broker}: {why.Words}",
                "Is it running there? Say another address with --mqtt-host and --mqtt-port, or Mqtt__Host and Mqtt__Port."
            );
        }
    }

    private async Task Subscribe(IMqttClient client, string[] some, CancellationToken stop)
    {
        var request = _factory.CreateSubscribeOptionsBuilder();
        foreach (var filter in some)
            request.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        var granted = await client.SubscribeAsync(request.Build(), stop);
        if (granted.Items.FirstOrDefault(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) is { } refused)
            throw new VerbFailed(
                ExitCode.NotHeld,
                $"the broker at {broker} refuses to show {refused.TopicFilter.Topic}: {refused.ResultCode}"
            );
    }

    private MqttClientOptions Options()
    {
        var options = _factory
            .CreateClientOptionsBuilder()
            .WithTcpServer(broker.Host, broker.Port)
            .WithClientId(broker.ClientId)
            .WithCleanStart()
            .WithTimeout(AnswerTimeout);
        _tls?.Apply(options);
        return options.Build();
    }

    private static BrokerTls? TlsOf(BrokerAddress broker, Shell shell)
    {
        if (!broker.Tls)
            return null;
        var files = new TlsSettings(broker.Host)
        {
            CaFile = broker.CaFile,
            CertFile = broker.CertFile,
            KeyFile = broker.KeyFile,
            Alpn = BrokerPorts.AlpnOf(broker.Port, null),
        };
        try
        {
            return BrokerTls.Load(files, shell.Clock);
        }
        catch (InvalidDataException e)
        {
            throw VerbFailed.BadInput(e.Message);
        }
    }

    // A copy of the payload: the client's buffer is used again for the next message.
    private BrokerMessage Received(MqttApplicationMessage message) =>
        new(message.Topic, message.Payload.ToArray(), message.Retain, shell.Now);

    private async Task<TimeSpan> Pause(TimeSpan wait, Task stopped)
    {
        await Task.WhenAny(Task.Delay(wait, shell.Clock), stopped);
        return wait * 2 > RetryWaitMax ? RetryWaitMax : wait * 2;
    }

    /// <summary>Ends, without an exception, when the token is cancelled.</summary>
    private static async Task UntilCancelled(CancellationToken stop)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(cancelled.SetResult);
        await cancelled.Task;
    }
}
