using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

/// <summary>A VEN's part in an event in which it was told to shed.</summary>
/// <param name="ShedUntil">Until when it was to shed.</param>
public sealed record PastEvent(string VenId, string? EventId, string Status, DateTimeOffset BeganAt, DateTimeOffset? ShedUntil);

/// <summary>Whether a VEN's events so far leave room for one more: how many a UTC day and a season, and the rest between two.</summary>
public static class PastEvents
{
    /// <summary>Events of so long before may still count against a rest: none is longer.</summary>
    private static readonly TimeSpan LongestEvent = TimeSpan.FromDays(31);

    /// <summary>The reasons of those that are out, by VEN id. Nothing is read of VENs without such limits.</summary>
    public static async Task<Dictionary<string, string>> ReadAsync(
        IQuerySession session,
        string eventId,
        IEnumerable<(string VenId, HomeLimits Limits)> vens,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var limited = vens.Where(v => Since(v.Limits, at) is not null).ToList();
        if (limited.Count == 0)
            return [];
        string[] ids = [.. limited.Select(v => v.VenId)];
        var since = limited.Min(v => Since(v.Limits, at)!.Value);
        var past = (await session.PartsSinceAsync<PastEvent>(ids, since, cancellation))
            .Where(p => p.EventId is not null && p.EventId != eventId && p.Status != ParticipationStatus.Refused)
            .ToLookup(p => p.VenId);
        return limited
            .Select(v => (v.VenId, Reason: Reason(v.Limits, [.. past[v.VenId]], at)))
            .Where(v => v.Reason is not null)
            .ToDictionary(v => v.VenId, v => v.Reason!);
    }

    /// <param name="at">When the next event would begin for it.</param>
    public static string? Reason(HomeLimits limits, IReadOnlyCollection<PastEvent> past, DateTimeOffset at) =>
        past.Count(p => p.BeganAt >= DayOf(at)) >= limits.MaxEventsPerDay
        || past.Count(p => p.BeganAt >= SeasonOf(at)) >= limits.MaxEventsPerSeason
            ? SkipReasons.LimitReached
        : limits.MinRestMinutes is { } rest && past.Any(p => p.ShedUntil + TimeSpan.FromMinutes(rest) > at) ? SkipReasons.Resting
        : null;

    /// <summary>The beginning of the half year: 1 April or 1 October, UTC.</summary>
    public static DateTimeOffset SeasonOf(DateTimeOffset at)
    {
        var (year, month) = (at.UtcDateTime.Year, at.UtcDateTime.Month);
        return month is >= 4 and < 10 ? Of(year, 4)
            : month < 4 ? Of(year - 1, 10)
            : Of(year, 10);

        static DateTimeOffset Of(int year, int month) => new(year, month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    private static DateTimeOffset DayOf(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>From when on events count; null when none do.</summary>
    private static DateTimeOffset? Since(HomeLimits limits, DateTimeOffset at) =>
        new DateTimeOffset?[]
        {
            limits.MaxEventsPerDay is null ? null : DayOf(at),
            limits.MaxEventsPerSeason is null ? null : SeasonOf(at),
            limits.MinRestMinutes is { } rest ? at - TimeSpan.FromMinutes(rest) - LongestEvent : null,
        }.Min();
}
