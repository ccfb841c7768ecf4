using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Results;

/// <summary>Make the result of an event that is over, and issue it where it differs from the newest one.</summary>
public sealed record IssueResult(string EventId);

/// <summary>
/// However an event that began has ended, its result is issued when late readings are in, made again when those of the time after it are in too, and later.
/// </summary>
public static class IssueResultWhenOverHandler
{
    public static Task<OutgoingMessages> Handle(
        Stored<EventCompleted> over,
        IQuerySession session,
        IOptions<ResultOptions> options,
        CancellationToken cancellation
    ) => AskAsync(over.Stream, session, options.Value, cancellation);

    public static Task<OutgoingMessages> Handle(
        Stored<EventStopped> over,
        IQuerySession session,
        IOptions<ResultOptions> options,
        CancellationToken cancellation
    ) => AskAsync(over.Stream, session, options.Value, cancellation);

    public static Task<OutgoingMessages> Handle(
        Stored<EventCancelled> over,
        IQuerySession session,
        IOptions<ResultOptions> options,
        CancellationToken cancellation
    ) => AskAsync(over.Stream, session, options.Value, cancellation);

    private static async Task<OutgoingMessages> AskAsync(
        string eventId,
        IQuerySession session,
        ResultOptions options,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        var hours = await session.LoadAsync<DrEvent>(eventId, cancellation) is { } state ? ResultHours.Of(state) : null;
        foreach (var after in options.After(hours))
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
            || await ResultIssuing.IsBehindAsync(session, issue.EventId, cancellation)
        )
            messages.Delay(issue, NotReadyPause);
        else
            await issuing.IssueAsync(session, issue.EventId, isAskedFor: false, cancellation);
        return messages;
    }
}
