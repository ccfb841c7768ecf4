using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Commands;

/// <summary>
/// Commands that this process sends, until it is stored that the broker took them. Most answers come at once, and are stored together with
/// the acceptance of what they answer: one event instead of two.
/// </summary>
public sealed class CommandsUnderWay
{
    private readonly ConcurrentDictionary<string, (string Stream, CommandAccepted? Taken)> _byId = new();

    /// <summary>False when the command is under way already.</summary>
    public bool TryBegin(OutgoingCommand command) => _byId.TryAdd(command.Id, (command.Stream, null));

    /// <summary>The broker took it.</summary>
    public void Take(string stream, CommandAccepted taken) => _byId[taken.CorrelationId] = (stream, taken);

    /// <summary>The broker did not take it, or it is stored that it did.</summary>
    public void End(string correlationId) => _byId.TryRemove(correlationId, out _);

    /// <summary>That the broker took it, while that is not stored.</summary>
    public CommandAccepted? TakenOf(string correlationId) => _byId.GetValueOrDefault(correlationId).Taken;

    /// <summary>What the broker took before this, and nobody answered.</summary>
    public IReadOnlyList<(string Stream, CommandAccepted Taken)> TakenBefore(DateTimeOffset before) =>
        [.. _byId.Values.Where(c => c.Taken?.At < before).Select(c => (c.Stream, c.Taken!))];
}
