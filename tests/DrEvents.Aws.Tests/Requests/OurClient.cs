using System.Net.Sockets;
using System.Reflection;
using Amazon;
using Amazon.IoT;
using Amazon.IotData;
using Amazon.IotData.Model;
using Amazon.Runtime;

namespace DrEvents.Aws.Tests.Requests;

/// <summary>Runs cases through the client of <c>Mqtt/Aws</c>, at the moment and with the keys of the recordings.</summary>
public sealed class OurClient : Amazon.Runtime.HttpClientFactory, IDisposable
{
    private readonly object? _clockBefore = Clock.GetValue(null);
    private readonly HttpClient _http;
    private readonly AmazonIotDataClient _client;
    private readonly AmazonIoTClient _control;

    /// <param name="port">Where requests really go; what they say is the address of the recordings.</param>
    public OurClient(int port)
    {
        Clock.SetValue(null, () => RecordedWith.At.UtcDateTime);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync("127.0.0.1", port, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        );
        var credentials = new BasicAWSCredentials(RecordedWith.AccessKeyId, RecordedWith.Secret);
        _client = new AmazonIotDataClient(credentials, ConfigOf(new AmazonIotDataConfig()));
        _control = new AmazonIoTClient(credentials, ConfigOf(new AmazonIoTConfig()));
    }

    public Task SendAsync(ControlCase c) =>
        c.Op switch
        {
            "DescribeEndpoint" => _control.DescribeEndpointAsync(new() { EndpointType = c.Text("endpointType") }),
            "CreateCertificateFromCsr" => _control.CreateCertificateFromCsrAsync(
                new() { CertificateSigningRequest = c.Text("certificateSigningRequest"), SetAsActive = c.Flag("setAsActive") }
            ),
            "DescribeCertificate" => _control.DescribeCertificateAsync(new() { CertificateId = c.Text("certificateId") }),
            "ListCertificates" => _control.ListCertificatesAsync(
                new()
                {
                    PageSize = c.Number("pageSize"),
                    Marker = c.Text("marker"),
                    AscendingOrder = c.Flag("ascendingOrder"),
                }
            ),
            "UpdateCertificate" => _control.UpdateCertificateAsync(
                new() { CertificateId = c.Text("certificateId"), NewStatus = c.Text("newStatus") }
            ),
            "DeleteCertificate" => _control.DeleteCertificateAsync(
                new() { CertificateId = c.Text("certificateId"), ForceDelete = c.Flag("forceDelete") }
            ),
            "CreateThing" => _control.CreateThingAsync(new() { ThingName = c.Text("thingName"), ThingTypeName = c.Text("thingTypeName") }),
            "AddThingToThingGroup" => _control.AddThingToThingGroupAsync(
                new() { ThingGroupName = c.Text("thingGroupName"), ThingName = c.Text("thingName") }
            ),
            "ListThingPrincipals" => _control.ListThingPrincipalsAsync(
                new()
                {
                    ThingName = c.Text("thingName"),
                    NextToken = c.Text("nextToken"),
                    MaxResults = c.Number("maxResults"),
                }
            ),
            "AttachThingPrincipal" => _control.AttachThingPrincipalAsync(
                new() { ThingName = c.Text("thingName"), Principal = c.Text("principal") }
            ),
            "DetachThingPrincipal" => _control.DetachThingPrincipalAsync(
                new() { ThingName = c.Text("thingName"), Principal = c.Text("principal") }
            ),
            "AttachPolicy" => _control.AttachPolicyAsync(new() { PolicyName = c.Text("policyName"), Target = c.Text("target") }),
            "DetachPolicy" => _control.DetachPolicyAsync(new() { PolicyName = c.Text("policyName"), Target = c.Text("target") }),
            _ => throw new InvalidDataException(c.Op),
        };

    public Task SendAsync(RequestCase c) =>
        c.Op switch
        {
            "publish" => _client.PublishAsync(
                new PublishRequest
                {
                    Topic = c.Topic,
                    Qos = c.Qos,
                    Retain = c.Retain,
                    Payload = c.Body(),
                    ContentType = c.ContentType,
                    ResponseTopic = c.ResponseTopic,
                    CorrelationData = c.CorrelationData,
                    MessageExpiry = c.MessageExpiry,
                    PayloadFormatIndicator = c.PayloadFormatIndicator is { } name ? PayloadFormatIndicator.FindValue(name) : null,
                    UserProperties = c.UserProperties,
                }
            ),
            "getShadow" => _client.GetThingShadowAsync(new GetThingShadowRequest { ThingName = c.Thing, ShadowName = c.Shadow }),
            "updateShadow" => _client.UpdateThingShadowAsync(
                new UpdateThingShadowRequest
                {
                    ThingName = c.Thing,
                    ShadowName = c.Shadow,
                    Payload = c.Body(),
                }
            ),
            "deleteShadow" => _client.DeleteThingShadowAsync(new DeleteThingShadowRequest { ThingName = c.Thing, ShadowName = c.Shadow }),
            _ => throw new InvalidDataException(c.Op),
        };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _http;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose()
    {
        Clock.SetValue(null, _clockBefore);
        _client.Dispose();
        _control.Dispose();
        _http.Dispose();
    }

    private T ConfigOf<T>(T config)
        where T : ClientConfig
    {
        (config.ServiceURL, config.AuthenticationRegion, config.HttpClientFactory) = (RecordedWith.Address, RecordedWith.Region, this);
        return config;
    }

    /// <summary>The SDK has no clock that could be handed in; this is the one that its own tests replace.</summary>
    private static FieldInfo Clock { get; } =
        typeof(AWSConfigs).GetField("utcNowSource", BindingFlags.Static | BindingFlags.NonPublic)
        ?? throw new InvalidOperationException("AWSSDK.Core keeps its clock elsewhere now");
}

/// <summary>What all recordings have in common. The keys are those of AWS's documentation.</summary>
public static class RecordedWith
{
    public const string AccessKeyId = "AKIDEXAMPLE";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Region = "eu-central-1";
    public const int Port = 48123;
    public static readonly DateTimeOffset At = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    public static string Address => $"http://127.0.0.1:{Port}";
}
