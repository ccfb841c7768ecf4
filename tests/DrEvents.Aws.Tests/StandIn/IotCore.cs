using System.Security.Authentication;
using System.Text;
using DrEvents.Aws.Tests.Requests;
using DrEvents.Aws.Tests.StandIn.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Testing.Mqtt;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DrEvents.Aws.Tests.StandIn;

/// <summary>
/// A stand-in for AWS IoT Core: the broker behind its door, the data plane and the shadows, in one account with one role. What it keeps of
/// AWS's behaviour, and what not, is in ops/docs/decisions/aws-data-plane.md.
/// </summary>
public sealed class IotCore : IAsyncDisposable
{
    private MosquittoBroker _mosquitto = null!;
    private Inside _inside = null!;

    /// <summary>The authority of all certificates.</summary>
    public TestCertificates Certificates { get; } = new();
    public Gateway Mqtt { get; private set; } = null!;
    public DataPlaneServer DataPlane { get; private set; } = null!;
    public ShadowService Shadows { get; private set; } = null!;

    /// <summary>Things and certificates that are made here.</summary>
    public CertificateService Issued { get; private set; } = null!;

    /// <summary>Starts it; mosquitto has to be installed.</summary>
    public static async Task<IotCore> StartAsync(
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2,
        bool isPort443 = false,
        SslProtocols versions = SslProtocols.Tls12 | SslProtocols.Tls13
    )
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed");
        var core = new IotCore();
        core._mosquitto = await MosquittoBroker.StartNewAsync(null, "max_queued_messages 0");
        core._inside = await Inside.ConnectAsync(core._mosquitto.Port);
        core.Shadows = new ShadowService(
            (topic, text) => core._inside.PublishAsync(topic, Encoding.UTF8.GetBytes(text)),
            TimeProvider.System
        );
        core.Issued = new CertificateService(core.Certificates, TimeProvider.System);
        core.Mqtt = new Gateway(
            core.Certificates,
            core._mosquitto.Port,
            (thing, verb, payload) => core.Shadows.HandleAsync(thing, null, verb, payload),
            isPort443,
            core.Issued,
            versions
        );
        core.DataPlane = await DataPlaneServer.StartAsync(
            core.Certificates,
            Policies.DataPlane,
            core.Shadows,
            core.Issued,
            (topic, payload, qos, retain) => core._inside.PublishAsync(topic, payload, qos, retain),
            protocols,
            versions
        );
        return core;
    }

    /// <summary>A thing of this name, with a certificate and the policy of VENs; how it connects.</summary>
    public BrokerAddress AddVen(string venId) => Add(venId, venId, Policies.Ven);

    /// <summary>The same for many things, each with a certificate of its own; the names of the files have the mark where the thing's is.</summary>
    public BrokerAddress AddVens(IEnumerable<string> venIds, string mark)
    {
        BrokerAddress? address = null;
        foreach (var venId in venIds)
        {
            var files = Certificates.ClientByName(venId);
            Mqtt.Register(files, venId, Policies.Ven);
            address ??= AddressFor(
                files with
                {
                    CertFile = files.CertFile.Replace(venId, mark, StringComparison.Ordinal),
                    KeyFile = files.KeyFile.Replace(venId, mark, StringComparison.Ordinal),
                }
            );
        }
        return address!;
    }

    /// <summary>How a client of this certificate connects.</summary>
    public BrokerAddress Add(string commonName, string? thing, IotPolicy policy)
    {
        var files = Certificates.Client(commonName);
        Mqtt.Register(files, thing, policy);
        return AddressFor(files);
    }

    /// <summary>How a client of this certificate, registered or not, connects.</summary>
    public BrokerAddress AddressFor(CertificateFiles files) =>
        new("localhost", Mqtt.Port)
        {
            IsTls = true,
            CaFile = Certificates.CaFile,
            CertFile = files.CertFile,
            KeyFile = files.KeyFile,
        };

    /// <summary>Settings of a backend that hears over MQTT and sends by the data plane, whose address it asks for.</summary>
    public Dictionary<string, string?> BackendSettings(BrokerAddress backend)
    {
        // The SDK looks for credentials in the environment first.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", RecordedWith.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", RecordedWith.Secret);
        return new()
        {
            ["Mqtt:Tls"] = "true",
            ["Mqtt:CaFile"] = backend.CaFile,
            ["Mqtt:CertFile"] = backend.CertFile,
            ["Mqtt:KeyFile"] = backend.KeyFile,
            ["Mqtt:ClientId"] = "backend",
            ["Mqtt:IsAwsIot"] = "true",
            ["Mqtt:Commands"] = "dataPlane",
            ["Shadow:Provider"] = "aws",
            ["DataPlane:Region"] = RecordedWith.Region,
            ["DataPlane:ControlEndpoint"] = DataPlane.Address,
            ["DataPlane:CaFile"] = Certificates.CaFile,
        };
    }

    /// <summary>Publishes past the door and its limits, as many VENs together do.</summary>
    public Task PublishAsync(string topic, byte[] payload) => _inside.PublishAsync(topic, payload);

    public async ValueTask DisposeAsync()
    {
        await DataPlane.DisposeAsync();
        await Mqtt.DisposeAsync();
        _inside.Dispose();
        Shadows.Dispose();
        await _mosquitto.DisposeAsync();
        Certificates.Dispose();
    }
}
