using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

public sealed class TelemetryTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1760781600);

    [Fact]
    public void a_sample_is_read_whole()
    {
        var sample = Read(
            """
            {"schemaVersion":"1.0","venId":"ven-1","timestamp":1760781600,"usedPowerKw":4.25,"shedPowerKw":1.5,"requestedReductionKw":2,
             "eventId":"evt-1a2b3c4d","baselinePowerKw":5.75,"batterySoc":0.5,"message_num":42,
             "panelAmperageRating":200,"panelVoltage":240,"panelMaxKw":48,"currentAmps":17.7,"panelUtilizationPercent":8.9,
             "loads":[{"id":"ev","name":"Charger","type":"ev","capacityKw":7.2,"currentPowerKw":3.6,"shedCapabilityKw":3.6,"enabled":true,"priority":1}],
             "unknown":{"to":["be","ignored"]}}
            """
        );
        sample.VenId.ShouldBe("ven-1");
        sample.At.ShouldBe(At);
        (sample.UsedPowerKw, sample.ShedPowerKw, sample.RequestedReductionKw).ShouldBe((4.25, 1.5, 2));
        (sample.EventId, sample.BaselinePowerKw, sample.BatterySoc, sample.MessageNum).ShouldBe(("evt-1a2b3c4d", 5.75, 0.5, 42L));
        sample.Panel.ShouldBe(new PanelReading(200, 240, 48, 17.7, 8.9));
        sample.Loads.ShouldBe([new LoadReading("ev", "Charger", "ev", 7.2, 3.6, 3.6, true, 1)]);
    }

    [Theory]
    [InlineData("power_kw")]
    [InlineData("usedPowerKw")]
    public void used_power_is_read_under_both_names(string name) =>
        Read($$"""{"ts":1760781600,"{{name}}":-3.5}""").UsedPowerKw.ShouldBe(-3.5);

    [Theory]
    [InlineData("shedPowerKw")]
    [InlineData("shed_kw")]
    public void shed_power_is_read_under_both_names(string name) => With($"\"{name}\":1.25").ShedPowerKw.ShouldBe(1.25);

    [Theory]
    [InlineData("baselinePowerKw")]
    [InlineData("base_power_kw")]
    public void the_baseline_is_read_under_both_names(string name) => With($"\"{name}\":5").BaselinePowerKw.ShouldBe(5);

    [Theory]
    [InlineData("eventId")]
    [InlineData("active_event")]
    public void the_event_is_read_under_both_names(string name) => With($"\"{name}\":\"evt-1a2b3c4d\"").EventId.ShouldBe("evt-1a2b3c4d");

    [Theory]
    [InlineData("batterySoc")]
    [InlineData("batterySOC")]
    public void the_state_of_charge_is_read_under_both_names(string name) => With($"\"{name}\":87").BatterySoc.ShouldBe(87);

    [Fact]
    public void the_newer_name_goes_before_the_older()
    {
        var sample = Read(
            """
            {"timestamp":1760781600,"ts":1,"usedPowerKw":1,"power_kw":9,"shedPowerKw":2,"shed_kw":9,"baselinePowerKw":3,"base_power_kw":9,
             "eventId":"new","active_event":"old","batterySoc":4,"batterySOC":9}
            """
        );
        (sample.At, sample.UsedPowerKw, sample.ShedPowerKw).ShouldBe((At, 1, 2));
        (sample.BaselinePowerKw, sample.EventId, sample.BatterySoc).ShouldBe((3, "new", 4));
    }

    [Fact]
    public void an_older_name_counts_when_the_newer_is_null() =>
        Read("""{"ts":1760781600,"usedPowerKw":null,"power_kw":2}""").UsedPowerKw.ShouldBe(2);

    [Fact]
    public void bare_loads_of_the_oldest_generation_are_read() =>
        With("\"loads\":[{\"id\":\"a\",\"currentPowerKw\":1.5},{\"loadId\":\"b\",\"currentPowerKw\":0}]")
            .Loads.ShouldBe([Bare("a", 1.5), Bare("b", 0)]);

    [Theory]
    [InlineData("\"circuits\":[{\"id\":\"a\",\"currentPowerKw\":1}]", "a")]
    [InlineData("\"loads\":[],\"circuits\":[{\"id\":\"a\",\"currentPowerKw\":1}]", "a")]
    [InlineData("\"loads\":[{\"id\":\"b\",\"currentPowerKw\":1}],\"circuits\":[{\"id\":\"a\",\"currentPowerKw\":1}]", "b")]
    public void circuits_stand_for_loads_where_there_are_none(string fields, string id) => With(fields).Loads.ShouldBe([Bare(id, 1)]);

    [Fact]
    public void a_load_that_is_named_twice_counts_once_and_as_first_named() =>
        With("\"loads\":[{\"id\":\"a\",\"currentPowerKw\":1},{\"id\":\"b\",\"currentPowerKw\":2},{\"loadId\":\"a\",\"currentPowerKw\":3}]")
            .Loads.ShouldBe([Bare("a", 1), Bare("b", 2)]);

    [Theory]
    [InlineData("ven-1", "\"venId\":\"ven-1\",", "ven-1")]
    [InlineData("ven-1", "", "ven-1")]
    [InlineData(null, "\"venId\":\"ven-2\",", "ven-2")]
    [InlineData(null, "\"ven_id\":\"ven-2\",", "ven-2")]
    public void the_topic_names_the_sender_and_on_the_shared_topic_the_payload_does(string? topicVenId, string venId, string sender) =>
        TelemetrySample.Read($$"""{ {{venId}} "ts":1760781600,"power_kw":1}""".Utf8(), topicVenId).Message().VenId.ShouldBe(sender);

    [Theory]
    [InlineData("ven-1", "\"venId\":\"ven-2\",", "venId: the payload says ven-2, the topic ven-1")]
    [InlineData("ven-1", "\"venId\":\"' or 1=1\",", "venId: the payload says something that is no id, the topic ven-1")]
    [InlineData(null, "", "venId: missing")]
    [InlineData(null, "\"venId\":\"a/b\",", "venId: not 1 to 128 characters of")]
    [InlineData(null, "\"venId\":\"\",", "venId: not 1 to 128 characters of")]
    public void a_sender_who_is_none_or_another_than_the_topics_is_refused(string? topicVenId, string venId, string problem) =>
        TelemetrySample.Read($$"""{ {{venId}} "ts":1760781600,"power_kw":1}""".Utf8(), topicVenId).Problem().ShouldStartWith(problem);

    [Theory]
    [InlineData("""{"usedPowerKw":1}""", "timestamp: missing")]
    [InlineData("""{"timestamp":1760781600}""", "usedPowerKw: missing")]
    [InlineData("""{"ts":1760781600,"power_kw":"one"}""", "power_kw: a JSON string where a number is needed")]
    [InlineData("""{"ts":1760781600,"usedPowerKw":1e308}""", "usedPowerKw: outside of -10000000000 to 10000000000")]
    [InlineData("""{"ts":1760781600,"usedPowerKw":NaN}""", "usedPowerKw: outside of")]
    [InlineData("""{"ts":1760781600,"usedPowerKw":"-Infinity","power_kw":1}""", "usedPowerKw: outside of")]
    public void a_sample_that_cannot_be_read_says_which_field(string json, string problem) =>
        TelemetrySample.Read(json.Utf8(), "ven-1").Problem().ShouldStartWith(problem);

    private static LoadReading Bare(string id, double kw) => new(id, null, null, null, kw, null, null, null);

    private static TelemetrySample Read(string json) => TelemetrySample.Read(json.Utf8(), "ven-1").Message();

    private static TelemetrySample With(string fields) => Read($$"""{"timestamp":1760781600,"usedPowerKw":1,{{fields}}}""");
}
