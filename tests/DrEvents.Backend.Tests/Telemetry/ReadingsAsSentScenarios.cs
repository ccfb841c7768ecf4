using System.Net;
using System.Text;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Telemetry;

/// <summary>Messages as devices of the field send them: what is right in them is stored, what is not is flagged, and their VENs are heard.</summary>
[Collection(typeof(BackendCollection))]
public sealed class ReadingsAsSentScenarios(BackendFixture backend)
{
    [Theory]
    [InlineData("nan", "\"loads\":[{\"id\":\"ev\",\"currentPowerKw\":NaN},{\"id\":\"hvac\",\"currentPowerKw\":1}]", "hvac")]
    [InlineData("soc", "\"batterySoc\":65535,\"loads\":[{\"id\":\"ev\",\"currentPowerKw\":1}]", "ev")]
    [InlineData("claim", "\"shedPowerKw\":[],\"loads\":[{\"id\":\"ev\",\"currentPowerKw\":\"1\"},7]", "ev")]
    public async Task a_message_that_is_wrong_in_a_part_keeps_what_is_right(string name, string fields, string load)
    {
        var venId = "sent-" + name;
        await backend.DeliverAsync(Sample(venId, $"\"usedPowerKw\":2.5,{fields}"));
        await backend.CatchUpAsync();

        var stored = (await GetAsync<TelemetryPage>($"/api/vens/{venId}/telemetry")).Samples.ShouldHaveSingleItem();
        (stored.UsedPowerKw, stored.ShedPowerKw, stored.BatterySoc).ShouldBe((2.5, null, null));
        stored.Flags.ShouldBe([SampleFlags.Partial]);
        var ven = await GetAsync<VenView>("/api/vens/" + venId);
        (ven.Status, ven.Metrics.CurrentPowerKw).ShouldBe(("online", 2.5));
        var circuit = (await GetAsync<CircuitPage>($"/api/vens/{venId}/circuits/history")).Snapshots.ShouldHaveSingleItem();
        (circuit.LoadId, circuit.CurrentPowerKw).ShouldBe((load, 1));
    }

    [Fact]
    public async Task what_surrounds_a_message_and_how_it_writes_numbers_is_no_fault()
    {
        var (topic, json) = Sample(
            "sent-bom",
            "\"usedPowerKw\":\"2.5\",\"loads\":[{\"id\":\"ev\",\"enabled\":1,\"currentPowerKw\":\"1\"}]"
        );
        await backend.DeliverAsync((topic, "\uFEFF" + json + "\0"));

        var stored = (await GetAsync<TelemetryPage>("/api/vens/sent-bom/telemetry")).Samples.ShouldHaveSingleItem();
        stored.UsedPowerKw.ShouldBe(2.5);
        stored.Flags.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"usedPowerKw\":NaN")]
    [InlineData("\"usedPowerKw\":\"much\"")]
    [InlineData("\"shedPowerKw\":1")]
    public async Task what_cannot_be_read_at_all_is_a_dead_letter(string fields)
    {
        var before = (await GetAsync<DeadLetterPage>("/api/dead-letters?limit=1")).TotalCount;
        await backend.DeliverAsync(Sample("sent-dead", fields));

        (await GetAsync<DeadLetterPage>("/api/dead-letters?limit=1")).TotalCount.ShouldBe(before + 1);
    }

    [Theory]
    [InlineData("ones", "65535", "")]
    [InlineData("int32", "4294967295", "")]
    [InlineData("panel", "80", ",\"panelMaxKw\":48")]
    [InlineData("jump", "-60", ",\"loads\":[{\"id\":\"ev\",\"capacityKw\":7,\"currentPowerKw\":1}]")]
    public async Task a_reading_that_cannot_be_is_stored_flagged_and_in_no_figure(string name, string kw, string more)
    {
        var venId = "cannot-" + name;
        var at = TimeProvider.System.GetUtcNow();
        await backend.DeliverAsync(
            Sample(venId, "\"usedPowerKw\":2" + more, at.AddSeconds(-20)),
            Sample(venId, $"\"usedPowerKw\":2" + more, at.AddSeconds(-10)),
            Sample(venId, $"\"usedPowerKw\":{kw}{more}", at)
        );
        await backend.CatchUpAsync();

        var page = await GetAsync<TelemetryPage>($"/api/vens/{venId}/telemetry");
        page.Samples.Select(s => string.Join(',', s.Flags)).ShouldBe([SampleFlags.Implausible, "", ""]);
        page.Samples[0].UsedPowerKw.ShouldBe(double.Parse(kw, System.Globalization.CultureInfo.InvariantCulture));
        var ven = await GetAsync<VenView>("/api/vens/" + venId);
        (ven.Status, ven.Metrics.CurrentPowerKw).ShouldBe(("online", 2));
        var points = (await GetAsync<HistoryView>($"/api/vens/{venId}/history")).Points;
        points.ShouldAllBe(p => p.UsedPowerKw == 2);
    }

    [Theory]
    [InlineData("/api/vens", "{\"registrationId\":\"sent-http\",\"name\":\"Home\",\"location\":{\"lat\":\"48.2\",\"lon\":\"16.4\"}}", 201)]
    [InlineData("/api/vens/sent-http2/commands", "{\"op\":\"setLoad\",\"loadId\":\"ev\",\"enabled\":1,\"priority\":\"2\"}", 202)]
    [InlineData("/api/vens/sent-http2/commands", "{\"op\":\"setLoad\",\"loadId\":\"ev\",\"enabled\":\"false\"}", 202)]
    [InlineData("/api/vens/sent-http2/commands", "{\"op\":\"setLoad\",\"loadId\":\"ev\",\"enabled\":2}", 400)]
    public async Task http_forgives_as_mqtt_does(string url, string json, int status)
    {
        await backend.DeliverAsync(Sample("sent-http2", "\"usedPowerKw\":1,\"loads\":[{\"id\":\"ev\",\"capacityKw\":7}]"));
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes("\uFEFF" + json));
        body.Headers.ContentType = new("application/json");

        using var answer = await backend.Host.Server.CreateClient().PostAsync(url, body);

        answer.StatusCode.ShouldBe((HttpStatusCode)status, await answer.Content.ReadAsStringAsync());
    }

    private async Task<T> GetAsync<T>(string url) => (await backend.Host.Scenario(s => s.Get.Url(url))).ReadAsJson<T>()!;

    private static (string Topic, string Payload) Sample(string venId, string fields, DateTimeOffset? at = null) =>
        (Topics.Telemetry(venId), $$"""{"ts":{{(at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds()}},{{fields}}}""");
}
