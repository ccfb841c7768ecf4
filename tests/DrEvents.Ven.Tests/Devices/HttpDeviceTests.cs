using System.Text;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Http;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>Devices over HTTP on loopback, with real sockets and the loop that the VEN runs.</summary>
public sealed class HttpDeviceTests : IDeviceListener
{
    private readonly List<string> _told = [];

    [Fact]
    public async Task A_shelly_is_read_shed_by_a_switch_with_a_timer_and_given_back()
    {
        await using var shelly = new ShellyOverHttp();
        await using var load = Started($$"""{"kind":"http","profile":"shelly2","url":"{{shelly.Url}}","readIntervalS":0.5}""");
        await Eventually.HoldsAsync(() => Readout(load).PowerKw == 1.85, "its power is read");
        Readout(load).Device!.Forgetting.ShouldBe(LimitForgetting.ByDevice);
        load.LimitTo(0, DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => !shelly.IsOn && Readout(load).Device!.IsActuated, "it is off, and that is read back");
        shelly.Switched.ShouldHaveSingleItem().ShouldBe("?id=0&on=false&toggle_after=180");
        (Readout(load).PowerKw, Readout(load).WantedKw).ShouldBe((0, 1.85));
        load.Release(DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => shelly.IsOn && Readout(load).PowerKw == 1.85, "it is on again");
    }

    [Fact]
    public async Task A_hand_at_the_shelly_is_noticed()
    {
        await using var shelly = new ShellyOverHttp();
        await using var load = Started($$"""{"kind":"http","profile":"shelly2","url":"{{shelly.Url}}","readIntervalS":0.5}""");
        await Eventually.HoldsAsync(() => Readout(load).PowerKw > 0, "its power is read");
        load.LimitTo(0, DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => Readout(load).Device!.IsActuated, "it is off");
        shelly.IsOn = true;
        await Eventually.HoldsAsync(() => Readout(load).Device!.IsLeftAlone, "it is left alone");
        _told.ShouldContain("by hand: on");
    }

    [Fact]
    public async Task A_shelly_that_its_owner_has_off_stays_off_through_a_reduction_and_after_it()
    {
        await using var shelly = new ShellyOverHttp { IsOn = false };
        await using var load = Started($$"""{"kind":"http","profile":"shelly2","url":"{{shelly.Url}}","readIntervalS":0.5}""");
        await Eventually.HoldsAsync(() => Readout(load).Device!.State == DeviceState.Ok, "it is read");
        load.LimitTo(0, DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => Readout(load).Device!.IsActuated, "it is off anyway");
        load.Release(DateTimeOffset.UtcNow);
        await Eventually.HoldsAsync(() => !Readout(load).Device!.IsActuated && load.IsAtRest, "the reduction is over");
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        (shelly.Switched.Count, shelly.IsOn, Readout(load).Device!.State).ShouldBe((0, false, DeviceState.Ok));
        _told.ShouldNotContain("held", "after a crash there is nothing to take off");
    }

    [Theory]
    [InlineData(500, "{}", DeviceState.Refused, "HTTP 500")]
    [InlineData(401, "", DeviceState.Refused, "HTTP 401")]
    [InlineData(503, "starting", DeviceState.Unreachable, "HTTP 503")]
    [InlineData(200, "<html>", DeviceState.Stale, "tells neither")]
    [InlineData(200, """{"apower":"NaN"}""", DeviceState.Stale, "tells neither")]
    [InlineData(200, """{"apower":1e300,"output":true}""", DeviceState.Stale, "which cannot be")]
    public async Task An_answer_that_is_none_is_told_as_what_it_is(int status, string body, object state, string words)
    {
        await using var shelly = new ShellyOverHttp
        {
            Misbehaves = async response =>
            {
                response.StatusCode = status;
                await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            },
        };
        await using var load = Started($$"""{"kind":"http","profile":"shelly2","url":"{{shelly.Url}}"}""");
        await Eventually.HoldsAsync(() => Readout(load).Device is { Reason: not null and not "not read yet" }, "it is said");
        Readout(load).Device!.State.ShouldBe((DeviceState)state);
        Readout(load).Device!.Reason!.ShouldContain(words);
    }

    [Fact]
    public async Task A_body_without_an_end_and_a_device_that_is_not_there_end_by_themselves()
    {
        await using var shelly = new ShellyOverHttp
        {
            Misbehaves = async response =>
            {
                response.SendChunked = true;
                var block = new byte[16_384];
                for (var n = 0; n < 64; n++)
                    await response.OutputStream.WriteAsync(block);
            },
        };
        await using var load = Started($$"""{"kind":"http","profile":"shelly2","url":"{{shelly.Url}}"}""");
        await Eventually.HoldsAsync(() => _told.Contains("unreachable"), "too long an answer is none");

        await using var nobody = Started($$"""{"kind":"http","profile":"shelly2","url":"http://127.0.0.1:{{FreePort.Take()}}"}""");
        await Eventually.HoldsAsync(
            () => Readout(nobody).Device!.Reason!.Contains("refused", StringComparison.OrdinalIgnoreCase),
            "nobody is there"
        );
    }

    [Fact]
    public async Task A_device_that_repeats_the_secret_does_not_bring_it_into_the_log()
    {
        await using var shelly = new ShellyOverHttp
        {
            Misbehaves = async response =>
            {
                response.StatusCode = 403;
                await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("a%20secret " + new string('x', 107) + " a secret"));
            },
        };
        using var talk = new HttpTalk(
            new HttpAddress(new Uri(shelly.Url), null, "a secret", new Dictionary<string, string>()),
            TimeSpan.FromSeconds(5)
        );
        var refused = await Should.ThrowAsync<DeviceException>(() => talk.AskAsync(HttpTemplate.Parse("GET /x")!, default));
        refused.Message.ShouldEndWith("x ***");
        refused.Message.ShouldContain(": *** x");
    }

    void IDeviceListener.StateChanged(string loadId, DeviceState state, string? reason) => _told.Add(DeviceStatus.WordOf(state));

    void IDeviceListener.Held(string loadId, bool isHeld) => _told.Add(isHeld ? "held" : "free");

    void IDeviceListener.SetByHand(string loadId, string what)
    {
        _told.Add($"by hand: {what}");
        _loads.ForEach(l => l.LeaveAlone(true));
    }

    private readonly List<DeviceLoad> _loads = [];

    private DeviceLoad Started(string driver)
    {
        var (home, errors) = HomeReader.Read(
            Encoding.UTF8.GetBytes(
                $$"""{"name":"x","loads":[{"id":"b","name":"B","type":"water_heater","ratedKw":2,"driver":{{driver}}}]}"""
            )
        );
        errors.ShouldBeEmpty();
        var load = (DeviceLoad)home!.Build(1, new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance)).Single();
        _loads.Add(load);
        load.Start(this);
        return load;
    }

    private static LoadReadout Readout(DeviceLoad load) => load.MeasureAt(DateTimeOffset.UtcNow);
}
