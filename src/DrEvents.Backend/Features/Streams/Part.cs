namespace DrEvents.Backend.Features.Streams;

/// <summary>What one client is told of one kind: only the newest of it, so that a slow one is told less and never makes anything wait.</summary>
public abstract class Part
{
    /// <summary>The next message; null when nothing changed since the last.</summary>
    public abstract byte[]? Next(long id);
}

/// <summary>A figure, or several that belong together.</summary>
public sealed class WholePart(string kind, Newest newest) : Part
{
    private long _told;

    public override byte[]? Next(long id)
    {
        var (version, json) = newest.Value;
        if (version == _told || json.Length == 0)
            return null;
        _told = version;
        return Frame.Message(kind, id, json);
    }
}

/// <summary>What changed of many things, in messages of bounded length.</summary>
/// <param name="kind">Its name, which is that of the list in the message too.</param>
public sealed class ChangedPart(string kind, NewestOfMany newest) : Part
{
    /// <summary>A page has to take one in without a pause that people see.</summary>
    private const int Most = 100;
    private long _told;
    private bool _hasBegun;

    public override byte[]? Next(long id)
    {
        var (changed, place, left) = newest.After(_told, Most);
        // That there is none is told too, once.
        if (changed.Count == 0 && (_hasBegun || !newest.IsRead))
            return null;
        (_told, _hasBegun) = (place, true);
        return Frame.List(
            kind,
            id,
            $$"""{"{{kind}}":[""",
            changed,
            string.Create(CultureInfo.InvariantCulture, $$"""],"left":{{left}}}""")
        );
    }
}
