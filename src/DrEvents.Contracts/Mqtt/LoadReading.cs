using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>One load behind a VEN, as a sample or a snapshot of circuits reports it. The oldest VENs send id and power only.</summary>
/// <param name="Id">The load, unique behind its VEN.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Type">Its kind: <c>ev</c>, <c>water_heater</c>, <c>hvac</c>, …</param>
/// <param name="CapacityKw">Rated power, kW.</param>
/// <param name="CurrentPowerKw">Power now, kW.</param>
/// <param name="ShedCapabilityKw">What it could shed now, kW.</param>
/// <param name="Enabled">Whether it takes part in events.</param>
/// <param name="Priority">Place in the order of shedding; 1 is shed first.</param>
public sealed record LoadReading(
    string Id,
    string? Name,
    string? Type,
    double? CapacityKw,
    double CurrentPowerKw,
    double? ShedCapabilityKw,
    bool? Enabled,
    int? Priority
)
{
    /// <summary>False where the power was there and could not be read; it is 0 then, and no measurement.</summary>
    public bool IsPowerKnown { get; init; } = true;

    /// <summary>How a real device does: <c>ok</c>, <c>stale</c>, <c>unreachable</c> or <c>refused</c>. It is said, and nobody decides by it.</summary>
    public string? DeviceState { get; init; }

    /// <summary>Whether somebody has set the device by hand amid a reduction, which takes this load out of it.</summary>
    public bool? IsLeftAlone { get; init; }

    /// <summary>Whether the power is estimated, by a device without a meter.</summary>
    public bool? IsEstimated { get; init; }

    /// <summary>Whether the load has to run now, so that no event has it: a vehicle that would not be ready, a heat pump that was locked for long.</summary>
    public bool? IsUrgent { get; init; }

    /// <summary>The loads under a name. Where a VEN names one twice, the first counts: a load has one power at a time.</summary>
    internal static IReadOnlyList<LoadReading> ReadAll(FieldReader top, string name) => [.. top.Array(name, Read).DistinctBy(l => l.Id)];

    private static LoadReading? Read(FieldReader fields)
    {
        var id = fields.Text("id", "loadId");
        if (string.IsNullOrEmpty(id))
        {
            fields.Missing("id");
            return null;
        }
        var currentPowerKw = fields.Kw("currentPowerKw");
        return new LoadReading(
            id,
            fields.Text("name"),
            fields.Text("type"),
            fields.Kw("capacityKw", "rated_kw"),
            currentPowerKw ?? 0,
            fields.Kw("shedCapabilityKw"),
            fields.Flag("enabled"),
            fields.Integer(["priority"], -1_000_000, 1_000_000)
        )
        {
            IsPowerKnown = currentPowerKw is not null || !fields.Has("currentPowerKw"),
        };
    }

    internal static void WriteAll(Utf8JsonWriter json, IReadOnlyList<LoadReading> loads)
    {
        json.WriteStartArray("loads");
        foreach (var load in loads)
        {
            json.WriteStartObject();
            json.WriteString("id", load.Id);
            json.WriteIf("name", load.Name);
            json.WriteIf("type", load.Type);
            json.WriteIf("capacityKw", load.CapacityKw);
            json.WriteNumber("currentPowerKw", load.CurrentPowerKw);
            json.WriteIf("shedCapabilityKw", load.ShedCapabilityKw);
            json.WriteIf("enabled", load.Enabled);
            json.WriteIf("priority", load.Priority);
            json.WriteIf("deviceState", load.DeviceState);
            json.WriteIf("leftAlone", load.IsLeftAlone);
            json.WriteIf("estimated", load.IsEstimated);
            json.WriteIf("urgent", load.IsUrgent);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
