using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Events;

/// <summary>Events that belong to a programme.</summary>
public static class EventsOfProgramme
{
    /// <summary>
    /// Holds a programme until what is decided by it is stored, as whoever closes it does: of two events that would each be the last of a season one comes
    /// after the other, and none comes while its programme is closed. An event that changes is held before its programme.
    /// </summary>
    public static Task HoldProgrammeAsync(this IDocumentSession session, string? programmeId, CancellationToken cancellation) =>
        ProgrammeRules.IsId(programmeId) ? session.LockStreamsAsync([Programme.StreamOf(programmeId!)], cancellation) : Task.CompletedTask;

    /// <summary>How long ahead homes are promised to be told of an event; null where nobody promises it.</summary>
    public static async Task<TimeSpan?> NoticeAsync(this IQuerySession session, EventTargets? targets, CancellationToken cancellation) =>
        ProgrammeRules.IsId(targets?.Programme)
        && await session.ProgrammeAsync(targets!.Programme!, cancellation) is { Terms.NoticeMinutes: { } minutes and > 0 }
            ? TimeSpan.FromMinutes(minutes)
            : null;

    /// <summary>Names what an event breaks of its programme's terms.</summary>
    /// <param name="askedAt">From when on its notice counts.</param>
    /// <param name="eventId">The event; null while it is new.</param>
    public static async Task<FieldErrors> CheckProgrammeAsync(
        this FieldErrors errors,
        IQuerySession session,
        string programmeId,
        DateTimeOffset start,
        DateTimeOffset end,
        DateTimeOffset askedAt,
        string? eventId,
        CancellationToken cancellation
    )
    {
        var programme = ProgrammeRules.IsId(programmeId) ? await session.ProgrammeAsync(programmeId, cancellation) : null;
        if (programme is not { IsOpen: true })
            return errors.If(true, "targets.programme", programme is null ? "names no programme" : "names a programme that is closed");
        errors.CheckEvent(programme, start, end, askedAt);
        if (programme.Terms.MaxEventsPerSeason is not { } max)
            return errors;
        var others = await session.EventsOfSeasonAsync(programmeId, ProgrammeRules.SeasonOf(programme.Terms, start), eventId, cancellation);
        return errors.If(others >= max, "targets.programme", $"has had its {max} events of the season");
    }

    /// <summary>How many events a season has that were not called off.</summary>
    /// <param name="but">One that does not count; null for none.</param>
    public static Task<int> EventsOfSeasonAsync(
        this IQuerySession session,
        string programmeId,
        (DateTimeOffset From, DateTimeOffset Until) season,
        string? but,
        CancellationToken cancellation
    )
    {
        var (from, until) = season;
        return session
            .Query<DrEvent>()
            .CountAsync(
                e =>
                    e.Targets!.Programme == programmeId
                    && e.Id != but
                    && e.Status != EventStatus.Cancelled
                    && e.StartTime >= from
                    && e.StartTime < until,
                cancellation
            );
    }

    /// <summary>The programme that an event belongs to; null for none, and where there is no such event.</summary>
    public static async Task<string?> OfEventAsync(IQuerySession session, string eventId, CancellationToken cancellation) =>
        EventIds.IsValid(eventId) ? (await session.LoadAsync<DrEvent>(eventId, cancellation))?.Targets?.Programme : null;

    public static Task<bool> AreAheadAsync(IQuerySession session, string programmeId, CancellationToken cancellation) =>
        session
            .Query<DrEvent>()
            .AnyAsync(
                e => e.Targets!.Programme == programmeId && (e.Status == EventStatus.Scheduled || e.Status == EventStatus.Active),
                cancellation
            );
}
