using DrEvents.Contracts.Mqtt;

namespace DrEvents.Simulator.Field;

/// <summary>
/// The generation that knows no <c>restore</c>: it reads nothing but <c>data</c>, with <c>data.durationS</c>, answers canonically with the op
/// in lower case, and reports bare loads and never an event. Its sheds end by their own duration.
/// </summary>
internal sealed class OldestWords : IFieldWords
{
    public IReadOnlyList<string> TelemetryTopics(string venId) => [Topics.Telemetry(venId), Topics.Meter(venId)];

    public FieldCommand? Read(ReadOnlyMemory<byte> payload) =>
        FieldCommand.Read(
            payload,
            (command, _, data) =>
                command with
                {
                    EventId = FieldCommand.Text(data, "eventId"),
                    Kw = FieldCommand.Number(data, "requestedReductionKw"),
                    DurationS = FieldCommand.Number(data, "durationS"),
                }
        );

    public FieldDeed DeedOf(FieldCommand command) =>
        command.Op switch
        {
            CommandOps.ShedPanel => FieldDeed.Shed,
            CommandOps.Ping => FieldDeed.Answer,
            _ => FieldDeed.None,
        };

    public byte[] Acknowledge(FieldAnswer answer) =>
        FieldJson.Write(json =>
        {
#pragma warning disable CA1308 // The field's own spelling.
            json.WriteString("op", answer.Command.Op.ToLowerInvariant());
#pragma warning restore CA1308
            json.WriteString("correlationId", answer.Command.CorrelationId);
            json.WriteBoolean("ok", answer.Refusal is null);
            json.WriteNumber("ts", answer.At.ToUnixTimeSeconds());
            json.WriteString("venId", answer.VenId);
            if (answer.Refusal is { } refusal)
                json.WriteString("error", refusal);
            if (answer.Shed is not { } shed)
                return;
            json.WriteStartObject("data");
            json.WriteNumber("targetKw", shed.TargetKw);
            json.WriteNumber("acceptedReduceKw", shed.ShedKw);
            json.WriteNumber("until", shed.Until.ToUnixTimeSeconds());
            json.WriteEndObject();
        });

    public byte[] Report(TelemetrySample sample) =>
        FieldJson.Write(json =>
        {
            json.WriteString("venId", sample.VenId);
            json.WriteNumber("timestamp", sample.At.ToUnixTimeMilliseconds() / 1000m);
            json.WriteNumber("usedPowerKw", sample.UsedPowerKw);
            json.WriteNumber("shedPowerKw", sample.ShedPowerKw ?? 0);
            json.WriteStartArray("loads");
            foreach (var load in sample.Loads)
            {
                json.WriteStartObject();
                json.WriteString("id", load.Id);
                json.WriteNumber("currentPowerKw", load.CurrentPowerKw);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
}
