using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// That the broker took a command. It goes into the store with the messages that come in, because the command's answer is among them: stored
/// by others, each would wait for the other's lock on the participation.
/// </summary>
/// <param name="Outgoing">The command.</param>
/// <param name="TakenAt">When the broker took it.</param>
/// <param name="StoredAsync">Called when it is stored.</param>
public sealed record CommandAtBroker(OutgoingCommand Outgoing, DateTimeOffset TakenAt, Func<Task> StoredAsync)
    : InboundMessage(Topics.Command(Outgoing.VenId), default, TakenAt, StoredAsync);
