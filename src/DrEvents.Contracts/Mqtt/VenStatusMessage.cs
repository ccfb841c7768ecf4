using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>What stands retained on <c>ven/status/{venId}</c>: online, or, as the connection's will, offline.</summary>
/// <param name="Online">Whether the VEN is connected.</param>
/// <param name="At">When the VEN said so; of a will, when its connection was made.</param>
/// <param name="ReportIntervalSeconds">Seconds between two samples, where the VEN says so.</param>
/// <param name="Capabilities">What it understands beyond what every VEN does, of <see cref="VenCapabilities"/>; null for nothing.</param>
/// <param name="Session">
/// Which connection of the VEN this is about: of two statuses the one with the higher number is the newer, in whatever order they come. Null
/// where nobody says.
/// </param>
/// <param name="Receipts">The newest receipts that it has, as <c>{eventId}/{result}</c>: the backend sends what is missing. Null for none.</param>
public sealed record VenStatusMessage(
    bool Online,
    DateTimeOffset? At = null,
    int? ReportIntervalSeconds = null,
    IReadOnlyList<string>? Capabilities = null,
    long? Session = null,
    IReadOnlyList<string>? Receipts = null
)
{
    /// <summary>Highest session number: every whole number up to it is the same number for whoever reads JSON.</summary>
    public const long SessionMax = (1L << 53) - 1;

    /// <summary>Receipts that are named at most.</summary>
    public const int ReceiptsMax = 16;

    /// <summary>Reads a status.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="topicVenId">The VEN that the topic names; a payload that says another is refused.</param>
    public static Decoded<VenStatusMessage> Read(ReadOnlyMemory<byte> payload, string? topicVenId) =>
        PayloadReader.Read(
            payload,
            top =>
            {
                Sender.Claimed(top, topicVenId);
                var status = top.Text("status");
                if (status is not ("online" or "offline"))
                    top.Fail("status: neither online nor offline");
                return new VenStatusMessage(
                    status == "online",
                    top.Time("ts", "timestamp"),
                    top.Integer(["report_interval_seconds"], 1, 86_400),
                    top.Texts("capabilities") is { Count: > 0 } capabilities ? capabilities : null,
                    (long?)top.Number(["session"], 1, SessionMax),
                    top.Texts("receipts") is { Count: > 0 } receipts ? [.. receipts.Take(ReceiptsMax)] : null
                );
            }
        );

    /// <summary>The contract's form.</summary>
    public byte[] ToUtf8() =>
        JsonPayload.Write(json =>
        {
            json.WriteString("schemaVersion", JsonPayload.SchemaVersion);
            json.WriteString("status", Online ? "online" : "offline");
            json.WriteTimeIf("ts", At);
            json.WriteIf("session", Session);
            json.WriteIf("report_interval_seconds", ReportIntervalSeconds);
            Write(json, "capabilities", Capabilities);
            Write(json, "receipts", Receipts);
        });

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
            return;
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

/// <summary>Words in which a VEN says what it understands beyond what every VEN does.</summary>
public static class VenCapabilities
{
    /// <summary>
    /// <c>event</c> announces an event ahead, and the VEN begins it on its own clock. A VEN that does not say so may take the same word
    /// for an order to shed at once: one generation in the field does.
    /// </summary>
    public const string Announcements = CommandOps.Event;

    /// <summary><c>receipt</c>: the VEN listens to <c>ven/receipt/{venId}</c> and shows its owner what it gets. Nobody else is sent one.</summary>
    public const string Receipts = "receipt";

    private const string CommandKeyPrefix = "command-key:";

    /// <summary><c>command-key:ID</c>: the VEN obeys only signed commands, and this is one of the keys that it verifies them by.</summary>
    public static string CommandKey(string keyId) => CommandKeyPrefix + keyId;

    /// <summary>The key that a word names; null for other words.</summary>
    public static string? CommandKeyOf(string capability) =>
        capability.StartsWith(CommandKeyPrefix, StringComparison.Ordinal) ? capability[CommandKeyPrefix.Length..] : null;
}
