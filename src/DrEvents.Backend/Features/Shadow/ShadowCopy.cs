namespace DrEvents.Backend.Features.Shadow;

/// <summary>Reads what AWS IoT publishes on <c>update/documents</c> and <c>delete/accepted</c>, where AWS IoT itself keeps the shadows.</summary>
public static class ShadowCopy
{
    /// <summary>The document after AWS IoT's message: the same one if that is older. The reason when the message cannot be read.</summary>
    public static (ShadowDocument Document, string? Error) Take(ShadowDocument before, ShadowRequest message)
    {
        try
        {
            var payload = JsonNode.Parse(message.Payload.Span)!.AsObject();
            var after =
                ShadowTopics.VerbOf(message.Topic) == ShadowVerbs.Update + "/documents"
                    ? Changed(before.Id, payload) with
                    {
                        DeletedVersion = before.DeletedVersion,
                    }
                    : Deleted(before.Id, payload);
            return (IsOlder(after, before) ? before : after, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            return (before, "payload: no shadow document that can be read");
        }
    }

    private static ShadowDocument Changed(string venId, JsonObject message)
    {
        var current = message["current"]!.AsObject();
        return new ShadowDocument(venId)
        {
            Exists = true,
            IsCopy = true,
            Version = current["version"]!.GetValue<long>(),
            Timestamp = message["timestamp"]!.GetValue<long>(),
            Desired = Side("desired"),
            Reported = Side("reported"),
        };

        ShadowSide Side(string name) => new(Copy(current["state"]![name]), Copy(current["metadata"]?[name]));
    }

    private static ShadowDocument Deleted(string venId, JsonObject message) =>
        new(venId)
        {
            IsCopy = true,
            Version = message["version"]!.GetValue<long>(),
            DeletedVersion = message["version"]!.GetValue<long>(),
            Timestamp = message["timestamp"]!.GetValue<long>(),
        };

    /// <summary>
    /// Time says it: versions begin anew with a shadow that was deleted and is made again. Within a second the version says it; a lower one after a
    /// deletion is the new shadow's, and a deletion that was heard before is told twice.
    /// </summary>
    private static bool IsOlder(ShadowDocument after, ShadowDocument before)
    {
        if (!before.IsCopy)
            return false;
        if (after.Timestamp != before.Timestamp)
            return after.Timestamp < before.Timestamp;
        // A deletion tells the version that it deleted.
        if (!after.Exists)
            return after.Version < before.Version || after.Version == before.DeletedVersion;
        return before.Exists ? after.Version <= before.Version : after.Version == before.Version;
    }

    private static JsonObject? Copy(JsonNode? node) => node?.DeepClone().AsObject();
}
