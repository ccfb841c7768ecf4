using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>What a VEN sends on <c>ven/loads/{venId}</c>: all its circuits at one moment.</summary>
/// <param name="VenId">Whose they are.</param>
/// <param name="At">When, by the VEN's clock.</param>
/// <param name="Loads">The circuits.</param>
public sealed record LoadsSnapshot(string VenId, DateTimeOffset At, IReadOnlyList<LoadReading> Loads)
{
    /// <summary>Parts that could not be read and were left out, as in <see cref="TelemetrySample.Faulty"/>.</summary>
    public IReadOnlyList<string> Faulty { get; init; } = [];

    /// <summary>Reads a snapshot.</summary>
    public static Decoded<LoadsSnapshot> Read(ReadOnlyMemory<byte> payload, string? topicVenId) =>
        PayloadReader.Read(payload, fields => Read(fields, topicVenId));

    private static LoadsSnapshot? Read(FieldReader top, string? topicVenId)
    {
        var venId = Sender.Of(top, topicVenId);
        var at = top.Time("timestamp", "ts");
        if (at is null)
            top.Missing("timestamp");
        if (venId is null || at is null)
            return null;
        top.Forgive();
        return new LoadsSnapshot(venId, at.Value, LoadReading.ReadAll(top, "loads")) { Faulty = top.Faulty };
    }

    /// <summary>The contract's form.</summary>
    public byte[] ToUtf8() =>
        JsonPayload.Write(json =>
        {
            json.WriteString("schemaVersion", JsonPayload.SchemaVersion);
            json.WriteString("venId", VenId);
            json.WriteTime("timestamp", At);
            LoadReading.WriteAll(json, Loads);
        });
}
