using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

public sealed class AckTests
{
    [Fact]
    public void the_canonical_answer_is_read()
    {
        var ack = VenAck
            .Read(
                """
                {"op":"shedPanel","correlationId":"c-1","ok":true,"ts":1760781601.25,"venId":"ven-1",
                 "data":{"targetKw":1.5,"acceptedReduceKw":2,"until":1760785200,"circuitsCurtailed":[{"id":"ev","curtailed_kw":2}]}}
                """.Utf8()
            )
            .Message();
        (ack.Op, ack.CorrelationId, ack.Ok, ack.VenId).ShouldBe(("shedPanel", "c-1", true, "ven-1"));
        (ack.TargetKw, ack.ActualShedKw, ack.Error).ShouldBe((1.5, 2, null));
        ack.At.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1760781601250));
        ack.Until.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1760785200));
        ack.CircuitsCurtailed.ShouldBe([new CurtailedCircuit("ev", null, null, null, 2, null, null)]);
    }

    [Fact]
    public void the_answer_of_the_generation_that_calls_every_shed_an_event_is_read()
    {
        var ack = VenAck
            .Read(
                """
                {"op":"event","status":"accepted","event_id":"evt-1a2b3c4d","requested_shed_kw":2,"actual_shed_kw":1.8,
                 "circuits_curtailed":[{"id":"c1","name":"EV","breaker_amps":40,"original_kw":7.2,"curtailed_kw":1.8,"final_kw":5.4,"critical":false}],
                 "ts":1760781601,"correlationId":"c-1"}
                """.Utf8()
            )
            .Message();
        (ack.Op, ack.Ok, ack.VenId, ack.EventId, ack.CorrelationId).ShouldBe(("event", true, null, "evt-1a2b3c4d", "c-1"));
        (ack.RequestedShedKw, ack.ActualShedKw).ShouldBe((2, 1.8));
        ack.CircuitsCurtailed.ShouldBe([new CurtailedCircuit("c1", "EV", 40, 7.2, 1.8, 5.4, false)]);
    }

    [Fact]
    public void the_answer_of_the_generation_that_knows_no_restore_is_a_no()
    {
        var ack = VenAck
            .Read("""{"op":"restore","correlationId":"c","ok":false,"error":"unknown op: restore","venId":"ven-1"}""".Utf8())
            .Message();
        (ack.Op, ack.Ok, ack.Error).ShouldBe(("restore", false, "unknown op: restore"));
    }

    [Theory]
    [InlineData("shedpanel", "shedPanel")]
    [InlineData("SHEDPANEL", "shedPanel")]
    [InlineData("ShedPanel", "shedPanel")]
    [InlineData("Event", "event")]
    [InlineData("reStore", "restore")]
    public void the_op_comes_back_in_any_case(string written, string expected) =>
        VenAck.Read($$"""{"op":"{{written}}","ok":true}""".Utf8()).Message().Op.ShouldBe(expected);

    [Theory]
    [InlineData("accepted", true)]
    [InlineData("success", true)]
    [InlineData("SUCCESS", true)]
    [InlineData("scheduled", true)]
    [InlineData("rejected", false)]
    [InlineData("Failed", false)]
    [InlineData("optOut", false)]
    [InlineData("opt_out", false)]
    public void a_word_stands_for_ok_where_there_is_none(string status, bool ok)
    {
        var ack = VenAck.Read($$"""{"op":"event","status":"{{status}}"}""".Utf8()).Message();
        (ack.Ok, ack.Error).ShouldBe((ok, ok ? null : status));
    }

    [Theory]
    [InlineData("""{"op":"event","status":"accepted","event_id":"evt-1a2b3c4d"}""")]
    [InlineData("""{"op":"event","status":"accepted","event_id":"evt-1a2b3c4d","correlationId":null}""")]
    [InlineData("""{"op":"event","status":"accepted","event_id":"evt-1a2b3c4d","correlationId":""}""")]
    [InlineData("""{"op":"event","ok":true,"data":{"event_id":"evt-1a2b3c4d"}}""")]
    [InlineData("""{"op":"event","ok":true,"eventId":"evt-1a2b3c4d"}""")]
    public void an_answer_without_correlation_id_is_read_by_its_event(string json)
    {
        var ack = VenAck.Read(json.Utf8()).Message();
        (ack.CorrelationId, ack.EventId).ShouldBe((null, "evt-1a2b3c4d"));
    }

    [Theory]
    [InlineData("""{"op":"get","ok":true,"data":{"status":{"enabled":true}}}""", """{"status":{"enabled":true}}""")]
    [InlineData("""{"op":"ping","ok":true,"data":{"pong":true,"ts":1760781601}}""", """{"pong":true,"ts":1760781601}""")]
    [InlineData("""{"op":"ping","ok":true}""", null)]
    public void what_a_question_was_answered_is_kept_as_it_came(string json, string? data) =>
        VenAck.Read(json.Utf8()).Message().DataJson.ShouldBe(data);

    [Theory]
    [InlineData("\"actual_shed_kw\":65535")]
    [InlineData("\"actual_shed_kw\":\"6553.5\"")]
    [InlineData("\"data\":{\"acceptedReduceKw\":4294.967295}")]
    public void a_promise_of_all_ones_is_none(string field) =>
        VenAck.Read($"{{\"op\":\"event\",\"ok\":true,{field}}}".Utf8()).Message().ActualShedKw.ShouldBeNull();

    [Fact]
    public void the_loads_that_were_given_back_are_read() =>
        VenAck
            .Read("""{"op":"restore","ok":true,"data":{"restored":["ev","heater"]}}""".Utf8())
            .Message()
            .Restored.ShouldBe(["ev", "heater"]);

    [Fact]
    public void the_limit_of_one_load_is_read_as_its_target() =>
        VenAck.Read("""{"op":"shedLoad","ok":true,"data":{"limitKw":1.4,"until":1760785200}}""".Utf8()).Message().TargetKw.ShouldBe(1.4);

    [Theory]
    [InlineData("""{"ok":true}""", "op: missing")]
    [InlineData("""{"op":"event"}""", "ok: missing, and no status either")]
    [InlineData("""{"op":"event","ok":"yes"}""", "ok: a JSON string where true or false is needed")]
    [InlineData("""{"op":"event","ok":true,"ts":12}""", "ts: ")]
    [InlineData("""{"op":"event","ok":true,"actual_shed_kw":1e308}""", "actual_shed_kw: outside of")]
    [InlineData("""{"op":"event","ok":true,"actual_shed_kw":NaN}""", "actual_shed_kw: outside of")]
    [InlineData("""{"op":"event","ok":true,"circuits_curtailed":{}}""", "circuits_curtailed: a JSON object where an array is needed")]
    [InlineData("""{"op":"event","ok":true,"circuits_curtailed":[{"id":"a"},{}]}""", "circuits_curtailed[1].id: missing")]
    [InlineData(
        """{"op":"event","ok":true,"circuits_curtailed":[{"id":"a","breaker_amps":-1}]}""",
        "circuits_curtailed[0].breaker_amps: outside of"
    )]
    [InlineData("""{"op":"restore","ok":true,"data":{"restored":[1]}}""", "data.restored: a JSON array where an array of texts is needed")]
    [InlineData("""{"op":"restore","ok":true,"data":{"restored":["a\u0000"]}}""", "data.restored[0]: holds a NUL character")]
    public void an_answer_that_cannot_be_read_says_which_field(string json, string problem) =>
        VenAck.Read(json.Utf8()).Problem().ShouldStartWith(problem);
}
