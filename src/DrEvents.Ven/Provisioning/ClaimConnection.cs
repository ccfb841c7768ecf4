using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;

namespace DrEvents.Ven.Provisioning;

/// <summary>One connection with a claim's certificate, for questions that are answered on <c>/accepted</c> or <c>/rejected</c>.</summary>
internal sealed partial class ClaimConnection : ISessionListener, IAsyncDisposable
{
    private static readonly TimeSpan AnswerLongest = TimeSpan.FromSeconds(30);
    private static readonly PauseBounds Pauses = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));

    private readonly MqttSession _session;
    private readonly ILogger _logger;
    private readonly BrokerAddress _broker;
    private readonly CancellationTokenSource _stopping;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private (string Topic, TaskCompletionSource<JsonObject> Answer)? _asked;

    public ClaimConnection(BrokerAddress broker, string template, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        (_broker, _logger) = (broker, logger);
        string[] questions = [ProvisioningTopics.CreateFromCsr, ProvisioningTopics.Provision(template)];
        // A claim is shared, and two connections with one id end each other.
        var settings = new SessionSettings(broker, $"claim-{Guid.NewGuid():N}")
        {
            Subscriptions = [new([.. questions.SelectMany(q => new[] { ProvisioningTopics.Accepted(q), ProvisioningTopics.Rejected(q) })])],
            FiltersPerSubscribeMax = WireLimits.FiltersPerSubscribeMax,
            Pauses = Pauses,
        };
        _session = new MqttSession(settings, clock);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _running = _session.RunAsync(this, _stopping.Token);
    }

    /// <summary>Waits for the connection, however long the network takes.</summary>
    public async Task UpAsync(CancellationToken cancellation)
    {
        await Task.WhenAny(_connected.Task, _running).WaitAsync(cancellation);
        if (_running.IsCompleted)
            await _running;
    }

    /// <summary>Asks, and gives the answer.</summary>
    /// <exception cref="ProvisioningException">AWS IoT rejects it, or does not answer.</exception>
    public async Task<JsonObject> AskAsync(string topic, JsonObject question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked = (topic, answer);
        try
        {
            if (await _session.PublishAsync(topic, Bytes(question), cancellation: cancellation) is { } problem)
                throw new ProvisioningException($"{topic} was not sent: {problem}. Does the claim's policy allow it?");
            return await answer.Task.WaitAsync(AnswerLongest, cancellation);
        }
        // A publish that is cancelled says that it took too long.
        catch (Exception e) when (e is not OperationCanceledException && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellation);
        }
        catch (TimeoutException)
        {
            throw new ProvisioningException(
                $"{topic} is not answered. Is there a template of this name, and does the claim's policy allow to receive the answer?"
            );
        }
    }

    Task ISessionListener.OnConnectedAsync(CancellationToken cancellation)
    {
        _connected.TrySetResult();
        return Task.CompletedTask;
    }

    async Task ISessionListener.OnMessageAsync(SessionMessage message, CancellationToken cancellation)
    {
        if (_asked is var (topic, answer) && Read(message.Payload) is { } body)
        {
            if (message.Topic == ProvisioningTopics.Accepted(topic))
                answer.TrySetResult(body);
            else if (message.Topic == ProvisioningTopics.Rejected(topic))
                answer.TrySetException(
                    new ProvisioningException($"{topic} is rejected: {(int?)body["statusCode"]} {body["errorCode"]} {body["errorMessage"]}")
                    {
                        IsOfCertificate = (string?)body["errorCode"] is not ("ResourceConflicts" or "AccessDenied"),
                    }
                );
        }
        await message.AcknowledgeAsync();
    }

    void ISessionListener.OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause)
    {
        LogFailed(_broker.Host, _broker.Port, failure.Words, Math.Round(pause.TotalSeconds, 1));
        if (wasConnected && _asked is var (topic, answer))
            answer.TrySetException(new ProvisioningException($"{topic}: the connection ended: {failure.Words}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private static byte[] Bytes(JsonObject body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            body.WriteTo(json);
        return buffer.WrittenSpan.ToArray();
    }

    private static JsonObject? Read(byte[] payload)
    {
        try
        {
            return JsonNode.Parse(payload) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No connection to {Host}:{Port} with the claim: {Reason}. Next attempt in {Seconds} s"
    )]
    private partial void LogFailed(string host, int port, string reason, double seconds);
}

/// <summary>The VEN could not get its certificate; the message says why.</summary>
public sealed class ProvisioningException(string message) : IOException(message)
{
    /// <summary>Whether the certificate that was made is refused, and not the VEN's name: its token has been used, or is too old.</summary>
    public bool IsOfCertificate { get; init; }
}
