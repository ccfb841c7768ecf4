namespace DrEvents.Backend.Features.Shadow;

/// <summary>Reads what AWS IoT publishes on <c>update/documents</c>, where AWS IoT itself keeps the shadows.</summary>
public static class ShadowCopy
{
    /// <summary>The document after AWS IoT's message: the same one if that is older. The reason when the message cannot be read.</summary>
    public static (ShadowDocument Document, string? Error) Take(ShadowDocument before, ReadOnlyMemory<byte> payload)
    {
        try
        {
            var message = JsonNode.Parse(payload.Span)!.AsObject();
            var current = message["current"]!.AsObject();
            var version = current["version"]!.GetValue<long>();
            if (before.Exists && version <= before.Version)
                return (before, null);
            var after = new ShadowDocument(before.Id)
            {
                Exists = true,
                Version = version,
                Timestamp = message["timestamp"]!.GetValue<long>(),
                Desired = Side("desired"),
                Reported = Side("reported"),
            };
            return (after, null);

            ShadowSide Side(string name) => new(Copy(current["state"]![name]), Copy(current["metadata"]?[name]));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            return (before, "payload: no shadow document that can be read");
        }
    }

    private static JsonObject? Copy(JsonNode? node) => node?.DeepClone().AsObject();
}
