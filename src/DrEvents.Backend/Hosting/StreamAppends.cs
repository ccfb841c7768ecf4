using Marten;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Events of many streams that are stored in one transaction. Streams are written in the order of their names, so that two transactions
/// that share streams wait for each other instead of locking each other out.
/// </summary>
public sealed class StreamAppends
{
    private readonly SortedDictionary<string, List<object>> _byStream = new(StringComparer.Ordinal);

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>The streams that are written to.</summary>
    public IReadOnlyCollection<string> Streams => _byStream.Keys;

    /// <summary>One more event for a stream.</summary>
    public void Add(string stream, object @event)
    {
        if (!_byStream.TryGetValue(stream, out var events))
            _byStream.Add(stream, events = []);
        events.Add(@event);
        Count++;
    }

    /// <summary>Hands all of them to the session; they are stored with its changes.</summary>
    public void AppendTo(IDocumentSession session)
    {
        foreach (var (stream, events) in _byStream)
            session.Events.Append(stream, events);
    }
}
