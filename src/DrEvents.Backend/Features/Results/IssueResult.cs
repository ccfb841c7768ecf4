using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Results;

/// <summary>Make the result of an event that is over, and issue it where it differs from the newest one.</summary>
public sealed record IssueResult(string EventId);

/// <summary>However an event that began has ended, its result is issued when late readings are in, and made again later.</summary>
public static class IssueResultWhenOverHandler
{
    public static OutgoingMessages Handle(Stored<EventCompleted> over, IOptions<ResultOptions> options) => Ask(over.Stream, options.Value);

    public static OutgoingMessages Handle(Stored<EventStopped> over, IOptions<ResultOptions> options) => Ask(over.Stream, options.Value);

    public static OutgoingMessages Handle(Stored<EventCancelled> over, IOptions<ResultOptions> options) => Ask(over.Stream, options.Value);

    private static OutgoingMessages Ask(string eventId, ResultOptions options)
    {
        var messages = new OutgoingMessages();
        foreach (var after in options.After())
            messages.Delay(new IssueResult(eventId), after);
        return messages;
    }
}

public static class IssueResultHandler
{
    /// <summary>Read models that are being made take minutes to hours.</summary>
    private static readonly TimeSpan NotReadyPause = TimeSpan.FromMinutes(5);

    /// <summary>An event of ten thousand VENs on a busy machine.</summary>
    private const int LongestS = 1_800;

    [MessageTimeout(LongestS)]
    public static async Task<OutgoingMessages> Handle(
        IssueResult issue,
        IDocumentSession session,
        ResultIssuing issuing,
        Pressure pressure,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        await pressure.GiveWayAsync(Waiter.Baselines, cancellation);
        if (
            await session.LoadAsync<DrEvent>(issue.EventId, cancellation) is { ActivatedAt: { } began } state
            && !await ResultIssuing.IsReadyAsync(session, began, cancellation)
        )
            messages.Delay(issue, NotReadyPause);
        else
            await issuing.IssueAsync(session, issue.EventId, isAskedFor: false, cancellation);
        return messages;
    }
}
