using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Results;

/// <summary>
/// When a result is made again for what was imported or accepted; whoever imports or accepts until then needs not ask again. So files of ten thousand VENs
/// have each result made once.
/// </summary>
/// <param name="Knows">A stored event that it has to know, so that it waits for the read models; null of what an earlier version asked for.</param>
public sealed record AskedReview(string Id, DateTimeOffset At, long? Knows = null);

/// <summary>Has results made again.</summary>
public static class AskForReviews
{
    /// <summary>The sequence of the newest event of this type in its stream: a result that knows it knows the stored one too.</summary>
    public static async Task<long> NewestAsync<T>(this IQuerySession session, Stored<T> stored, CancellationToken cancellation)
        where T : notnull => (await session.EventsOfAsync(stored.Stream, [typeof(T)], cancellation))[^1].Sequence;

    /// <summary>The newest so many events of the VEN; those before are made again where somebody asks for it.</summary>
    public const int EventsMax = 50;

    private sealed record Row(string? EventId, DateTimeOffset? BeganAt, DateTimeOffset? ShedUntil, bool WasToldToShed);

    /// <summary>Of the VEN's events in which its part was in this time, and which are over.</summary>
    /// <param name="knows">See <see cref="AskedReview"/>.</param>
    public static async Task<OutgoingMessages> AskForReviewsAsync(
        this IDocumentSession session,
        string venId,
        (DateTimeOffset Since, DateTimeOffset Until) time,
        ResultOptions options,
        DateTimeOffset now,
        long knows,
        CancellationToken cancellation
    )
    {
        // A part that began as long before as an event may last may have gone on.
        var parts = await session.PartsSinceAsync<Row>([venId], time.Since - EventLimits.DurationMax, cancellation);
        string[] eventIds =
        [
            .. parts
                .Where(p => p is { EventId: not null, WasToldToShed: true } && p.BeganAt < time.Until)
                .Where(p => p.BeganAt >= time.Since || p.ShedUntil > time.Since)
                .OrderByDescending(p => p.BeganAt)
                .Select(p => p.EventId!)
                .Take(EventsMax),
        ];
        return await session.AskForReviewsAsync(eventIds, options, now, knows, cancellation);
    }

    /// <summary>Of those that are over.</summary>
    /// <param name="knows">See <see cref="AskedReview"/>.</param>
    public static async Task<OutgoingMessages> AskForReviewsAsync(
        this IDocumentSession session,
        string[] eventIds,
        ResultOptions options,
        DateTimeOffset now,
        long knows,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        var events = await session.LoadManyAsync<DrEvent>(cancellation, eventIds);
        var over = events.Where(e => ResultHours.Of(e) is not null);
        var asked = (await session.LoadManyAsync<AskedReview>(cancellation, eventIds)).ToDictionary(a => a.Id);
        var after = TimeSpan.FromSeconds(options.IssueAfterImportSeconds);
        foreach (var state in over)
        {
            var before = asked.GetValueOrDefault(state.Id);
            // The first result of one that was over just now is still to come, and has to know of this.
            var first = state.EndedAt!.Value.AddSeconds(options.IssueAfterSeconds);
            var isToCome = first > now || before?.At > now;
            if (!isToCome)
                messages.Delay(new IssueResult(state.Id), after);
            var at =
                !isToCome ? now + after
                : before?.At > now ? before.At
                : first;
            session.Store(new AskedReview(state.Id, at, Math.Max(knows, before?.Knows ?? 0)));
        }
        return messages;
    }
}
