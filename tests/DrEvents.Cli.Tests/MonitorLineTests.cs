using DrEvents.Cli.Tests.Surroundings;
using static DrEvents.Cli.Tests.Surroundings.MonitorInput;

namespace DrEvents.Cli.Tests;

/// <summary>What the monitor makes of every payload of the contract. 1784023200 is 2026-07-14 10:00:00 UTC, 12:00:00 on the test's clock.</summary>
public class MonitorLineTests
{
    [Theory]
    [InlineData(
        "ven/cmd/ven-1",
        """
            {"schemaVersion":"1.0","op":"shedPanel","correlationId":"c-1","venId":"ven-1","issuedAt":1784023200,"expiresAt":1784026800,"revision":2,
             "event_id":"evt-1a2b3c4d","shed_kw":2.0,"duration_sec":3600,
             "data":{"eventId":"evt-1a2b3c4d","event_id":"evt-1a2b3c4d","requestedReductionKw":2.0,"durationS":3600,"duration_s":3600}}
            """,
        "12:00:00.000 commands   ven-1          shedPanel  2.00 kW  for 1h  evt-1a2b3c4d  revision 2  expires 13:00:00  correlation c-1"
    )]
    [InlineData(
        "ven/cmd/ven-1",
        """{"op":"event","correlationId":"c-2","venId":"ven-1","data":{"event_id":"evt-1a2b3c4d","start_ts":1784023200,"end_ts":1784026800}}""",
        "12:00:00.000 commands   ven-1          event  from 12:00:00  until 13:00:00  evt-1a2b3c4d  correlation c-2"
    )]
    [InlineData(
        "ven/cmd/ven-1",
        """{"op":"shedLoad","correlationId":"c-3","data":{"loadId":"l1","amountKw":0.5,"durationS":90}}""",
        "12:00:00.000 commands   ven-1          shedLoad  l1  0.50 kW  for 1m30s  correlation c-3"
    )]
    [InlineData(
        "ven/cmd/ven-1",
        """{"op":"setLoad","correlationId":"c-4","data":{"loadId":"l1","enabled":false,"capacityKw":3,"priority":2}}""",
        "12:00:00.000 commands   ven-1          setLoad  l1  enabled false  rated 3.00 kW  priority 2  correlation c-4"
    )]
    [InlineData(
        "ven/cmd/ven-1",
        """{"op":"event","correlationId":"c-8","event_id":"evt-1a2b3c4d","data":{"event_id":"evt-1a2b3c4d","requestedReductionKw":2,"start_ts":1784026800,"end_ts":1784030400}}""",
        "12:00:00.000 commands   ven-1          event  2.00 kW  from 13:00:00  until 14:00:00  evt-1a2b3c4d  correlation c-8"
    )]
    [InlineData(
        "ven/cmd/ven-1",
        """{"op":"set","correlationId":"c-5","data":{"report_interval_seconds":10,"target_power_kw":4}}""",
        "12:00:00.000 commands   ven-1          set  report every 10 s  aim at 4.00 kW  correlation c-5"
    )]
    [InlineData(
        "ven/cmd/ven-1",
        """{"op":"get","correlationId":"c-6","venId":"ven-2","data":{"what":"loads"}}""",
        "12:00:00.000 commands   ven-1          get  loads  correlation c-6  (payload says VEN ven-2)"
    )]
    [InlineData(
        "ven/ack/ven-1",
        """{"op":"shedPanel","correlationId":"c-1","ok":true,"ts":1784023200,"venId":"ven-1","data":{"targetKw":3.1,"acceptedReduceKw":1.8,"until":1784026800}}""",
        "12:00:00.000 acks       ven-1          shedPanel  ok  sheds 1.80 kW  limit 3.10 kW  until 13:00:00  correlation c-1"
    )]
    [InlineData(
        "ven/ack/ven-1",
        """{"op":"event","status":"accepted","event_id":"evt-1a2b3c4d","requested_shed_kw":2,"actual_shed_kw":1.5,"circuits_curtailed":[{"id":"a","name":"A","breaker_amps":20,"original_kw":2,"curtailed_kw":1.5,"final_kw":0.5,"critical":false}],"ts":1784023200,"correlationId":"c-1"}""",
        "12:00:00.000 acks       ven-1          event  ok  sheds 1.50 kW  asked 2.00 kW  1 circuit  evt-1a2b3c4d  correlation c-1"
    )]
    [InlineData(
        "ven/ack/ven-1",
        """{"op":"restore","ok":false,"error":"unknown op: restore","correlationId":"c-7"}""",
        "12:00:00.000 acks       ven-1          restore  REFUSED  unknown op: restore  correlation c-7"
    )]
    [InlineData(
        "ven/ack/ven-1",
        """{"op":"restore","ok":true,"correlationId":"c-8","data":{"restored":["l1","l2"]}}""",
        "12:00:00.000 acks       ven-1          restore  ok  restored l1 l2  correlation c-8"
    )]
    [InlineData(
        "ven/ack/ven-1",
        """{"op":"get","ok":true,"data":{"status":{"power":1}}}""",
        """12:00:00.000 acks       ven-1          get  ok  {"status":{"power":1}}  no correlation id"""
    )]
    [InlineData(
        "ven/telemetry/ven-1",
        """{"schemaVersion":"1.0","venId":"ven-1","timestamp":1784023200,"usedPowerKw":3.2,"shedPowerKw":1,"requestedReductionKw":2,"eventId":"evt-1a2b3c4d","baselinePowerKw":4.2,"batterySOC":81.5,"message_num":7,"loads":[{"id":"l1","currentPowerKw":1},{"id":"l2","currentPowerKw":2.2}]}""",
        "12:00:00.000 telemetry  ven-1          used 3.20 kW  shed 1.00 kW  asked 2.00 kW  baseline 4.20 kW  battery 81.5  2 loads  evt-1a2b3c4d  number 7"
    )]
    [InlineData(
        "oadr/meter/ven-1",
        """{"ts":1784023200000,"power_kw":-1.5,"shed_kw":0.25,"base_power_kw":2,"active_event":"evt-1a2b3c4d"}""",
        "12:00:00.000 telemetry  ven-1          used -1.50 kW  shed 0.25 kW  baseline 2.00 kW  evt-1a2b3c4d"
    )]
    [InlineData(
        "volttron/metering",
        """{"venId":"site:a_1","timestamp":"2026-07-14T09:00:00Z","usedPowerKw":3}""",
        "12:00:00.000 telemetry  site:a_1       used 3.00 kW  measured 2026-07-14 11:00:00 +02:00"
    )]
    [InlineData(
        "ven/loads/ven-1",
        """{"schemaVersion":"1.0","venId":"ven-1","timestamp":1784023200,"loads":[{"id":"l1","currentPowerKw":1,"shedCapabilityKw":0.5},{"loadId":"l2","currentPowerKw":2}]}""",
        "12:00:00.000 loads      ven-1          2 loads  used 3.00 kW  sheddable 0.50 kW"
    )]
    [InlineData(
        "ven/status/ven-1",
        """{"status":"online","ts":1784023200,"report_interval_seconds":10}""",
        "12:00:00.000 status     ven-1          online  reports every 10 s"
    )]
    [InlineData("ven/status/ven-1", """{"status":"offline"}""", "12:00:00.000 status     ven-1          offline")]
    // What cannot be read is shown as such.
    [InlineData(
        "ven/telemetry/ven-1",
        "",
        "12:00:00.000 unreadable ven-1          ven/telemetry/ven-1  payload: not JSON that can be read, near byte 0 of line 0  (empty)"
    )]
    [InlineData(
        "volttron/metering",
        "{\"usedPowerKw\":1}",
        "12:00:00.000 unreadable ?              volttron/metering  venId: missing  {\"usedPowerKw\":1}"
    )]
    [InlineData(
        "ven/ack/ven-1",
        "\u001b[2Jboo",
        "12:00:00.000 unreadable ven-1          ven/ack/ven-1  payload: not JSON that can be read, near byte 0 of line 0  ·[2Jboo"
    )]
    [InlineData(
        "ven/status/ven-1",
        "{\"status\":\"asleep\"}",
        "12:00:00.000 unreadable ven-1          ven/status/ven-1  status: neither online nor offline  {\"status\":\"asleep\"}"
    )]
    [InlineData(
        "ven/cmd/ven-1",
        "[]",
        "12:00:00.000 unreadable ven-1          ven/cmd/ven-1  payload: a JSON array where an object is needed  []"
    )]
    [InlineData(
        "ven/loads/ven-1",
        "{\"venId\":\"ven-2\",\"timestamp\":1784023200}",
        "12:00:00.000 unreadable ven-1          ven/loads/ven-1  venId: the payload says ven-2, the topic ven-1  {\"venId\":\"ven-2\",\"timestamp\":1784023200}"
    )]
    [InlineData("some/other/topic", "{}", "12:00:00.000 unreadable ?              some/other/topic  topic: not one of the contract's  {}")]
    public void every_payload_is_one_line(string topic, string payload, string line)
    {
        var shell = new TestShell();

        Feed(shell).Take(Message(topic, payload));

        shell.Out.ToString().ShouldBe(line + "\n", StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public void a_retained_status_says_that_it_is_how_things_stood()
    {
        var shell = new TestShell();

        Feed(shell).Take(Message("ven/status/ven-1", """{"status":"offline"}""") with { Retained = true });

        shell.Out.ToString().ShouldContain("offline  (retained)");
    }

    [Fact]
    public void a_line_is_never_wrapped_and_a_long_payload_is_cut()
    {
        var shell = new TestShell { WidthColumns = 20 };

        Feed(shell).Take(Message("ven/ack/ven-1", new string('x', 100_000)));

        shell.Out.Lines.ShouldHaveSingleItem().Length.ShouldBeInRange(150, 300);
    }

    [Fact]
    public void colours_are_for_terminals()
    {
        var shell = new TestShell { Colour = true };

        Feed(shell).Take(Message("ven/ack/ven-1", """{"op":"ping","ok":false,"error":"[red]"}"""));

        shell.Out.ToString().ShouldContain("\u001b[");
        shell.Out.ToString().ShouldContain("[red]");
    }
}
