using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>What a VEN's agent says of its own work since it said so last, in every thirtieth sample. VENs of the field do not say it.</summary>
/// <param name="Version">Its version.</param>
/// <param name="UptimeS">Seconds since it was started.</param>
/// <param name="Connects">Connections that it made.</param>
/// <param name="Commands">Commands that it got.</param>
/// <param name="Refusals">Commands that it refused.</param>
/// <param name="SamplesWaiting">Samples that wait for a connection now.</param>
/// <param name="HandledMsMax">Longest time that it worked on a command, ms.</param>
public sealed record AgentReading(
    string? Version,
    long UptimeS,
    int Connects,
    int Commands,
    int Refusals,
    int SamplesWaiting,
    double HandledMsMax
)
{
    private const int CountMax = 1_000_000;

    internal static AgentReading Read(FieldReader agent) =>
        new(
            agent.Text("version"),
            (long)(agent.Number(["uptimeS"], 0, 1e12) ?? 0),
            agent.Integer(["connects"], 0, CountMax) ?? 0,
            agent.Integer(["commands"], 0, CountMax) ?? 0,
            agent.Integer(["refusals"], 0, CountMax) ?? 0,
            agent.Integer(["samplesWaiting"], 0, CountMax) ?? 0,
            agent.Number(["handledMsMax"], 0, CountMax) ?? 0
        );

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject("agent");
        json.WriteIf("version", Version);
        json.WriteNumber("uptimeS", UptimeS);
        json.WriteNumber("connects", Connects);
        json.WriteNumber("commands", Commands);
        json.WriteNumber("refusals", Refusals);
        json.WriteNumber("samplesWaiting", SamplesWaiting);
        json.WriteNumber("handledMsMax", HandledMsMax);
        json.WriteEndObject();
    }
}
