using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>A command of the backend to one VEN. What is null is not part of the command.</summary>
public sealed record VenCommand
{
    /// <summary>No home is kept from its own for longer than this, whatever a command says.</summary>
    public const int ReturnSecondsMax = 4 * 3600;

    /// <summary>One of <see cref="CommandOps"/>.</summary>
    public required string Op { get; init; }

    /// <summary>Ties the acknowledgement to the command; a repeat of the command carries the same.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The VEN that is meant.</summary>
    public required string VenId { get; init; }

    /// <summary>When the command was first issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>From here on nobody acts on the command; null in a command that never grows stale.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>A higher revision for the same event replaces the lower.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The DR event that the command belongs to.</summary>
    public string? EventId { get; init; }

    /// <summary>Reduction asked of the whole panel, kW.</summary>
    public double? RequestedReductionKw { get; init; }

    /// <summary>Time that is left when the command is sent, in seconds.</summary>
    public int? DurationS { get; init; }

    /// <summary>Start of an announced event.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>End of an announced event.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>The load that is meant (<c>shedLoad</c>, <c>setLoad</c>).</summary>
    public string? LoadId { get; init; }

    /// <summary>Reduction asked of one load, kW.</summary>
    public double? ReduceKw { get; init; }

    /// <summary>Whether the load, or the VEN, takes part.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Rated power of the load, kW.</summary>
    public double? CapacityKw { get; init; }

    /// <summary>Place of the load in the order of shedding; 1 is shed first.</summary>
    public int? Priority { get; init; }

    /// <summary>What <c>get</c> asks for: <c>status</c>, <c>config</c> or <c>loads</c>.</summary>
    public string? What { get; init; }

    /// <summary>Seconds between two samples of telemetry (<c>set</c>).</summary>
    public int? ReportIntervalSeconds { get; init; }

    /// <summary>Power that the VEN should aim at, kW (<c>set</c>).</summary>
    public double? TargetPowerKw { get; init; }

    /// <summary>The public keys that signed commands are verified by from now on (<c>setConfig</c>). VENs of the field do not know them.</summary>
    public IReadOnlyList<CommandKeyView>? CommandKeys { get; init; }

    /// <summary>
    /// For so many seconds after its reduction the home uses no more than it would have used anyway, so that a fleet does not come back as one
    /// peak; 0 gives back at once, null leaves it to the VEN. VENs of the field do not know it.
    /// </summary>
    public int? ReturnSeconds { get; init; }

    /// <summary>Reads a command in any form that the contract knows.</summary>
    public static Decoded<VenCommand> Read(ReadOnlyMemory<byte> payload) => PayloadReader.Read(payload, Read);

    private static VenCommand? Read(FieldReader top)
    {
        var op = top.Text("op");
        var correlationId = top.Text("correlationId", "correlation_id");
        var venId = top.Text("venId", "ven_id");
        if (op is null)
            top.Missing("op");
        if (correlationId is null)
            top.Missing("correlationId");
        if (op is null || correlationId is null)
            return null;
        var data = top.Object("data");
        return new VenCommand
        {
            Op = CommandOps.Canonical(op),
            CorrelationId = correlationId,
            VenId = venId ?? "",
            IssuedAt = top.Time("issuedAt") ?? DateTimeOffset.UnixEpoch,
            ExpiresAt = top.Time("expiresAt"),
            Revision = top.Integer(["revision"], 0, int.MaxValue) ?? 1,
            EventId = data?.Text("eventId", "event_id") ?? top.Text("event_id", "eventId"),
            RequestedReductionKw = data?.Kw("requestedReductionKw", "shed_kw") ?? top.Kw("shed_kw", "requestedReductionKw"),
            DurationS =
                data?.Integer(["durationS", "duration_s", "duration_sec"], 0, int.MaxValue)
                ?? top.Integer(["duration_sec", "durationS"], 0, int.MaxValue),
            StartAt = data?.Time("start_ts"),
            EndAt = data?.Time("end_ts"),
            LoadId = data?.Text("loadId"),
            ReduceKw = data?.Kw("reduceKw", "amountKw"),
            Enabled = data?.Flag("enabled"),
            CapacityKw = data?.Kw("capacityKw"),
            Priority = data?.Integer(["priority"], 0, int.MaxValue),
            What = data?.Text("what"),
            ReportIntervalSeconds = data?.Integer(["report_interval_seconds"], 1, 86_400),
            TargetPowerKw = data?.Kw("target_power_kw"),
            ReturnSeconds = data?.Integer(["returnSeconds"], 0, ReturnSecondsMax),
            CommandKeys = data?.Has("command_keys") == true ? data.Array("command_keys", ReadKey) : null,
        };
    }

    private static CommandKeyView? ReadKey(FieldReader key)
    {
        var (keyId, publicKey) = (key.Text("keyId"), key.Text("publicKey"));
        if (keyId is null)
            key.Missing("keyId");
        if (publicKey is null)
            key.Missing("publicKey");
        return keyId is null || publicKey is null ? null : new CommandKeyView(keyId, publicKey);
    }

    /// <summary>The generous form: every name that a VEN in the field reads.</summary>
    public byte[] ToUtf8() => JsonPayload.Write(WriteTo);

    private void WriteTo(Utf8JsonWriter json)
    {
        var isShed = Op == CommandOps.ShedPanel;
        json.WriteString("schemaVersion", JsonPayload.SchemaVersion);
        json.WriteString("op", Op);
        json.WriteString("correlationId", CorrelationId);
        json.WriteString("venId", VenId);
        json.WriteWholeSeconds("issuedAt", IssuedAt);
        if (ExpiresAt is { } expiresAt)
            json.WriteWholeSeconds("expiresAt", expiresAt);
        json.WriteNumber("revision", Revision);
        json.WriteIf("event_id", EventId);
        if (isShed)
        {
            json.WriteIf("shed_kw", RequestedReductionKw);
            json.WriteIf("duration_sec", DurationS);
        }
        json.WriteStartObject("data");
        if (Op is not (CommandOps.Event or CommandOps.Restore))
            json.WriteIf("eventId", EventId);
        json.WriteIf("event_id", EventId);
        json.WriteIf("requestedReductionKw", RequestedReductionKw);
        json.WriteTimeIf("start_ts", StartAt);
        json.WriteTimeIf("end_ts", EndAt);
        json.WriteIf("durationS", DurationS);
        json.WriteIf("duration_s", DurationS);
        json.WriteIf("loadId", LoadId);
        json.WriteIf("reduceKw", ReduceKw);
        if (Op == CommandOps.ShedLoad)
            json.WriteIf("amountKw", ReduceKw);
        json.WriteIf("enabled", Enabled);
        json.WriteIf("capacityKw", CapacityKw);
        json.WriteIf("priority", Priority);
        json.WriteIf("what", What);
        json.WriteIf("report_interval_seconds", ReportIntervalSeconds);
        json.WriteIf("target_power_kw", TargetPowerKw);
        json.WriteIf("returnSeconds", ReturnSeconds);
        WriteKeys(json);
        json.WriteEndObject();
    }

    private void WriteKeys(Utf8JsonWriter json)
    {
        if (CommandKeys is null)
            return;
        json.WriteStartArray("command_keys");
        foreach (var key in CommandKeys)
        {
            json.WriteStartObject();
            json.WriteString("keyId", key.KeyId);
            json.WriteString("publicKey", key.PublicKey);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
