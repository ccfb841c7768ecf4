using System.Text.Json;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

public sealed class CommandTests
{
    /// <summary>The contract's own example.</summary>
    private const string Example = """
        { "schemaVersion":"1.0", "op":"shedPanel", "correlationId":"c-1", "venId":"ven-1", "issuedAt":1760781600, "expiresAt":1760785200, "revision":1,
          "event_id":"evt-1a2b3c4d", "shed_kw":2.0, "duration_sec":3600,
          "data": { "eventId":"evt-1a2b3c4d", "event_id":"evt-1a2b3c4d", "requestedReductionKw":2.0, "durationS":3600, "duration_s":3600 } }
        """;

    private static readonly VenCommand Shed = new()
    {
        Op = CommandOps.ShedPanel,
        CorrelationId = "c-1",
        VenId = "ven-1",
        IssuedAt = DateTimeOffset.FromUnixTimeSeconds(1760781600),
        ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(1760785200),
        EventId = "evt-1a2b3c4d",
        RequestedReductionKw = 2,
        DurationS = 3600,
    };

    [Fact]
    public void the_contracts_example_is_read() => VenCommand.Read(Example.Utf8()).Message().ShouldBe(Shed);

    [Fact]
    public void the_contracts_example_is_written() =>
        JsonElement.DeepEquals(JsonElement.Parse(Shed.ToUtf8()), JsonElement.Parse(Example)).ShouldBeTrue();

    [Theory]
    [InlineData("event_id", "evt-1a2b3c4d")]
    [InlineData("shed_kw", "2")]
    [InlineData("duration_sec", "3600")]
    [InlineData("data.eventId", "evt-1a2b3c4d")]
    [InlineData("data.event_id", "evt-1a2b3c4d")]
    [InlineData("data.requestedReductionKw", "2")]
    [InlineData("data.durationS", "3600")]
    [InlineData("data.duration_s", "3600")]
    public void a_shed_is_written_under_every_name_of_both_generations(string path, string expected) =>
        Field(Shed.ToUtf8(), path).ShouldNotBeNull().ToString().ShouldBe(expected);

    [Theory]
    [InlineData("""{"eventId":"evt-00000001","requestedReductionKw":1.5,"durationS":60}""")]
    [InlineData("""{"event_id":"evt-00000001","shed_kw":1.5,"duration_s":60}""")]
    [InlineData("""{"event_id":"evt-00000001","requestedReductionKw":1.5,"duration_sec":60}""")]
    public void a_shed_is_read_under_each_name_alone(string data)
    {
        var command = VenCommand.Read($$"""{"op":"shedPanel","correlationId":"c","data":{{data}}}""".Utf8()).Message();
        (command.EventId, command.RequestedReductionKw, command.DurationS).ShouldBe(("evt-00000001", 1.5, 60));
    }

    [Fact]
    public void a_shed_without_data_is_read_from_the_top_level()
    {
        const string json = """{"op":"shedPanel","correlationId":"c","event_id":"evt-00000001","shed_kw":1.5,"duration_sec":60}""";
        var command = VenCommand.Read(json.Utf8()).Message();
        (command.EventId, command.RequestedReductionKw, command.DurationS).ShouldBe(("evt-00000001", 1.5, 60));
    }

    [Theory]
    [InlineData("SHEDPANEL", "shedPanel")]
    [InlineData("shedpanel", "shedPanel")]
    [InlineData("setconfig", "setConfig")]
    [InlineData("Ping", "ping")]
    [InlineData("danceAround", "danceAround")]
    public void the_op_is_read_in_any_case(string written, string expected) =>
        VenCommand.Read($$"""{"op":"{{written}}","correlationId":"c"}""".Utf8()).Message().Op.ShouldBe(expected);

    public static TheoryData<VenCommand, string> Written =>
        new()
        {
            { Plain("event") with { StartAt = At(100), EndAt = At(200) }, "start_ts 1760781700, end_ts 1760781800" },
            { Plain("restore") with { EventId = "evt-1a2b3c4d" }, "event_id evt-1a2b3c4d" },
            {
                Plain("shedLoad") with
                {
                    LoadId = "ev",
                    ReduceKw = 3.5,
                    DurationS = 60,
                },
                "durationS 60, duration_s 60, loadId ev, reduceKw 3.5, amountKw 3.5"
            },
            {
                Plain("setLoad") with
                {
                    LoadId = "ev",
                    Enabled = false,
                    CapacityKw = 7.2,
                    Priority = 2,
                },
                "loadId ev, enabled False, capacityKw 7.2, priority 2"
            },
            { Plain("restore") with { ReturnSeconds = 600 }, "returnSeconds 600" },
            { Plain("set") with { ReportIntervalSeconds = 5, TargetPowerKw = 1 }, "report_interval_seconds 5, target_power_kw 1" },
            { Plain("setConfig") with { Enabled = true }, "enabled True" },
            { Plain("get") with { What = "loads" }, "what loads" },
            { Plain("ping"), "" },
        };

    [Theory]
    [MemberData(nameof(Written))]
    public void every_op_of_the_contract_is_written_with_the_data_that_it_names(VenCommand command, string data) =>
        string.Join(", ", JsonElement.Parse(command.ToUtf8()).GetProperty("data").EnumerateObject().Select(p => $"{p.Name} {p.Value}"))
            .ShouldBe(data);

    [Theory]
    [InlineData("""{"correlationId":"c"}""", "op: missing")]
    [InlineData("""{"op":"ping"}""", "correlationId: missing")]
    [InlineData("""{"op":7,"correlationId":"c"}""", "op: a JSON number where text is needed")]
    [InlineData("""{"op":"ping","correlationId":"c","data":[]}""", "data: a JSON array where an object is needed")]
    [InlineData("""{"op":"shedPanel","correlationId":"c","data":{"durationS":-1}}""", "data.durationS: outside of 0 to 2147483647")]
    [InlineData(
        """{"op":"shedPanel","correlationId":"c","data":{"durationS":"1 h"}}""",
        "data.durationS: a JSON string where a number is needed"
    )]
    [InlineData(
        """{"op":"set","correlationId":"c","data":{"report_interval_seconds":0}}""",
        "data.report_interval_seconds: outside of 1 to 86400"
    )]
    [InlineData(
        """{"op":"setLoad","correlationId":"c","data":{"enabled":"yes"}}""",
        "data.enabled: a JSON string where true or false is needed"
    )]
    [InlineData("""{"op":"ping","correlationId":"c","expiresAt":"soon"}""", "expiresAt: ")]
    public void a_command_that_cannot_be_read_says_which_field(string json, string problem) =>
        VenCommand.Read(json.Utf8()).Problem().ShouldStartWith(problem);

    private static DateTimeOffset At(int seconds) => Shed.IssuedAt.AddSeconds(seconds);

    private static VenCommand Plain(string op) =>
        new()
        {
            Op = op,
            CorrelationId = "c",
            VenId = "ven-1",
            IssuedAt = Shed.IssuedAt,
        };

    private static JsonElement? Field(byte[] json, string path)
    {
        JsonElement? at = JsonElement.Parse(json);
        foreach (var name in path.Split('.'))
            at = at is { } here && here.TryGetProperty(name, out var next) ? next : null;
        return at;
    }
}
