using JasperFx.Events;
using Marten;
using Marten.Events;

namespace DrEvents.Backend.Hosting;

/// <summary>Events as rows of Marten's table of events, column by column.</summary>
/// <param name="count">How many there will be.</param>
/// <param name="options">The store's types of events and serializers.</param>
internal sealed class EventRows(int count, IReadOnlyStoreOptions options)
{
    /// <summary>What stands in the JSON column of an event that is stored in binary.</summary>
    private const string NoJson = "{}";

    private readonly Dictionary<Type, EventMapping> _mappings = [];
    private int _filled;

    /// <summary>Identities of the events.</summary>
    public Guid[] Ids { get; } = new Guid[count];

    /// <summary>Names of their streams.</summary>
    public string[] Streams { get; } = new string[count];

    /// <summary>How many events of the same stream come after each.</summary>
    public int[] Later { get; } = new int[count];

    /// <summary>Names of their types.</summary>
    public string[] Types { get; } = new string[count];

    /// <summary>The events as JSON.</summary>
    public string[] Json { get; } = new string[count];

    /// <summary>The events of those types that are stored in binary.</summary>
    public byte[]?[] Binary { get; } = new byte[]?[count];

    /// <summary>Adds the events of one stream, and returns them as Marten's projections want them.</summary>
    public StreamAction Add(string stream, IReadOnlyList<object> events)
    {
        var action = StreamAction.Append(stream, [.. events.Select(e => e as IEvent ?? MappingOf(e.GetType()).Wrap(e))]);
        for (var i = 0; i < action.Events.Count; i++)
            Add(action.Events[i], later: action.Events.Count - 1 - i);
        return action;
    }

    private void Add(IEvent e, int later)
    {
        var mapping = MappingOf(e.Data.GetType());
        var binary = mapping.BinarySerializer?.Serialize(mapping.DocumentType, e.Data);
        Ids[_filled] = e.Id;
        Streams[_filled] = e.StreamKey!;
        Later[_filled] = later;
        Types[_filled] = mapping.EventTypeName;
        Json[_filled] = binary is null ? options.Serializer().ToJson(e.Data) : NoJson;
        Binary[_filled] = binary;
        _filled++;
    }

    private EventMapping MappingOf(Type type)
    {
        if (!_mappings.TryGetValue(type, out var mapping))
            _mappings.Add(type, mapping = (EventMapping)options.Events.AllKnownEventTypes().First(t => t.EventType == type));
        return mapping;
    }
}
