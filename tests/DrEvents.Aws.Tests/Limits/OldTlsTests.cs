using Amazon.Runtime;
using DrEvents.Aws.Tests.Requests;
using DrEvents.Backend.Mqtt.DataPlane;
using DrEvents.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DrEvents.Aws.Tests.Limits;

/// <summary>
/// TLS 1.2 and 1.3 and nothing older, whatever the machine's configuration allows. That each of the two alone is enough is shown by
/// <see cref="Flow.FullFlowScenarios"/>.
/// </summary>
public sealed class OldTlsTests
{
    private const int Tls13 = 0x0304;
    private const int Tls12 = 0x0303;
    private const int VersionNotSupported = 70;

    [Fact]
    public async Task backend_and_vens_offer_no_broker_an_older_version_and_take_none()
    {
        using var server = new OldServer();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var settings = new SessionSettings(new BrokerAddress("localhost", server.Port) { IsTls = true }, "ven-1")
        {
            FiltersPerSubscribeMax = 1,
            Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)),
        };
        var talk = server.TalkAsync(stop.Token);

        var running = new MqttSession(settings, TimeProvider.System).RunAsync(new Deaf(), stop.Token);

        Refuses(await talk);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task neither_does_the_data_plane()
    {
        using var server = new OldServer();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var options = new DataPlaneOptions
        {
            Region = RecordedWith.Region,
            Endpoint = $"https://localhost:{server.Port}",
            Connections = 1,
        };
        using var plane = new AwsDataPlane(
            Options.Create(options),
            TimeProvider.System,
            NullLogger<AwsDataPlane>.Instance,
            new BasicAWSCredentials(RecordedWith.AccessKeyId, RecordedWith.Secret)
        );
        var talk = server.TalkAsync(stop.Token);

        await plane.OpenAsync(stop.Token);

        Refuses(await talk);
        plane.Problem.ShouldNotBeNull();
    }

    private static void Refuses(OldTalk talk)
    {
        talk.Versions.Where(IsVersion).Order().ShouldBe([Tls12, Tls13]);
        talk.Alert.ShouldBe(VersionNotSupported);
    }

    /// <summary>Clients may mix in numbers that are no version, so that servers learn to pass over them (RFC 8701).</summary>
    private static bool IsVersion(int number) => number >> 8 == 3;

    private sealed class Deaf : ISessionListener
    {
        public Task OnMessageAsync(SessionMessage message, CancellationToken cancellation) => Task.CompletedTask;

        public void OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause) { }
    }
}
