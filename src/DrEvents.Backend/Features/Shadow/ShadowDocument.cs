namespace DrEvents.Backend.Features.Shadow;

public sealed record ShadowAnswer(string VenId, string Topic, byte[] Payload);

/// <summary>The device shadow of one VEN, by AWS IoT's rules: what is desired of it, what it reported, and when each value was set.</summary>
public sealed record ShadowDocument(string Id)
{
    public bool Exists { get; init; }

    /// <summary>Grows with every change; a deletion does not set it back, so that who rests on an old version finds out. AWS IoT's may begin anew.</summary>
    public long Version { get; init; }

    /// <summary>Whether it is a copy of what AWS IoT keeps; its versions and times are no others' then.</summary>
    public bool IsCopy { get; init; }

    /// <summary>Of a copy: the version of the shadow that AWS IoT deleted last; null where none was heard.</summary>
    public long? DeletedVersion { get; init; }

    /// <summary>When it last changed, Unix seconds.</summary>
    public long Timestamp { get; init; }
    public ShadowSide Desired { get; init; } = ShadowSide.Empty;
    public ShadowSide Reported { get; init; } = ShadowSide.Empty;

    /// <summary>What whoever changes it holds: a document that does not exist yet cannot be locked, so its VEN's name is.</summary>
    public static string LockOf(string venId) => "shadow/" + venId;

    public (ShadowDocument Document, IReadOnlyList<ShadowAnswer> Answers) Apply(ShadowRequest request, DateTimeOffset now)
    {
        var verb = ShadowTopics.VerbOf(request.Topic);
        var timestampS = now.ToUnixTimeSeconds();
        var (body, rejection, token) = ShadowBody.Read(request.Payload, needsState: verb == ShadowVerbs.Update);
        var (document, answers) = verb switch
        {
            _ when body is null => Rejected(rejection!, verb, timestampS),
            ShadowVerbs.Update => Updated(body, timestampS),
            ShadowVerbs.Get when Exists => new Outcome(this, (ShadowTopics.Accepted(Id, verb), ToJson(timestampS))),
            ShadowVerbs.Delete when Exists => Deleted(timestampS),
            _ => Rejected(ShadowRejection.NoShadow(Id), verb, timestampS),
        };
        return (document, [.. answers.Select(a => new ShadowAnswer(Id, a.Topic, WithToken(a.Payload, token)))]);
    }

    private Outcome Rejected(ShadowRejection rejection, string verb, long timestampS)
    {
        var payload = new JsonObject
        {
            ["code"] = rejection.Code,
            ["message"] = rejection.Message,
            ["timestamp"] = timestampS,
        };
        return new Outcome(this, (ShadowTopics.Rejected(Id, verb), payload));
    }

    public JsonObject ToJson(long timestampS)
    {
        var whole = Whole();
        if (Desired.DifferenceFrom(Reported) is { } delta)
            whole["state"]!["delta"] = delta.State;
        whole["timestamp"] = timestampS;
        return whole;
    }

    private Outcome Updated(ShadowBody body, long timestampS)
    {
        var after = this with
        {
            Exists = true,
            IsCopy = false,
            Version = Version + 1,
            Timestamp = timestampS,
            Desired = Changed(Desired, "desired", body.Desired),
            Reported = Changed(Reported, "reported", body.Reported),
        };
        if (body.Version is { } version && version != Version)
            return Rejected(ShadowRejection.VersionConflict, ShadowVerbs.Update, timestampS);
        if (Encoding.UTF8.GetByteCount(after.State().ToJsonString()) > ShadowBody.BytesMax)
            return Rejected(ShadowRejection.TooLarge, ShadowVerbs.Update, timestampS);

        var accepted = after.Stated(body.State!.DeepClone(), ShadowSide.Stamp(body.State, timestampS));
        var documents = new JsonObject
        {
            ["previous"] = Whole(),
            ["current"] = after.Whole(),
            ["timestamp"] = timestampS,
        };
        List<(string Topic, JsonObject Payload)> answers = [(ShadowTopics.Accepted(Id, ShadowVerbs.Update), accepted)];
        if (after.Desired.DifferenceFrom(after.Reported) is { } delta)
            answers.Add((ShadowTopics.Delta(Id), after.Stated(delta.State!, delta.Metadata!)));
        return new Outcome(after, [.. answers, (ShadowTopics.Documents(Id), documents)]);

        ShadowSide Changed(ShadowSide side, string name, JsonObject? change) =>
            change is not null ? side.Merged(change, timestampS)
            : body.State!.ContainsKey(name) ? ShadowSide.Empty
            : side;
    }

    private Outcome Deleted(long timestampS)
    {
        var answer = new JsonObject { ["version"] = Version, ["timestamp"] = timestampS };
        var after = new ShadowDocument(Id) { Version = Version + 1, Timestamp = timestampS };
        return new Outcome(after, (ShadowTopics.Accepted(Id, ShadowVerbs.Delete), answer));
    }

    private JsonObject Stated(JsonNode state, JsonNode metadata) =>
        new()
        {
            ["version"] = Version,
            ["timestamp"] = Timestamp,
            ["state"] = state,
            ["metadata"] = metadata,
        };

    private JsonObject Whole() =>
        new()
        {
            ["state"] = State(),
            ["metadata"] = Sides(Desired.Metadata, Reported.Metadata),
            ["version"] = Version,
        };

    private JsonObject State() => Sides(Desired.State, Reported.State);

    private static JsonObject Sides(JsonObject? desired, JsonObject? reported)
    {
        var sides = new JsonObject();
        if (desired is not null)
            sides["desired"] = desired.DeepClone();
        if (reported is not null)
            sides["reported"] = reported.DeepClone();
        return sides;
    }

    private static byte[] WithToken(JsonObject payload, string? token)
    {
        if (token is not null)
            payload["clientToken"] = token;
        return Encoding.UTF8.GetBytes(payload.ToJsonString());
    }

    private sealed record Outcome(ShadowDocument Document, params (string Topic, JsonObject Payload)[] Answers);
}

public static class ShadowVerbs
{
    public const string Get = "get";
    public const string Update = "update";
    public const string Delete = "delete";
}
