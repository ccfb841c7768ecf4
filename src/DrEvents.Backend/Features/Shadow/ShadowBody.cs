namespace DrEvents.Backend.Features.Shadow;

public sealed record ShadowRejection(int Code, string Message)
{
    public static ShadowRejection NoShadow(string venId) => new(404, $"No shadow exists with name: '{venId}'");

    public static readonly ShadowRejection VersionConflict = new(409, "Version conflict");
    public static readonly ShadowRejection TooLarge = new(413, "The payload exceeds the maximum size allowed");
}

/// <summary>The body of a shadow request.</summary>
/// <param name="State">The whole state as the request has it; a side that is null in it is to be removed.</param>
/// <param name="Version">The version that the request rests on; null for any.</param>
public sealed record ShadowBody(JsonObject? State, long? Version)
{
    public JsonObject? Desired => State?["desired"] as JsonObject;
    public JsonObject? Reported => State?["reported"] as JsonObject;

    public const int BytesMax = 8 * 1024;
    private const int LevelsMax = 8;
    private const int ClientTokenBytesMax = 64;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Reads a body; gives what is wrong with it, and the client's token as far as it could be read.</summary>
    public static (ShadowBody? Body, ShadowRejection? Rejection, string? ClientToken) Read(ReadOnlyMemory<byte> payload, bool needsState)
    {
        if (payload.Length > BytesMax)
            return (null, ShadowRejection.TooLarge, null);
        if (payload.IsEmpty && !needsState)
            return (new ShadowBody(null, null), null, null);
        if (Parse(payload) is not { } body)
            return (null, new ShadowRejection(400, "Invalid JSON"), null);
        var token = body["clientToken"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        if (body["clientToken"] is not null && (token is null || Encoding.UTF8.GetByteCount(token) > ClientTokenBytesMax))
            return (null, new ShadowRejection(400, "Invalid clientToken"), null);
        if (Problem(body, needsState) is { } problem)
            return (null, new ShadowRejection(400, problem), token);
        return (new ShadowBody(body["state"] as JsonObject, body["version"]?.GetValue<long>()), null, token);
    }

    private static string? Problem(JsonObject body, bool needsState)
    {
        if (body["version"] is { } version && !(version is JsonValue number && number.TryGetValue<long>(out var n) && n >= 0))
            return "Invalid version";
        if (!needsState)
            return null;
        if (body["state"] is not { } node)
            return "Missing required node: state";
        if (node is not JsonObject state)
            return "State node must be an object";
        if (state.FirstOrDefault(side => side.Key is not ("desired" or "reported")) is { Key: { } stranger })
            return $"State contains an invalid node: '{stranger}'";
        if (state["desired"] is not (null or JsonObject))
            return "Desired node must be an object";
        if (state["reported"] is not (null or JsonObject))
            return "Reported node must be an object";
        return state.Any(side => Levels(side.Value) > LevelsMax)
            ? $"JSON contains too many levels of nesting; maximum is {LevelsMax}"
            : null;
    }

    /// <summary>A JSON object whose texts and numbers PostgreSQL can keep; null for anything else.</summary>
    private static JsonObject? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonNode.Parse(payload.Span, documentOptions: Strict) is JsonObject body && CanBeKept(body) ? body : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: escapes that are not Unicode, met while a text is decoded.
            return null;
        }
    }

    private static bool CanBeKept(JsonNode? node) =>
        node switch
        {
            JsonObject fields => fields.All(f => !f.Key.Contains('\0', StringComparison.Ordinal) && CanBeKept(f.Value)),
            JsonArray items => items.All(CanBeKept),
            JsonValue value when value.TryGetValue<string>(out var text) => !text.Contains('\0', StringComparison.Ordinal),
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => double.IsFinite(value.GetValue<double>()),
            _ => true,
        };

    private static int Levels(JsonNode? node) =>
        node switch
        {
            JsonObject fields => 1 + fields.Select(f => Levels(f.Value)).DefaultIfEmpty().Max(),
            JsonArray items => 1 + items.Select(Levels).DefaultIfEmpty().Max(),
            _ => 0,
        };
}
