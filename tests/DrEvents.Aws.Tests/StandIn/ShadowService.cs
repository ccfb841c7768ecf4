using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrEvents.Aws.Tests.StandIn;

/// <summary>An answer of the shadow service: an HTTP status with its error's code, and what the body says.</summary>
public sealed record ShadowAnswer(int Status, JsonObject Body, string? Code = null);

/// <summary>
/// Device shadows by AWS's rules, written apart from the backend's: versions that only grow, 409 on a stale one, delta by leaf. Changes are
/// published on the reserved topics, over whichever door they came.
/// </summary>
/// <param name="publish">Publishes to those who listen.</param>
public sealed class ShadowService(Func<string, string, Task> publish, TimeProvider clock) : IDisposable
{
    private const int BytesMax = 8 * 1024;

    private readonly Dictionary<string, Shadow> _shadows = [];
    private readonly SemaphoreSlim _one = new(1);

    private sealed class Shadow
    {
        public long Version;
        public JsonObject? Desired;
        public JsonObject? Reported;

        /// <summary>When each value was set, in the shape of the values.</summary>
        public JsonObject DesiredStamps = [];
        public JsonObject ReportedStamps = [];
        public bool Exists => Desired is not null || Reported is not null;
    }

    /// <summary>What AWS does 48 hours after a deletion: the next shadow begins with version 0.</summary>
    public void Forget(string thing)
    {
        foreach (var key in _shadows.Keys.Where(k => k.StartsWith(thing + "/", StringComparison.Ordinal)).ToList())
            _shadows[key] = new Shadow { Version = -1 };
    }

    /// <summary>Carries out <c>get</c>, <c>update</c> or <c>delete</c>, and publishes what follows.</summary>
    public async Task<ShadowAnswer> HandleAsync(string thing, string? name, string verb, ReadOnlyMemory<byte> payload)
    {
        await _one.WaitAsync();
        try
        {
            var key = $"{thing}/{name}";
            var shadow = _shadows.TryGetValue(key, out var there) ? there : _shadows[key] = new Shadow();
            var body = payload.IsEmpty ? [] : Parse(payload);
            var topic = $"$aws/things/{thing}/shadow/{(name is null ? "" : $"name/{name}/")}{verb}";
            var (answer, more) = body is null
                ? (Error(400, "InvalidRequestException", "Invalid JSON"), [])
                : verb switch
                {
                    "get" when shadow.Exists => (new ShadowAnswer(200, Document(shadow, withDelta: true)), []),
                    "delete" when shadow.Exists => (Delete(shadow), []),
                    "get" or "delete" => (Error(404, "ResourceNotFoundException", $"No shadow exists with name: '{name ?? thing}'"), []),
                    _ => Update(shadow, body, payload.Length),
                };
            var heard = answer.Body.DeepClone().AsObject();
            if (body?["clientToken"] is { } token)
                heard["clientToken"] = token.DeepClone();
            await publish(topic + (answer.Status == 200 ? "/accepted" : "/rejected"), heard.ToJsonString());
            foreach (var (suffix, message) in more)
            {
                if (body?["clientToken"] is { } said)
                    message["clientToken"] = said.DeepClone();
                await publish(topic + suffix, message.ToJsonString());
            }
            return answer;
        }
        finally
        {
            _one.Release();
        }
    }

    private ShadowAnswer Delete(Shadow shadow)
    {
        var answer = new ShadowAnswer(200, new JsonObject { ["version"] = shadow.Version, ["timestamp"] = NowS });
        (shadow.Desired, shadow.Reported, shadow.Version) = (null, null, shadow.Version + 1);
        (shadow.DesiredStamps, shadow.ReportedStamps) = ([], []);
        return answer;
    }

