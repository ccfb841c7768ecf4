namespace DrEvents.Backend.Features.Commands;

/// <summary>Commands that this node stored ahead of their events' start; they are sent only as far as the store still says the same.</summary>
public sealed class ReadyCommands
{
    private const int EventsMax = 64;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, OutgoingCommand>> _byEvent = new();

    public void Keep(IReadOnlyList<OutgoingCommand> commands)
    {
        foreach (var command in commands)
        {
            if (_byEvent.Count >= EventsMax && !_byEvent.ContainsKey(command.Owner))
                _byEvent.Clear();
            _byEvent.GetOrAdd(command.Owner, _ => new())[command.VenId] = command;
        }
    }

    public IReadOnlyDictionary<string, OutgoingCommand> Take(string eventId) =>
        _byEvent.TryRemove(eventId, out var commands) ? commands : new Dictionary<string, OutgoingCommand>();
}
