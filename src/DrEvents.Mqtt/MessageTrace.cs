namespace DrEvents.Mqtt;

/// <summary>
/// Which trace a message belongs to, beside its payload: MQTT 5 user properties. Who does not look at them, a client of MQTT 3.1.1 among them, does not
/// notice.
/// </summary>
/// <param name="Parent">The span that sent it, as W3C's trace context writes it.</param>
/// <param name="HandledMs">In an answer, how long its sender worked on it, ms; null where that is a span of its own.</param>
public readonly record struct MessageTrace(string Parent, double? HandledMs = null)
{
    /// <summary>Name of the user property that carries <see cref="Parent"/>.</summary>
    public const string ParentName = "traceparent";

    /// <summary>Name of the user property that carries <see cref="HandledMs"/>.</summary>
    public const string HandledMsName = "handledMs";

    /// <summary>Longest value that is looked at; W3C's is 55 characters.</summary>
    private const int LengthMax = 64;

    /// <summary>As user properties.</summary>
    public IEnumerable<(string Name, string Value)> Properties()
    {
        yield return (ParentName, Parent);
        if (HandledMs is { } ms)
            yield return (HandledMsName, ms.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Reads user properties; null where they name no trace.</summary>
    public static MessageTrace? Of(IEnumerable<(string Name, string Value)> properties)
    {
        string? parent = null;
        double? handledMs = null;
        foreach (var (name, value) in properties)
        {
            if (value.Length > LengthMax)
                continue;
            if (name == ParentName)
                parent = value;
            else if (
                name == HandledMsName
                && double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var ms)
                && ms is >= 0 and < 1e6
            )
                handledMs = ms;
        }
        return parent is null ? null : new(parent, handledMs);
    }
}
