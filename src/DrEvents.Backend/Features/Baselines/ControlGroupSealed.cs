using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>
/// VENs that an event does not call and by whose use it is measured what the called ones would have used: stream <c>control-group/{eventId}</c>. What they used is in
/// their five minutes; one that an event holds later counts only for the time before.
/// </summary>
/// <param name="HeldOut">How many of them the event holds out; they are the first.</param>
public sealed record ControlGroupSealed(IReadOnlyList<string> VenIds, int HeldOut, DateTimeOffset At)
{
    public static string StreamOf(string eventId) => "control-group/" + eventId;

    /// <summary>Those of these events, by event id; an event has one at most.</summary>
    public static async Task<Dictionary<string, ControlGroupSealed>> ReadAsync(
        IQuerySession session,
        IReadOnlyCollection<string> eventIds,
        CancellationToken cancellation
    ) =>
        (await session.EventsOfAsync([.. eventIds.Select(StreamOf)], cancellation)).ToDictionary(
            e => e.StreamKey![StreamOf("").Length..],
            e => (ControlGroupSealed)e.Data
        );
}

/// <summary>Chooses them: those that are held out, and where these are few, others that are there, enabled, in no event and back from the last one.</summary>
public static class DrawControlGroup
{
    /// <summary>More make a figure no surer that rests on the called ones too.</summary>
    public const int VensMax = 200;

    /// <summary>An hour for loads to come back, and the half hour before that others' use is held against.</summary>
    public static readonly TimeSpan BackAfter = TimeSpan.FromMinutes(90);

    private sealed record VenRow(string VenId, bool Enabled, bool Online, bool Removed);

    private sealed record PartRow(string VenId, string Status);

    private sealed record PastRow(string VenId, DateTimeOffset? BeganAt, DateTimeOffset? ShedUntil);

    public static async Task<ControlGroupSealed> OfAsync(
        IQuerySession session,
        DrEvent owner,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var heldOut = await session
            .Query<Participation>()
            .Where(p => p.EventId == owner.Id && p.Status == ParticipationStatus.Skipped && p.Reason == SkipReasons.HeldOut)
            .Select(p => p.VenId)
            .ToListAsync(cancellation);
        var there = (await session.ColumnsAsync<Ven, VenRow, bool>(nameof(Ven.Removed), [false], cancellation))
            .Where(v => v is { Enabled: true, Online: true })
            .Select(v => v.VenId);
        var active = await session.EventIdsAsync(e => e.Status == EventStatus.Active, cancellation);
        var held = (await session.PartsAsync<PartRow>([.. active.Append(owner.Id).Distinct()], cancellation))
            .Where(p => p.Status != ParticipationStatus.Skipped)
            .Select(p => p.VenId);
        var since = now - BackAfter;
        var past = await session.EventIdsAsync(e => e.ActivatedAt != null && e.EndTime > since && e.Id != owner.Id, cancellation);
        var back = (await session.PartsAsync<PastRow>([.. past], cancellation))
            .Where(p => p.BeganAt is not null && !IsBack(p.ShedUntil, now))
            .Select(p => p.VenId);
        return Of(owner.Id, heldOut.ToHashSet(), [.. there.Except(held).Except(back)], now);
    }

    /// <summary>Whether what a VEN uses is no matter any more of a part that it had in an event.</summary>
    /// <param name="until">The end of its part; null where that is not known.</param>
    public static bool IsBack(DateTimeOffset? until, DateTimeOffset now) => until <= now - BackAfter;

    /// <param name="free">VENs that are there and in no event, the held out ones among them.</param>
    public static ControlGroupSealed Of(string eventId, IReadOnlySet<string> heldOut, IReadOnlyCollection<string> free, DateTimeOffset now)
    {
        var drawn = free.OrderByDescending(heldOut.Contains)
            .ThenBy(v => Drawn.Of("control-group", eventId, v))
            .ThenBy(v => v, StringComparer.Ordinal)
            .Take(VensMax)
            .ToList();
        return new ControlGroupSealed(drawn, drawn.Count(heldOut.Contains), now);
    }
}
