using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>Choose the VENs by which it is measured what an event's VENs would have used, once all are told that are called.</summary>
public sealed record SealControlGroup(string EventId);

public static class SealControlGroupWhenBegunHandler
{
    public static OutgoingMessages Handle(Stored<EventActivated> began)
    {
        var messages = new OutgoingMessages();
        messages.Delay(new SealControlGroup(began.Stream), SealControlGroupHandler.Pause);
        return messages;
    }
}

public static class SealControlGroupHandler
{
    /// <summary>Until then nearly always all are told.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static async Task<OutgoingMessages> Handle(
        SealControlGroup seal,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        var stream = ControlGroupSealed.StreamOf(seal.EventId);
        await session.HoldAsync(stream, cancellation);
        if (
            await session.LoadAsync<DrEvent>(seal.EventId, cancellation) is not { IsActive: true } state
            || (await ControlGroupSealed.ReadAsync(session, [seal.EventId], cancellation)).Count > 0
        )
            return messages;
        if (state.HasToTell)
            messages.Delay(seal, Pause);
        else
            session.Events.Append(stream, await DrawControlGroup.OfAsync(session, state, clock.GetUtcNow(), cancellation));
        return messages;
    }
}
