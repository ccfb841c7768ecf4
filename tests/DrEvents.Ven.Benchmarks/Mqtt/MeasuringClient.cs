using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using DrEvents.Contracts.Mqtt;
using MQTTnet;
using MQTTnet.Protocol;

namespace DrEvents.Ven.Benchmarks.Mqtt;

/// <summary>Stands in the backend's place: it sends commands and takes the time until their answers.</summary>
internal sealed class MeasuringClient : IAsyncDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShedFor = TimeSpan.FromMinutes(10);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<(string Topic, byte[] Payload, long At)> _received = Channel.CreateUnbounded<(string, byte[], long)>();
    private readonly string _venId;

    private MeasuringClient(string venId)
    {
        _venId = venId;
        _client.ApplicationMessageReceivedAsync += e =>
        {
            var at = Stopwatch.GetTimestamp();
            _received.Writer.TryWrite((e.ApplicationMessage.Topic, e.ApplicationMessage.Payload.ToArray(), at));
            return Task.CompletedTask;
        };
    }

    private string EchoTopic => Topics.Ack(_venId + "-echo");

    public static async Task<MeasuringClient> ConnectAsync(int port, string venId)
    {
        var client = new MeasuringClient(venId);
        await client._client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("measuring").Build()
        );
        foreach (var topic in new[] { Topics.Status(venId), Topics.Ack(venId), Topics.Telemetry(venId), client.EchoTopic })
            await client._client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce);
        return client;
    }

    /// <summary>Milliseconds from a moment until the VEN says that it is online.</summary>
    public async Task<double> OnlineAsync(long since)
    {
        while (true)
        {
            var (topic, payload, at) = await NextAsync();
            if (
                topic == Topics.Status(_venId)
                && VenStatusMessage.Read(payload, _venId).Value is { Online: true, At: not null }
                && at > since
            )
                return Stopwatch.GetElapsedTime(since, at).TotalMilliseconds;
        }
    }

    /// <summary>Sends a shed of 3 or 4 kW in turn, each of an event of its own, and gives the answer and the milliseconds until it was here.</summary>
    public Task<(VenAck Ack, double Ms)> ShedAsync(int number) => ShedAsync(number, 3 + (number % 2));

    /// <inheritdoc cref="ShedAsync(int)"/>
    /// <param name="number">The event's.</param>
    /// <param name="kw">The reduction, kW.</param>
    public async Task<(VenAck Ack, double Ms)> ShedAsync(int number, double kw)
    {
        var now = TimeProvider.System.GetUtcNow();
        var command = new VenCommand
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = $"measured-{number}",
            VenId = _venId,
            IssuedAt = now,
            ExpiresAt = now + ShedFor,
            EventId = $"evt-{number:x8}",
            RequestedReductionKw = kw,
            DurationS = (int)ShedFor.TotalSeconds,
        };
        return await SendAsync(command);
    }

    /// <summary>Ends what an event has shed, and waits for the answer.</summary>
    public Task RestoreAsync(int number) =>
        SendAsync(
            new VenCommand
            {
                Op = CommandOps.Restore,
                CorrelationId = $"restored-{number}",
                VenId = _venId,
                IssuedAt = TimeProvider.System.GetUtcNow(),
                EventId = $"evt-{number:x8}",
            }
        );

    /// <summary>Whether the next sample tells of so many devices that do well and draw something.</summary>
    public async Task<bool> AreAllWellAsync(int count, CancellationToken cancellation)
    {
        while (true)
        {
            var (topic, payload, _) = await _received.Reader.ReadAsync(cancellation);
            if (topic != Topics.Telemetry(_venId))
                continue;
            using var sample = JsonDocument.Parse(payload);
            return sample.RootElement.GetProperty("loads").EnumerateArray().Count(IsWell) >= count;

            static bool IsWell(JsonElement load) =>
                load.TryGetProperty("deviceState", out var state)
                && state.ValueEquals("ok")
                && load.GetProperty("currentPowerKw").GetDouble() > 1;
        }
    }

    /// <summary>The next sample as it comes, for who looks for what went wrong.</summary>
    public async Task<string> NewestSampleAsync()
    {
        while (true)
        {
            var (topic, payload, _) = await NextAsync();
            if (topic == Topics.Telemetry(_venId))
                return Encoding.UTF8.GetString(payload);
        }
    }

    private async Task<(VenAck Ack, double Ms)> SendAsync(VenCommand command)
    {
        var sentAt = Stopwatch.GetTimestamp();
        await PublishAsync(Topics.Command(_venId), command.ToUtf8());
        while (true)
        {
            var (topic, payload, at) = await NextAsync();
            if (topic == Topics.Ack(_venId) && VenAck.Read(payload).Value is { } ack && ack.CorrelationId == command.CorrelationId)
                return (ack, Stopwatch.GetElapsedTime(sentAt, at).TotalMilliseconds);
        }
    }

    /// <summary>Milliseconds of two messages through the broker, as a command and its answer are two.</summary>
    public async Task<double> RoundTripAsync(int number)
    {
        var sentAt = Stopwatch.GetTimestamp();
        for (var message = 0; message < 2; message++)
        {
            await PublishAsync(EchoTopic, BitConverter.GetBytes(number));
            while ((await NextAsync()).Topic != EchoTopic) { }
        }
        return Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(string Topic, byte[] Payload, long At)> NextAsync()
    {
        using var bound = new CancellationTokenSource(AnswerMax);
        return await _received.Reader.ReadAsync(bound.Token);
    }

    private Task<MqttClientPublishResult> PublishAsync(string topic, byte[] payload) =>
        _client.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = topic,
                Payload = new ReadOnlySequence<byte>(payload),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            }
        );
}
