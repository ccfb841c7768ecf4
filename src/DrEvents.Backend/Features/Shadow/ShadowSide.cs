namespace DrEvents.Backend.Features.Shadow;

/// <summary>The values, and beside each leaf when it was last set; both null for an empty side. Nothing here changes what it is given.</summary>
public sealed record ShadowSide(JsonObject? State, JsonObject? Metadata)
{
    public static readonly ShadowSide Empty = new(null, null);

    /// <summary>This side after a change: objects are merged, key by key; everything else is replaced; null removes.</summary>
    public ShadowSide Merged(JsonObject change, long timestampS)
    {
        var state = State?.DeepClone().AsObject() ?? [];
        var metadata = Metadata?.DeepClone().AsObject() ?? [];
        Merge(state, metadata, change, timestampS);
        return new ShadowSide(state, metadata);
    }

    /// <summary>What this side wants otherwise than the other one has it, by leaf; null when nothing. Arrays are compared, and told, whole.</summary>
    public ShadowSide? DifferenceFrom(ShadowSide other)
    {
        if (State is null)
            return null;
        var (state, metadata) = Difference(State, other.State, Metadata);
        return state.Count == 0 ? null : new ShadowSide(state, metadata);
    }

    public static JsonNode Stamp(JsonNode? value, long timestampS) =>
        value switch
        {
            JsonObject fields => new JsonObject(
                fields.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Key, (JsonNode?)Stamp(f.Value, timestampS)))
            ),
            JsonArray items => new JsonArray([.. items.Select(i => Stamp(i, timestampS))]),
            _ => new JsonObject { ["timestamp"] = timestampS },
        };

    private static void Merge(JsonObject state, JsonObject metadata, JsonObject change, long timestampS)
    {
        foreach (var (key, value) in change)
        {
            if (value is null)
            {
                state.Remove(key);
                metadata.Remove(key);
            }
            else if (value is JsonObject inner)
            {
                if (state[key] is not JsonObject)
                    (state[key], metadata[key]) = (new JsonObject(), new JsonObject());
                Merge(state[key]!.AsObject(), metadata[key]!.AsObject(), inner, timestampS);
            }
            else
            {
                state[key] = value.DeepClone();
                metadata[key] = Stamp(value, timestampS);
            }
        }
    }

    private static (JsonObject State, JsonObject Metadata) Difference(JsonObject wanted, JsonObject? had, JsonObject? metadata)
    {
        var state = new JsonObject();
        var stamps = new JsonObject();
        foreach (var (key, value) in wanted)
        {
            if (value is JsonObject inner && had?[key] is JsonObject hadInner)
            {
                var (innerState, innerStamps) = Difference(inner, hadInner, metadata?[key] as JsonObject);
                if (innerState.Count > 0)
                    (state[key], stamps[key]) = (innerState, innerStamps);
            }
            else if (!JsonNode.DeepEquals(value, had?[key]))
            {
                (state[key], stamps[key]) = (value?.DeepClone(), metadata?[key]?.DeepClone());
            }
        }
        return (state, stamps);
    }
}
