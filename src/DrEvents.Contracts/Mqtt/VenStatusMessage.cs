namespace DrEvents.Contracts.Mqtt;

/// <summary>What stands retained on <c>ven/status/{venId}</c>: online, or, as the connection's will, offline.</summary>
/// <param name="Online">Whether the VEN is connected.</param>
/// <param name="At">When the VEN said so; null in a will, which cannot know.</param>
/// <param name="ReportIntervalSeconds">Seconds between two samples, where the VEN says so.</param>
public sealed record VenStatusMessage(bool Online, DateTimeOffset? At = null, int? ReportIntervalSeconds = null)
{
    /// <summary>Reads a status.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="topicVenId">The VEN that the topic names; a payload that says another is refused.</param>
    public static Decoded<VenStatusMessage> Read(ReadOnlyMemory<byte> payload, string? topicVenId) =>
        FieldReader.Read(
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
                    top.Integer(["report_interval_seconds"], 1, 86_400)
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
            json.WriteIf("report_interval_seconds", ReportIntervalSeconds);
        });
}
