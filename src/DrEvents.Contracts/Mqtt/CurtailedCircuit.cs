using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>What a VEN says that it did to one circuit. Powers in kW.</summary>
/// <param name="Id">The circuit.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="BreakerAmps">Rating of its breaker, A.</param>
/// <param name="OriginalKw">Power before.</param>
/// <param name="CurtailedKw">Power that was taken away.</param>
/// <param name="FinalKw">Power after.</param>
/// <param name="Critical">Whether the circuit must not be touched.</param>
public sealed record CurtailedCircuit(
    string Id,
    string? Name,
    double? BreakerAmps,
    double? OriginalKw,
    double? CurtailedKw,
    double? FinalKw,
    bool? Critical
)
{
    internal static CurtailedCircuit? Read(FieldReader fields)
    {
        var id = fields.Text("id", "loadId");
        if (id is null)
            fields.Missing("id");
        return id is null
            ? null
            : new CurtailedCircuit(
                id,
                fields.Text("name"),
                fields.Number(["breaker_amps", "breakerAmps"], 0, 1e6),
                fields.Kw("original_kw", "originalKw"),
                fields.Kw("curtailed_kw", "curtailedKw"),
                fields.Kw("final_kw", "finalKw"),
                fields.Flag("critical")
            );
    }

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteIf("name", Name);
        json.WriteIf("breaker_amps", BreakerAmps);
        json.WriteIf("original_kw", OriginalKw);
        json.WriteIf("curtailed_kw", CurtailedKw);
        json.WriteIf("final_kw", FinalKw);
        json.WriteIf("critical", Critical);
        json.WriteEndObject();
    }
}
