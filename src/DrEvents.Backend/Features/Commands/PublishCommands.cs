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
    public static void Handle(PublishCommands publish, CommandSender sender, ReadyCommands ready)
    {
        ready.Keep([.. publish.Commands.Where(c => c.Life.SendAt is not null)]);
        sender.Send([.. publish.Commands.Where(c => c.Life.SendAt is null)]);
    }
}
