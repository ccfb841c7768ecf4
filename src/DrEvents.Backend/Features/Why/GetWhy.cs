using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Why;

[Middleware(typeof(MeasuredEvent))]
public static class GetWhy
{
    /// <summary>Five minutes of VENs that are read at once; of larger events the newest that come to so many are told unless others are asked for.</summary>
    public const int ReadMax = 50_000;

    private static readonly TimeSpan ShortestSpan = TimeSpan.FromSeconds(15);

    public static (TimeRange Asked, ProblemDetails Problem) Load(string? start, string? end)
    {
        var fields = new QueryFields();
        return (fields.OpenRange(start, end), fields.Answer);
    }

    /// <summary>Says why the reduction is what it is: of each five minutes that begin between start and end, and of each VEN over all of them.</summary>
    /// <remarks>Parts add up to what is missing in whole watts. An event that has not begun has none.</remarks>
    [WolverineGet("/api/events/{id}/why")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<WhyView> Get(
        DrEvent? found,
        TimeRange asked,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = found!;
        if (state.ActivatedAt is null)
            return NotBegun(state);
        var now = clock.GetUtcNow();
        var figures = await EventFigures.ReadAsync(session, state, isWhole: true, cancellation);
        asked = Bounded(asked, figures, now);
        string[] venIds = [.. figures.Participations.Where(p => p.WasToldToShed || IsHeldOut(p)).Select(p => p.VenId)];
        return Of(figures, await IntervalsAsync(session, asked.Start, asked.End, venIds, cancellation), now, asked);
    }

    /// <summary>The same of an event whose figures and five minutes were made otherwise.</summary>
    /// <param name="intervals">Five minutes of the VENs that were told, and of those that are held out.</param>
    /// <param name="within">The time that is asked for; null for all that is not too much.</param>
    public static WhyView Of(EventFigures figures, List<VenInterval> intervals, DateTimeOffset now, TimeRange? within = null)
    {
        var state = figures.Event;
        if (state.ActivatedAt is not { } began)
            return NotBegun(state);
        var end = EndOf(state, now);
        var asked = within ?? Bounded(new TimeRange(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), figures, now);
        var told = figures.Participations.Where(p => p.WasToldToShed).ToList();
        var skipped = figures.Participations.Where(p => p is { WasToldToShed: false, Status: ParticipationStatus.Skipped }).ToList();
        string[] heldOutIds = [.. skipped.Where(IsHeldOut).Select(p => p.VenId)];
        var (parts, heldOut) = (PartsOf(state.Id, intervals), HeldOutOf(heldOutIds, intervals));
        var spans = new List<(TimeRange Span, List<VenSpan> Vens)>();
        for (var start = Interval.StartOf(began, Interval.Length); start < end; start += Interval.Length)
        {
            var span = new TimeRange(start < began ? began : start, start + Interval.Length < end ? start + Interval.Length : end);
            // In its first moments nothing can be measured of a span.
            if (
                start < asked.Start
                || start >= asked.End
                || (state.IsActive && span.End - span.Start < ShortestSpan)
                || span.End <= span.Start
            )
                continue;
            var inSpan = parts.GetValueOrDefault(start) ?? [];
            var ofCalled = Drift.Of(told.Select(p => (BetterKw(inSpan.GetValueOrDefault(p.VenId), Meter(p), start), Meter(p)?.BaselineKw)));
            var drift = Drift.Surer(ofCalled, figures.Others?.At(start));
            spans.Add((span, told.ConvertAll(p => WhyMissing.Of(p, Meter(p), inSpan.GetValueOrDefault(p.VenId), drift, began, span))));
        }
        return new WhyView(
            state.Id,
            state.RequestedReductionKw,
            [.. spans.Select(s => WhyViews.Of(s.Span, state.RequestedReductionKw, s.Vens, HeldOut(s.Span)))],
            spans.Count == 0 ? [] : [.. told.Select((_, i) => WhyViews.Of(WhyMissing.Over([.. spans.Select(s => (s.Span, s.Vens[i]))])))],
            [.. skipped.Select(p => new WhySkipped(p.VenId, p.Reason ?? ""))]
        );

        MeteredParticipation? Meter(Participation p) => figures.Metered.GetValueOrDefault(p.Id);
        HeldOutKw HeldOut(TimeRange span) => heldOut.GetValueOrDefault(Interval.StartOf(span.Start, Interval.Length));
    }

    private static bool IsHeldOut(Participation part) =>
        part is { WasToldToShed: false, Status: ParticipationStatus.Skipped, Reason: SkipReasons.HeldOut };

    private static WhyView NotBegun(DrEvent state) => new(state.Id, state.RequestedReductionKw, [], [], []);

    /// <summary>Until when an event was, or has been.</summary>
    public static DateTimeOffset EndOf(DrEvent state, DateTimeOffset now) =>
        new[] { state.EndedAt ?? state.EndTime, state.EndTime, now }.Min();

    /// <summary>What is asked of the event's time, whole five minutes, the newest that are not too much.</summary>
    private static TimeRange Bounded(TimeRange asked, EventFigures figures, DateTimeOffset now)
    {
        var (began, end) = (figures.Event.ActivatedAt!.Value, EndOf(figures.Event, now));
        var vens = figures.Participations.Count(p => p.WasToldToShed);
        var (from, to) = (asked.Start > began ? asked.Start : began, asked.End < end ? asked.End : end);
        var most = Interval.Length * Math.Max(1, ReadMax / Math.Max(1, vens));
        var first = Interval.StartOf(from, Interval.Length);
        return new TimeRange(first > to - most ? first : Interval.StartOf(to - most, Interval.Length) + Interval.Length, to);
    }

    public static double? BetterKw(HeldPart? part, MeteredParticipation? meter, DateTimeOffset start) =>
        part is not null && meter is not null && part.By(meter.BasisAt(start) with { SealedKw = null }) is (> 0, _, _, _) and var better
            ? better.BaselineSumKw / better.Seconds
            : null;

    public static async Task<List<VenInterval>> IntervalsAsync(
        IQuerySession session,
        DateTimeOffset began,
        DateTimeOffset end,
        string[] venIds,
        CancellationToken cancellation
    )
    {
        var from = Interval.StartOf(began, Interval.Length);
        var closed = await session
            .Query<VenInterval>()
            .Where(i => i.VenId.IsOneOf(venIds) && i.Start >= from && i.Start < end)
            .ToListAsync(cancellation);
        var open = (await session.LoadManyAsync<VenLive>(cancellation, venIds)).Select(v => v.OpenInterval).OfType<VenInterval>();
        return [.. closed, .. open];
    }

    /// <summary>What was measured of the event, by five minutes and VEN.</summary>
    public static Dictionary<DateTimeOffset, Dictionary<string, HeldPart>> PartsOf(string eventId, List<VenInterval> intervals)
    {
        var parts = new Dictionary<DateTimeOffset, Dictionary<string, HeldPart>>();
        foreach (var interval in intervals)
        {
            if (interval.Parts.FirstOrDefault(p => p.EventId == eventId) is not { } part)
                continue;
            if (!parts.TryGetValue(interval.Start, out var ofStart))
                parts.Add(interval.Start, ofStart = []);
            ofStart[interval.VenId] = part;
        }
        return parts;
    }

    private static Dictionary<DateTimeOffset, HeldOutKw> HeldOutOf(string[] heldOutIds, List<VenInterval> intervals)
    {
        var ids = heldOutIds.ToHashSet();
        return intervals
            .Where(i => ids.Contains(i.VenId) && i.AvailableKw > 0)
            .GroupBy(i => i.Start)
            .ToDictionary(g => g.Key, g => new HeldOutKw(g.Sum(i => i.AvailableKw!.Value), g.Count()));
    }
}
