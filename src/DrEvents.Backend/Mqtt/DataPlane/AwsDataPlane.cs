using Amazon.IoT.Model;
using Amazon.IotData;
using Amazon.IotData.Model;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt.DataPlane;

/// <summary>The data plane of AWS IoT Core. Opening looks for credentials and for the endpoint; until it is open, each use looks again.</summary>
/// <param name="credentials">Whose requests these are; null takes those that the SDK finds.</param>
public sealed class AwsDataPlane(
    IOptions<DataPlaneOptions> options,
    TimeProvider clock,
    ILogger<AwsDataPlane> log,
    AWSCredentials? credentials = null
) : IDisposable
{
    private const string DataEndpoint = "iot:Data-ATS";

    /// <summary>A problem is past after this: without messages nothing would show that it is over.</summary>
    private static readonly TimeSpan ProblemLasts = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _finding = new(1);
    private volatile DataConnection[]? _connections;
    private volatile string _whyNotOpen = "the data plane is not open yet";
    private volatile Trouble? _trouble;

    /// <summary>
    /// Why it is not open; once it is, what hindered the last message in the last minute and would hinder any other: connection, credentials, too many
    /// messages. Null when nothing did.
    /// </summary>
    public string? Problem =>
        _connections is null ? _whyNotOpen
        : _trouble is { } trouble && clock.GetElapsedTime(trouble.At) < ProblemLasts ? trouble.Words
        : null;

    /// <summary>
    /// Opens it where it is not open, with valid credentials and connections that stand: the next message waits for neither. Returns null when it is
    /// open, else why not; that a connection cannot be made is a <see cref="Problem"/>. Throws only when it is cancelled.
    /// </summary>
    public async Task<string?> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            var connections = await ConnectionsAsync(cancellation);
            // Those that run out are renewed.
            await CredentialsAsync(cancellation);
            var problems = await Task.WhenAll(connections.Select(c => c.GetReadyAsync(cancellation)));
            if (problems.OfType<Exception>().FirstOrDefault() is { } problem)
                _trouble = new Trouble(AwsWords.Of(problem), clock.GetTimestamp());
            return null;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return AwsWords.Of(e);
        }
    }

    /// <summary>The client, for what is not published: device shadows.</summary>
    public async Task<IAmazonIotData> ClientAsync(CancellationToken cancellation) => (await ConnectionsAsync(cancellation))[0].Client;

    /// <summary>Publishes at QoS 1. Returns null when AWS has taken the message, else why not. Throws only when it is cancelled.</summary>
    /// <param name="handed">Called when it is sent, after it has waited for its turn.</param>
    public async Task<string?> PublishAsync(string topic, ReadOnlyMemory<byte> payload, Action handed, CancellationToken cancellation)
    {
        if (WireLimits.ProblemOf(topic, payload.Length) is { } tooMuch)
            return tooMuch;
        try
        {
            var connection = (await ConnectionsAsync(cancellation)).MinBy(c => c.UnderWay)!;
            var body = new MemoryStream(payload.ToArray());
            var request = new PublishRequest
            {
                Topic = topic,
                Qos = 1,
                Payload = body,
                UserProperties = UserProperties(Broker.TraceHere),
            };
            await connection.PublishAsync(request, handed, cancellation);
            _trouble = null;
            return null;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // Whatever went wrong, the answer is the same: the outbox sends it again.
            var words = AwsWords.Of(e);
            if (AwsWords.MeetsAll(e))
                _trouble = new Trouble(words, clock.GetTimestamp());
            return words;
        }
    }

    /// <summary>As AWS wants them; null where there are none.</summary>
    internal static string? UserProperties(MessageTrace? trace) =>
        trace is not { } here
            ? null
            : new JsonArray([.. here.Properties().Select(p => new JsonObject { [p.Name] = p.Value })]).ToJsonString();

    public void Dispose()
    {
        foreach (var connection in _connections ?? [])
            connection.Dispose();
        _finding.Dispose();
    }

    private async Task<DataConnection[]> ConnectionsAsync(CancellationToken cancellation)
    {
        if (_connections is { } there)
            return there;
        await _finding.WaitAsync(cancellation);
        try
        {
            return _connections ??= await ConnectAsync(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            _whyNotOpen = AwsWords.Of(e);
            throw;
        }
        finally
        {
            _finding.Release();
        }
    }

    private async Task<DataConnection[]> ConnectAsync(CancellationToken cancellation)
    {
        var set = options.Value;
        await CredentialsAsync(cancellation);
        var authorities = ControlPlane.AuthoritiesOf(set);
        using var control = new ControlPlane(options, credentials);
        var address = set.Endpoint is { } endpoint ? DataPlaneOptions.AddressOf(endpoint)! : await FindAsync(control, cancellation);
        log.LogInformation("Commands go over {Connections} connections to {Endpoint}", set.Connections, address);
        return
        [
            .. Enumerable
                .Range(0, set.Connections)
                .Select(_ => new DataConnection(
                    ControlPlane.ConfigOf(new AmazonIotDataConfig(), set, address),
                    authorities,
                    set.PublishesPerSecond,
                    credentials,
                    clock
                )),
        ];
    }

    private async Task CredentialsAsync(CancellationToken cancellation) =>
        await (credentials ?? await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync())
            .GetCredentialsAsync()
            .WaitAsync(cancellation);

    private static async Task<Uri> FindAsync(ControlPlane control, CancellationToken cancellation)
    {
        var answer = await control.Client.DescribeEndpointAsync(new DescribeEndpointRequest { EndpointType = DataEndpoint }, cancellation);
        return DataPlaneOptions.AddressOf(answer.EndpointAddress ?? "")
            ?? throw new AmazonClientException($"AWS says that the data endpoint is '{answer.EndpointAddress}'");
    }

    private sealed record Trouble(string Words, long At);
}
