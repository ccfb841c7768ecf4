using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>One sample of telemetry, read under all names of the field. Power in kW, import positive.</summary>
public sealed record TelemetrySample
{
    /// <summary>Whose sample it is.</summary>
    public required string VenId { get; init; }

    /// <summary>When it was measured, by the VEN's clock, to the millisecond.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Power at the meter.</summary>
    public required double UsedPowerKw { get; init; }

    /// <summary>What the VEN claims to shed.</summary>
    public double? ShedPowerKw { get; init; }

    /// <summary>What the VEN believes it was asked to shed.</summary>
    public double? RequestedReductionKw { get; init; }

    /// <summary>The event that the VEN believes to be in. Its part in an event comes from the event, never from here.</summary>
    public string? EventId { get; init; }

    /// <summary>The VEN's own baseline.</summary>
    public double? BaselinePowerKw { get; init; }

    /// <summary>Standard error of <see cref="BaselinePowerKw"/>.</summary>
    public double? BaselineErrorKw { get; init; }

    /// <summary>How the VEN makes its baseline, one of <see cref="BaselineMethods"/>; older VENs do not say.</summary>
    public string? BaselineMethod { get; init; }

    /// <summary>
    /// What the VEN promises to shed: what comes of the limits that it has set, if its loads obey them. It differs from <see cref="ShedPowerKw"/>
    /// where they do not. Older VENs do not say.
    /// </summary>
    public double? PromisedReductionKw { get; init; }

    /// <summary>State of charge of the battery, as the VEN scales it.</summary>
    public double? BatterySoc { get; init; }

    /// <summary>Number of the sample, where the VEN counts; together with VEN and time it tells samples apart.</summary>
    public long? MessageNum { get; init; }

    /// <summary>The electrical panel, where the VEN reports it.</summary>
    public PanelReading? Panel { get; init; }

    /// <summary>What the VEN's agent says of its own work; null in most samples.</summary>
    public AgentReading? Agent { get; init; }

    /// <summary>The loads behind the VEN.</summary>
    public IReadOnlyList<LoadReading> Loads { get; init; } = [];

    /// <summary>
    /// Parts that could not be read and were left out, by their names: <c>batterySoc</c>, <c>loads[2].currentPowerKw</c>. VEN, time and used
    /// power are never among them: without these there is no sample.
    /// </summary>
    public IReadOnlyList<string> Faulty { get; init; } = [];

    /// <summary>Highest power of a meter that is read, kW. No site has it; a meter that is broken says such things, and is not silent.</summary>
    private const double MeterKwMax = 1e10;

    /// <summary>Reads a sample. On a topic that names its VEN, a payload without an id takes the topic's.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="topicVenId">The VEN that the topic names, or null on the shared topic.</param>
    public static Decoded<TelemetrySample> Read(ReadOnlyMemory<byte> payload, string? topicVenId) =>
        PayloadReader.Read(payload, fields => Read(fields, topicVenId));

    private static TelemetrySample? Read(FieldReader top, string? topicVenId)
    {
        var venId = Sender.Of(top, topicVenId);
        var at = top.Time("timestamp", "ts");
        var usedPowerKw = top.Number(["usedPowerKw", "power_kw"], -MeterKwMax, MeterKwMax);
        if (at is null)
            top.Missing("timestamp");
        if (usedPowerKw is null)
            top.Missing("usedPowerKw");
        if (venId is null || at is null || usedPowerKw is null)
            return null;
        top.Forgive();
        var loads = LoadReading.ReadAll(top, "loads");
        var sample = new TelemetrySample
        {
            VenId = venId,
            At = at.Value,
            UsedPowerKw = usedPowerKw.Value,
            ShedPowerKw = top.Kw("shedPowerKw", "shed_kw"),
            RequestedReductionKw = top.Kw("requestedReductionKw"),
            EventId = top.Text("eventId", "active_event"),
            BaselinePowerKw = top.Kw("baselinePowerKw", "base_power_kw"),
            BaselineErrorKw = top.Kw("baselineErrorKw"),
            BaselineMethod = top.Text("baselineMethod"),
            PromisedReductionKw = top.Kw("promisedReductionKw"),
            BatterySoc = top.Number(["batterySoc", "batterySOC"], -1000, 1000),
            MessageNum = (long?)top.Number(["message_num"], 0, 9e15),
            Panel = PanelReading.Read(top),
            Agent = top.Object("agent") is { } agent ? AgentReading.Read(agent) : null,
            Loads = loads.Count > 0 ? loads : LoadReading.ReadAll(top, "circuits"),
        };
        return top.Faulty.Count == 0 ? sample : sample with { Faulty = top.Faulty };
    }

    /// <summary>The contract's form.</summary>
    public byte[] ToUtf8() => JsonPayload.Write(WriteTo);

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("schemaVersion", JsonPayload.SchemaVersion);
        json.WriteString("venId", VenId);
        json.WriteTime("timestamp", At);
        json.WriteNumber("usedPowerKw", UsedPowerKw);
        json.WriteIf("shedPowerKw", ShedPowerKw);
        json.WriteIf("requestedReductionKw", RequestedReductionKw);
        json.WriteIf("eventId", EventId);
        json.WriteIf("baselinePowerKw", BaselinePowerKw);
        json.WriteIf("baselineErrorKw", BaselineErrorKw);
        json.WriteIf("baselineMethod", BaselineMethod);
        json.WriteIf("promisedReductionKw", PromisedReductionKw);
        json.WriteIf("batterySoc", BatterySoc);
        json.WriteIf("message_num", MessageNum);
        Panel?.WriteTo(json);
        Agent?.WriteTo(json);
        LoadReading.WriteAll(json, Loads);
    }
}
