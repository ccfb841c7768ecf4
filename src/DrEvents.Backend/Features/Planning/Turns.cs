using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

/// <summary>
/// Events that are longer than some VENs may take part are carried by turns. A VEN of 90 minutes is one of three that follow each other through four hours,
/// so it carries a third of what it has, where one that lasts carries all; the request is shared out in proportion to that. Those that last are asked for
/// their part all the time. Those that do not are called whole, one after the other in an order that is drawn anew for each event, and the others wait
/// until the minutes of the first are up.
/// </summary>
public static class Turns
{
    /// <summary>Why a VEN is told to restore while its event goes on.</summary>
    public const string MinutesUp = "minutes are up";
    private const double WattKw = 0.001;

    /// <summary>For so short a rest of an event nobody is needed.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>When a VEN's part ends: its minutes count from its first shed of the event, whatever came between.</summary>
    public static DateTimeOffset EndOf(DrEvent owner, DateTimeOffset? beganAt, double? minutesMax, DateTimeOffset now)
    {
        if (minutesMax is not { } minutes)
            return owner.EndTime;
        var from = owner.IsAhead ? owner.StartTime : beganAt ?? Later(now, owner.StartTime);
        var end = from + TimeSpan.FromMinutes(minutes);
        return end < owner.EndTime ? end : owner.EndTime;
    }

    /// <summary>What events may ask of a VEN by its limits: no more kW, and no longer.</summary>
    public static IReadOnlyList<Call> Within(IReadOnlyList<Call> calls, DateTimeOffset now) => [.. calls.Select(c => Within(c, now))];

    private static Call Within(Call call, DateTimeOffset now)
    {
        var endsAt = EndOf(call.Event, BeganAt(call.Participation), call.Limits?.MaxMinutesPerEvent, now);
        var isUp = endsAt <= now && endsAt < call.Event.EndTime;
        return (isUp, call.Skip == SkipReasons.MinutesUp) switch
        {
            (true, _) when call.AskKw is not null => call with { AskKw = null, Skip = SkipReasons.MinutesUp },
            // Its limit, or the event's end, was changed since that was decided.
            (false, true) => call with { AskKw = call.Participation?.RequestedKw, Skip = null, EndsAt = endsAt },
            _ => call with { AskKw = call.AskKw > call.Limits?.MaxKw ? call.Limits.MaxKw : call.AskKw, EndsAt = endsAt },
        };
    }

    /// <summary>One that was told ahead begins by itself.</summary>
    private static DateTimeOffset? BeganAt(Participation? participation) =>
        participation?.BeganAt ?? (participation is { Status: ParticipationStatus.Announced, Newest.StartsAt: { } at } ? at : null);

    public static AllocationPlan Plan(DrEvent asked, IReadOnlyList<Candidate> candidates, DateTimeOffset now)
    {
        var turns = candidates.Where(c => c is { Skip: null, EndsAt: not null, AvailableKw: > 0 }).ToList();
        if (turns.Count == 0)
            return Allocate.Plan(asked.RequestedReductionKw, asked.Allocation, candidates);
        var lasting = candidates.Except(turns).ToList();
        var from = Later(now, asked.StartTime);
        var meanKw = turns.Sum(c => MeanKw(c, asked, from));
        var lastingKw = lasting.Where(c => c is { Skip: null, IsFixed: false }).Sum(c => c.AvailableKw ?? 0);
        var turnsKw = Math.Round(meanKw * Math.Min(1, asked.RequestedReductionKw / (lastingKw + meanKw)), 3);
        var plan = Allocate.Plan(asked.RequestedReductionKw - turnsKw, asked.Allocation, lasting);
        // What cannot last is asked for all the same, now that it is there; the shortfall says that it will be missing.
        // Those whose minutes run go on: let go, they could not be called again.
        var inOrder = InOrder(asked.Id, turns).OrderByDescending(c => c.HasBegun);
        var (called, waiting) = Whole(inOrder, turnsKw + plan.ShortfallKw);
        return plan with
        {
            Shares = [.. plan.Shares.Concat(called).OrderBy(s => s.VenId, StringComparer.Ordinal)],
            Skipped = [.. plan.Skipped.Concat(waiting).OrderBy(s => s.VenId, StringComparer.Ordinal)],
        };
    }

    /// <summary>What a VEN whose minutes do not last carries of an event in the mean, kW.</summary>
    /// <param name="from">When the event begins for it.</param>
    public static double MeanKw(Candidate candidate, DrEvent asked, DateTimeOffset from) =>
        (candidate.AvailableKw ?? 0) / Math.Max(1, Math.Ceiling((asked.EndTime - from - Rest) / (candidate.EndsAt!.Value - from)));

    /// <summary>Whom VENs that can begin by themselves are told ahead of.</summary>
    public static AllocationPlan Announced(DrEvent asked, IReadOnlyList<Candidate> candidates, DateTimeOffset now) =>
        Allocate.OnlyTold(Plan(asked, candidates, now), candidates);

    /// <summary>VENs that are not asked, in the order of calling: those that last by what they have, then the others by the order that was drawn.</summary>
    public static IEnumerable<Candidate> Waiting(string eventId, IReadOnlyList<Candidate> candidates) =>
        candidates
            .Where(c => c.EndsAt is null)
            .OrderByDescending(c => c.AvailableKw)
            .ThenBy(c => c.VenId, StringComparer.Ordinal)
            .Concat(InOrder(eventId, candidates.Where(c => c.EndsAt is not null)));

    private static (List<VenShare> Called, List<VenSkip> Waiting) Whole(IEnumerable<Candidate> inOrder, double kw)
    {
        var (called, waiting, leftKw) = (new List<VenShare>(), new List<VenSkip>(), kw);
        foreach (var candidate in inOrder)
        {
            var shareKw = Math.Round(Math.Min(candidate.AvailableKw!.Value, leftKw), 3);
            if (shareKw < WattKw)
                waiting.Add(new VenSkip(candidate.VenId, SkipReasons.NotNeeded));
            else
                called.Add(new VenShare(candidate.VenId, shareKw));
            leftKw -= shareKw;
        }
        return (called, waiting);
    }

    private static IEnumerable<Candidate> InOrder(string eventId, IEnumerable<Candidate> candidates) =>
        candidates.OrderBy(c => Drawn.Of("turn", eventId, c.VenId)).ThenBy(c => c.VenId, StringComparer.Ordinal);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