    private (ShadowAnswer, (string, JsonObject)[]) Update(Shadow shadow, JsonObject body, int bytes)
    {
        if (bytes > BytesMax)
            return (Error(413, "RequestEntityTooLargeException", "The payload exceeds the maximum size allowed"), []);
        if (body["state"] is not JsonObject state)
            return (Error(400, "InvalidRequestException", "Missing required node: state"), []);
        if (body["version"] is { } version && version.GetValue<long>() != shadow.Version)
            return (Error(409, "ConflictException", "Version conflict"), []);
        var before = Document(shadow, withDelta: false);
        shadow.Desired = Side(shadow.Desired, shadow.DesiredStamps, state, "desired");
        shadow.Reported = Side(shadow.Reported, shadow.ReportedStamps, state, "reported");
        shadow.Version++;
        var answer = new ShadowAnswer(200, Stated(shadow, state.DeepClone().AsObject(), Stamps(state)));
        var documents = new JsonObject
        {
            ["previous"] = before,
            ["current"] = Document(shadow, withDelta: false),
            ["timestamp"] = NowS,
        };
        return Delta(shadow.Desired, shadow.Reported) is { } delta
            ? (answer, [("/delta", Stated(shadow, delta, Of(delta, shadow.DesiredStamps))), ("/documents", documents)])
            : (answer, [("/documents", documents)]);
    }

    private JsonObject? Side(JsonObject? before, JsonObject stamps, JsonObject state, string name)
    {
        if (!state.ContainsKey(name))
            return before;
        if (state[name] is not JsonObject change)
        {
            stamps.Clear();
            return null;
        }
        var after = before?.DeepClone().AsObject() ?? [];
        Merge(after, stamps, change);
        return after;
    }

    private void Merge(JsonObject into, JsonObject stamps, JsonObject change)
    {
        foreach (var (key, value) in change)
        {
            if (value is null)
            {
                into.Remove(key);
                stamps.Remove(key);
            }
            else if (value is JsonObject inner)
            {
                if (into[key] is not JsonObject)
                    (into[key], stamps[key]) = (new JsonObject(), new JsonObject());
                Merge(into[key]!.AsObject(), stamps[key]!.AsObject(), inner);
            }
            else
            {
                into[key] = value.DeepClone();
                stamps[key] = Stamps(value);
            }
        }
    }

    /// <summary>The stamps of these values alone.</summary>
    private static JsonObject Of(JsonObject values, JsonObject stamps) =>
        new(
            values.Select(v =>
                KeyValuePair.Create(
                    v.Key,
                    v.Value is JsonObject inner && stamps[v.Key] is JsonObject of ? Of(inner, of) : stamps[v.Key]?.DeepClone()
                )
            )
        );

    private static JsonObject? Delta(JsonObject? desired, JsonObject? reported)
    {
        var delta = new JsonObject();
        foreach (var (key, wanted) in desired ?? [])
        {
            var had = reported?[key];
            if (wanted is JsonObject inner && had is JsonObject other)
            {
                if (Delta(inner, other) is { } within)
                    delta[key] = within;
            }
            else if (!JsonNode.DeepEquals(wanted, had))
                delta[key] = wanted?.DeepClone();
        }
        return delta.Count > 0 ? delta : null;
    }

    private JsonObject Document(Shadow shadow, bool withDelta)
    {
        var (state, stamps) = (new JsonObject(), new JsonObject());
        if (shadow.Desired is not null)
            (state["desired"], stamps["desired"]) = (shadow.Desired.DeepClone(), shadow.DesiredStamps.DeepClone());
        if (shadow.Reported is not null)
            (state["reported"], stamps["reported"]) = (shadow.Reported.DeepClone(), shadow.ReportedStamps.DeepClone());
        if (withDelta && Delta(shadow.Desired, shadow.Reported) is { } delta)
            state["delta"] = delta;
        return Stated(shadow, state, stamps);
    }

    private JsonObject Stated(Shadow shadow, JsonObject state, JsonNode stamps) =>
        new()
        {
            ["state"] = state,
            ["metadata"] = stamps,
            ["version"] = shadow.Version,
            ["timestamp"] = NowS,
        };

    private JsonNode Stamps(JsonNode? value) =>
        value switch
        {
            JsonObject fields => new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)Stamps(f.Value)))),
            JsonArray items => new JsonArray([.. items.Select(Stamps)]),
            _ => new JsonObject { ["timestamp"] = NowS },
        };

    public void Dispose() => _one.Dispose();

    private ShadowAnswer Error(int status, string code, string message) =>
        new(
            status,
            new JsonObject
            {
                ["code"] = status,
                ["message"] = message,
                ["timestamp"] = NowS,
            },
            code
        );

    private static JsonObject? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonNode.Parse(payload.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private long NowS => clock.GetUtcNow().ToUnixTimeSeconds();
}
