using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>
/// An acknowledgement. It is read in three shapes: the canonical <c>{op, correlationId, ok, …, data}</c>; that of a field generation which
/// answers with <c>status</c> at the top level and calls every shed <c>event</c>; and that of the other, which knows no <c>restore</c>.
/// </summary>
public sealed record VenAck
{
    /// <summary>What was acknowledged, by the VEN's own word for it.</summary>
    public required string Op { get; init; }

    /// <summary>The command's correlation id; null where the VEN sent none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Whether the VEN obeys.</summary>
    public required bool Ok { get; init; }

    /// <summary>When the VEN answered, by its own clock.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Who answers, where the payload says so.</summary>
    public string? VenId { get; init; }

    /// <summary>The DR event that the answer is about.</summary>
    public string? EventId { get; init; }

    /// <summary>What was asked, as the VEN understood it, kW.</summary>
    public double? RequestedShedKw { get; init; }

    /// <summary>What the VEN says that it sheds, kW.</summary>
    public double? ActualShedKw { get; init; }

    /// <summary>Power that the panel, or the load, is limited to, kW.</summary>
    public double? TargetKw { get; init; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What was done to which circuit.</summary>
    public IReadOnlyList<CurtailedCircuit> CircuitsCurtailed { get; init; } = [];

    /// <summary>The ids of loads that were given back (<c>restore</c>).</summary>
    public IReadOnlyList<string> Restored { get; init; } = [];

    /// <summary>Why the VEN does not obey.</summary>
    public string? Error { get; init; }

    /// <summary>The answer's data as JSON, for ops whose data is the answer (<c>get</c>, <c>set</c>, <c>ping</c>, …).</summary>
    public string? DataJson { get; init; }

    /// <summary>Words of <c>status</c> that mean no. All others mean yes: the field's list of those is open.</summary>
    private static readonly HashSet<string> Refusals = new(StringComparer.OrdinalIgnoreCase)
    {
        "rejected",
        "refused",
        "declined",
        "denied",
        "failed",
        "failure",
        "error",
        "invalid",
        "unsupported",
        "ignored",
        "optout",
        "opt_out",
        "optOut",
    };

    /// <summary>Says whether a word of <c>status</c> means no.</summary>
    public static bool IsRefusal(string status) => Refusals.Contains(status);

    /// <summary>Reads an acknowledgement in any of its shapes.</summary>
    public static Decoded<VenAck> Read(ReadOnlyMemory<byte> payload) => PayloadReader.Read(payload, Read);

    private static VenAck? Read(FieldReader top)
    {
        var op = top.Text("op");
        var status = top.Text("status");
        var ok = top.Flag("ok");
        var error = top.Text("error");
        if (op is null)
            top.Missing("op");
        if (ok is null && status is null)
            top.Fail("ok: missing, and no status either");
        if (op is null || (ok is null && status is null))
            return null;
        var data = top.Object("data");
        var circuits = top.Array("circuits_curtailed", CurtailedCircuit.Read);
        return new VenAck
        {
            Op = CommandOps.Canonical(op),
            CorrelationId = top.Text("correlationId", "correlation_id") is { Length: > 0 } id ? id : null,
            Ok = ok ?? (error is null && !IsRefusal(status!)),
            At = top.Time("ts", "timestamp"),
            VenId = top.Text("venId", "ven_id"),
            EventId = top.Text("event_id", "eventId") ?? data?.Text("event_id", "eventId"),
            RequestedShedKw = top.Kw("requested_shed_kw") ?? data?.Kw("requestedReductionKw"),
            ActualShedKw = Measured(top.Kw("actual_shed_kw") ?? data?.Kw("acceptedReduceKw")),
            TargetKw = data?.Kw("targetKw", "limitKw"),
            Until = data?.Time("until"),
            CircuitsCurtailed = circuits.Count > 0 ? circuits : data?.Array("circuitsCurtailed", CurtailedCircuit.Read) ?? [],
            Restored = data?.Texts("restored") ?? [],
            Error = error ?? (ok is null && IsRefusal(status!) ? status : null),
            DataJson = top.Json("data"),
        };
    }

    /// <summary>What a device that cannot measure says is no promise: a silent VEN would count by it.</summary>
    private static double? Measured(double? kw) => kw is { } value && AllOnes.IsSurely(value) ? null : kw;

    /// <summary>The canonical form.</summary>
    public byte[] ToUtf8() => JsonPayload.Write(WriteTo);

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("schemaVersion", JsonPayload.SchemaVersion);
        json.WriteString("op", Op);
        json.WriteIf("correlationId", CorrelationId);
        json.WriteBoolean("ok", Ok);
        json.WriteTimeIf("ts", At);
        json.WriteIf("venId", VenId);
        json.WriteIf("error", Error);
        if (DataJson is not null)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(DataJson);
            return;
        }
        json.WriteStartObject("data");
        json.WriteIf("event_id", EventId);
        json.WriteIf("requestedReductionKw", RequestedShedKw);
        json.WriteIf("acceptedReduceKw", ActualShedKw);
        json.WriteIf(Op == CommandOps.ShedLoad ? "limitKw" : "targetKw", TargetKw);
        json.WriteTimeIf("until", Until);
        if (Op == CommandOps.Restore)
        {
            json.WriteStartArray("restored");
            foreach (var loadId in Restored)
                json.WriteStringValue(loadId);
            json.WriteEndArray();
        }
        if (CircuitsCurtailed.Count > 0)
        {
            json.WriteStartArray("circuitsCurtailed");
            foreach (var circuit in CircuitsCurtailed)
                circuit.WriteTo(json);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
