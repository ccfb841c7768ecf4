using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Publish commands that were just stored. In memory only: what is lost, the <see cref="Outbox"/> finds in the streams.</summary>
public sealed record PublishCommands(IReadOnlyList<OutgoingCommand> Commands)
{
    /// <summary>The commands among what was just stored, each on the stream of its participation.</summary>
    public static PublishCommands Among(IEnumerable<(string Stream, object Event)> stored) =>
        new([.. stored.Where(s => s.Event is CommandDispatched).Select(s => OutgoingCommand.From(s.Stream, (CommandDispatched)s.Event))]);
}

/// <summary>Hands stored commands to the broker; those of an event that has not begun are kept until it does.</summary>
public static class PublishCommandsHandler
{
    public static void Handle(PublishCommands publish, CommandSender sender, ReadyCommands ready, CommandSigner signer)
    {
        var later = publish.Commands.Where(c => c.Life.SendAt is not null);
        ready.Keep([.. signer.Signs ? later.Select(c => c.SignAhead(signer.Sign)) : later]);
        sender.Send([.. publish.Commands.Where(c => c.Life.SendAt is null)]);
    }
}

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
