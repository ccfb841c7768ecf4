using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace DrEvents.Testing.Mqtt;

/// <summary>An MQTT client for tests: it keeps all that it receives.</summary>
public sealed class TestClient : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentQueue<Received> received = new();

    private TestClient()
    {
        client.ApplicationMessageReceivedAsync += message =>
        {
            var heard = new Received(message.ApplicationMessage);
            received.Enqueue(heard);
            Heard?.Invoke(heard);
            return Task.CompletedTask;
        };
    }

    /// <summary>All that came, in order.</summary>
    public IReadOnlyList<Received> Messages => [.. received];

    /// <summary>Told of each message as it comes.</summary>
    public Action<Received>? Heard { get; set; }

    /// <summary>Whether the broker has not thrown it out.</summary>
    public bool IsConnected => client.IsConnected;

    /// <summary>Connects to a broker on this machine.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="clientId">Its id; made up when null.</param>
    /// <param name="configure">More options, for instance a will or a session that stays.</param>
    /// <exception cref="InvalidOperationException">The broker refused.</exception>
    public static async Task<TestClient> ConnectAsync(int port, string? clientId = null, Action<MqttClientOptionsBuilder>? configure = null)
    {
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(TestBroker.Host, port)
            .WithClientId(clientId ?? $"test-{Guid.NewGuid():N}")
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithTimeout(Timeout);
        configure?.Invoke(options);
        var test = new TestClient();
        try
        {
            var result = await test.client.ConnectAsync(options.Build());
            if (result.ResultCode != MqttClientConnectResultCode.Success)
                throw new InvalidOperationException($"The broker refused: {result.ResultCode}");
            return test;
        }
        catch
        {
            await test.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects with a client's certificate, to a broker whose certificate is of <paramref name="authority"/>.</summary>
    public static async Task<TestClient> ConnectAsync(
        int port,
        TestCertificates authority,
        CertificateFiles own,
        Action<MqttClientOptionsBuilder>? configure = null
    )
    {
        using var certificate = X509Certificate2.CreateFromPemFile(own.CertFile, own.KeyFile);
        using var trusted = X509CertificateLoader.LoadCertificateFromFile(authority.CaFile);
        void Tls(MqttClientOptionsBuilder options)
        {
            options.WithTlsOptions(tls =>
                tls.WithClientCertificates([certificate])
                    .WithTrustChain([trusted])
                    .WithTargetHost("localhost")
                    .WithRevocationMode(X509RevocationMode.NoCheck)
            );
            configure?.Invoke(options);
        }
        return await ConnectAsync(port, own.CommonName, Tls);
    }

    /// <summary>Subscribes at QoS 1 and gives the broker's answer.</summary>
    public async Task<MqttClientSubscribeResultCode> SubscribeAsync(string filter)
    {
        using var bound = new CancellationTokenSource(Timeout);
        var result = await client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, bound.Token);
        return result.Items.Single().ResultCode;
    }

    /// <summary>Takes a subscription back.</summary>
    public async Task UnsubscribeAsync(string filter)
    {
        using var bound = new CancellationTokenSource(Timeout);
        await client.UnsubscribeAsync(filter, bound.Token);
    }

    /// <summary>Subscribes to many filters in one packet.</summary>
    public async Task SubscribeAtOnceAsync(IEnumerable<string> filters)
    {
        using var bound = new CancellationTokenSource(Timeout);
        var options = new MqttClientSubscribeOptionsBuilder();
        foreach (var filter in filters)
            options.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        await client.SubscribeAsync(options.Build(), bound.Token);
    }

    /// <summary>Publishes text, at QoS 1 unless told otherwise, and returns when the broker has answered.</summary>
    public Task PublishAsync(
        string topic,
        string payload,
        bool retain = false,
        MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce
    ) => PublishAsync(topic, Encoding.UTF8.GetBytes(payload), retain, qos);

    /// <inheritdoc cref="PublishAsync(string, string, bool, MqttQualityOfServiceLevel)"/>
    public async Task PublishAsync(
        string topic,
        byte[] payload,
        bool retain = false,
        MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce
    )
    {
        using var bound = new CancellationTokenSource(Timeout);
        await client.PublishBinaryAsync(topic, payload, qos, retain, bound.Token);
    }

    /// <summary>Waits until as many messages as <paramref name="count"/> have come.</summary>
    public Task HasReceivedAsync(int count) => Eventually.HoldsAsync($"{count} messages received", () => received.Count >= count);

    /// <summary>Waits until the broker has thrown it out.</summary>
    public Task IsDisconnectedAsync() => Eventually.HoldsAsync("the broker disconnects the client", () => !IsConnected);

    /// <summary>Goes away with a farewell: no will is published.</summary>
    public async Task DisconnectAsync()
    {
        if (client.IsConnected)
            await client.DisconnectAsync();
    }

    /// <summary>Drops the connection without a farewell.</summary>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A message as a client got it.</summary>
public sealed record Received(string Topic, string Payload, bool Retained, MqttQualityOfServiceLevel Qos)
{
    /// <summary>Takes over what matters.</summary>
    internal Received(MqttApplicationMessage message)
        : this(message.Topic, message.ConvertPayloadToString() ?? "", message.Retain, message.QualityOfServiceLevel) { }
}
