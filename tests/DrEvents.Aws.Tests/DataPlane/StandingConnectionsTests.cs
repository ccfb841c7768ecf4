using Amazon.Runtime;
using DrEvents.Aws.Tests.Requests;
using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Mqtt.DataPlane;
using DrEvents.Contracts.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Aws.Tests.DataPlane;

/// <summary>Connections to the data plane stand before a message needs them.</summary>
[Collection("one clock, one port")]
public sealed class StandingConnectionsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private IotCore _core = null!;

    public async ValueTask InitializeAsync() => _core = await IotCore.StartAsync();

    public ValueTask DisposeAsync() => _core.DisposeAsync();

    [Fact]
    public async Task connections_stand_before_the_first_message_and_again_when_they_were_lost()
    {
        using var plane = Open(_core.DataPlane.Address);

        (await plane.OpenAsync(default)).ShouldBeNull();

        _core.DataPlane.Opened.Count.ShouldBe(3);
        await PublishAllAsync();
        _core.DataPlane.Opened.Count.ShouldBe(3, "no message made a connection");

        await _core.DataPlane.DropConnectionsAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await plane.OpenAsync(default)).ShouldBeNull();
        _core.DataPlane.Opened.Count.ShouldBe(6);
        await PublishAllAsync();
        _core.DataPlane.Opened.Count.ShouldBe(6);
        _core.DataPlane.Answers.Keys.ShouldBe(["200"]);
        plane.Problem.ShouldBeNull();

        async Task PublishAllAsync() =>
            (await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => PublishAsync(plane)))).ShouldAllBe(p => p == null);
    }

    [Fact]
    public async Task connections_that_stand_are_not_asked_whether_they_do()
    {
        using var plane = Open(_core.DataPlane.Address);

        await Task.WhenAll(plane.OpenAsync(default), plane.OpenAsync(default));
        await plane.OpenAsync(default);

        _core.DataPlane.Knocks.ShouldBe(3);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await plane.OpenAsync(default);
        _core.DataPlane.Knocks.ShouldBe(6);
        _core.DataPlane.Opened.Count.ShouldBe(3);
    }

    [Fact]
    public async Task that_nobody_is_there_shows_before_the_first_message()
    {
        using var plane = Open("https://127.0.0.1:1");

        (await plane.OpenAsync(default)).ShouldBeNull();

        plane.Problem.ShouldNotBeNull();
    }

    private static Task<string?> PublishAsync(AwsDataPlane plane) =>
        plane.PublishAsync(Topics.Command("ven-1"), "{}"u8.ToArray(), () => { }, default);

    private AwsDataPlane Open(string endpoint) =>
        new(
            Options.Create(
                new DataPlaneOptions
                {
                    Region = RecordedWith.Region,
                    Endpoint = endpoint,
                    CaFile = _core.Certificates.CaFile,
                    Connections = 3,
                }
            ),
            _clock,
            NullLogger<AwsDataPlane>.Instance,
            new BasicAWSCredentials(RecordedWith.AccessKeyId, RecordedWith.Secret)
        );
}
