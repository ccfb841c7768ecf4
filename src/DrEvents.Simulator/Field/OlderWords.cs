using System.Text.Json;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Simulator.Field;

/// <summary>
/// The generation that calls every shed an event: it reads the command's top level and <c>data.duration_s</c>, takes <c>event</c> for an order
/// to shed at once, answers at the top level with a <c>status</c>, without <c>ok</c> and <c>venId</c>, and reports under the older keys.
/// </summary>
internal sealed class OlderWords : IFieldWords
{
    public IReadOnlyList<string> TelemetryTopics(string venId) => [Topics.Meter(venId), Topics.SharedMetering];

    public FieldCommand? Read(ReadOnlyMemory<byte> payload) =>
        FieldCommand.Read(
            payload,
            (command, top, data) =>
                command with
                {
                    EventId = FieldCommand.Text(top, "event_id"),
                    // An announcement has it in its data only.
                    Kw = FieldCommand.Number(top, "shed_kw") ?? FieldCommand.Number(data, "requestedReductionKw"),
                    DurationS = FieldCommand.Number(data, "duration_s"),
                }
        );

    public FieldDeed DeedOf(FieldCommand command) =>
        command.Op switch
        {
            CommandOps.ShedPanel or CommandOps.Event => FieldDeed.Shed,
            CommandOps.Restore => FieldDeed.Restore,
            CommandOps.Ping => FieldDeed.Answer,
            _ => FieldDeed.None,
        };

    public byte[] Acknowledge(FieldAnswer answer) =>
        FieldJson.Write(json =>
        {
            var isShed = DeedOf(answer.Command) == FieldDeed.Shed;
            json.WriteString("op", isShed ? CommandOps.Event : answer.Command.Op);
            json.WriteString(
                "status",
                answer.Refusal is not null ? "rejected"
                    : isShed ? "accepted"
                    : "success"
            );
            if (answer.Command.EventId is { } eventId)
                json.WriteString("event_id", eventId);
            if (answer.Shed is { } shed)
            {
                json.WriteNumber("requested_shed_kw", shed.RequestedKw);
                json.WriteNumber("actual_shed_kw", shed.ShedKw);
                json.WriteStartArray("circuits_curtailed");
                foreach (var circuit in shed.Circuits)
                    WriteCircuit(json, circuit);
                json.WriteEndArray();
            }
            json.WriteNumber("ts", answer.At.ToUnixTimeSeconds());
            json.WriteString("correlationId", answer.Command.CorrelationId);
        });

    public byte[] Report(TelemetrySample sample) =>
        FieldJson.Write(json =>
        {
            json.WriteString("venId", sample.VenId);
            json.WriteNumber("ts", sample.At.ToUnixTimeMilliseconds());
            json.WriteNumber("power_kw", sample.UsedPowerKw);
            json.WriteNumber("shed_kw", sample.ShedPowerKw ?? 0);
            if (sample.EventId is { } eventId)
                json.WriteString("active_event", eventId);
            if (sample.BatterySoc is { } percent)
                json.WriteNumber("batterySOC", percent);
            if (sample.MessageNum is { } number)
                json.WriteNumber("message_num", number);
            json.WriteStartArray("loads");
            foreach (var load in sample.Loads)
                WriteLoad(json, load);
            json.WriteEndArray();
        });

    private static void WriteCircuit(Utf8JsonWriter json, CurtailedCircuit circuit)
    {
        json.WriteStartObject();
        json.WriteString("id", circuit.Id);
        json.WriteString("name", circuit.Name);
        json.WriteNumber("breaker_amps", circuit.BreakerAmps ?? 0);
        json.WriteNumber("original_kw", circuit.OriginalKw ?? 0);
        json.WriteNumber("curtailed_kw", circuit.CurtailedKw ?? 0);
        json.WriteNumber("final_kw", circuit.FinalKw ?? 0);
        json.WriteBoolean("critical", circuit.Critical ?? false);
        json.WriteEndObject();
    }

    private static void WriteLoad(Utf8JsonWriter json, LoadReading load)
    {
        json.WriteStartObject();
        json.WriteString("loadId", load.Id);
        json.WriteString("name", load.Name);
        json.WriteString("type", load.Type);
        json.WriteNumber("capacityKw", load.CapacityKw ?? 0);
        json.WriteNumber("currentPowerKw", load.CurrentPowerKw);
        json.WriteNumber("shedCapabilityKw", load.ShedCapabilityKw ?? 0);
        json.WriteNumber("priority", load.Priority ?? 0);
        json.WriteEndObject();
    }
}
