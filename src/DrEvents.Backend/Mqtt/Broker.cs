using System.Buffers;
using DrEvents.Backend.Hosting;
using Microsoft.Extensions.Options;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace DrEvents.Backend.Mqtt;

/// <summary>
/// This backend's own connection to the broker: it sends through it and, unless it is a node of a cluster, hears everything through it.
/// </summary>
public sealed partial class Broker : BackgroundService, IBroker
{
    private static readonly TimeSpan AnswerLongest = TimeSpan.FromSeconds(10);

    private readonly BrokerSession _session;
    private readonly SemaphoreSlim _inFlight;
    private readonly ILogger<Broker> _log;

    /// <summary>Connects only when it is started.</summary>
    public Broker(
        IOptions<MqttOptions> options,
        IOptions<ClusterOptions> cluster,
        ShadowStandIn shadow,
        Inbox inbox,
        TimeProvider clock,
        ILogger<Broker> log
    )
    {
        _log = log;
        _inFlight = new SemaphoreSlim(options.Value.PublishInFlight);
        var plan = cluster.Value.Enabled ? SessionPlan.OfSender(options.Value, Guid.NewGuid()) : SessionPlan.OfAll(options.Value, shadow);
        _session = new BrokerSession(plan, options.Value, inbox, clock, log);
    }

    /// <inheritdoc />
    public bool IsConnected => ConnectedAt is not null;

    /// <inheritdoc />
    public DateTimeOffset? ConnectedAt => _session.Live?.Since;

    /// <inheritdoc />
    public string? Problem => _session.Problem;

    /// <inheritdoc />
    public async Task<bool> PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        await _inFlight.WaitAsync(cancellation);
        try
        {
            if (_session.Live is not { } live)
                return false;
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            bounded.CancelAfter(AnswerLongest);
            var message = new MqttApplicationMessage
            {
                Topic = topic,
                Payload = new ReadOnlySequence<byte>(payload),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            };
            return (await live.Client.PublishAsync(message, bounded.Token)).IsSuccess;
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            LogPublishFailed(_log, topic, e.Message);
            return false;
        }
        finally
        {
            _inFlight.Release();
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _inFlight.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _session.RunAsync(stoppingToken);

    [LoggerMessage(LogLevel.Debug, "The broker did not take a message for {Topic}: {Problem}")]
    private static partial void LogPublishFailed(ILogger log, string topic, string problem);
}
