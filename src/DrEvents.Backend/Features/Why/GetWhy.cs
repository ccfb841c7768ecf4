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
    private const int ReadMax = 50_000;

    private static readonly TimeSpan ShortestSpan = TimeSpan.FromSeconds(15);

    public static (TimeRange Asked, ProblemDetails Problem) Load(string? start, string? end)
    {
        var fields = new QueryFields();
        return (fields.OpenRange(start, end), fields.Answer);
    }

    /// <summary>Says why the reduction is what it is: of each five minutes that begin between start and end, and of each VEN over all of them.</summary>
    /// <remarks>Parts add up to what is missing in whole watts. An event that has not begun has none.</remarks>
    [WolverineGet("/api/events/{id}/why")]
    public static async Task<WhyView> Get(
        DrEvent? found,
        TimeRange asked,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = found!;
        if (state.ActivatedAt is not { } began)
            return new WhyView(state.Id, state.RequestedReductionKw, [], [], []);
        var end = new[] { state.EndedAt ?? state.EndTime, state.EndTime, clock.GetUtcNow() }.Min();
        var figures = await EventFigures.ReadAsync(session, state, cancellation);
        var told = figures.Participations.Where(p => p.WasToldToShed).ToList();
        asked = Bounded(asked, began, end, told.Count);
        var parts = await PartsAsync(session, state, asked.Start, asked.End, [.. told.Select(p => p.VenId)], cancellation);
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
            var drift = Drift.Of(told.Select(p => (ExpectedKw(inSpan.GetValueOrDefault(p.VenId)), Meter(p)?.BaselineKw)));
            spans.Add((span, told.ConvertAll(p => Explained(p, inSpan.GetValueOrDefault(p.VenId), drift, span))));
        }
        var skipped = figures.Participations.Where(p => p is { WasToldToShed: false, Status: ParticipationStatus.Skipped }).ToList();
        return new WhyView(
            state.Id,
            state.RequestedReductionKw,
            [.. spans.Select(s => WhyViews.Of(s.Span, state.RequestedReductionKw, s.Vens))],
            spans.Count == 0 ? [] : [.. told.Select((_, i) => WhyViews.Of(WhyMissing.Over([.. spans.Select(s => (s.Span, s.Vens[i]))])))],
            [.. skipped.Select(p => new WhySkipped(p.VenId, p.Reason ?? ""))]
        );

        MeteredParticipation? Meter(Participation p) => figures.Metered.GetValueOrDefault(p.Id);

        VenSpan Explained(Participation p, HeldPart? part, Drift drift, TimeRange span)
        {
            var baselineKw = Meter(p)?.BaselineKw is { } sealedKw ? sealedKw + drift.ShiftKw(sealedKw) : (double?)null;
            return WhyMissing.Of(p, Meter(p), part, baselineKw, began, span);
        }
    }

    /// <summary>What is asked of the event's time, whole five minutes, the newest that are not too much.</summary>
    private static TimeRange Bounded(TimeRange asked, DateTimeOffset began, DateTimeOffset end, int vens)
    {
        var (from, to) = (asked.Start > began ? asked.Start : began, asked.End < end ? asked.End : end);
        var most = Interval.Length * Math.Max(1, ReadMax / Math.Max(1, vens));
        var first = Interval.StartOf(from, Interval.Length);
        return new TimeRange(first > to - most ? first : Interval.StartOf(to - most, Interval.Length) + Interval.Length, to);
    }

    private static double? ExpectedKw(HeldPart? part) => part is { ExpectedS: > 0 } ? part.ExpectedSumKw / part.ExpectedS : null;

    /// <summary>What was measured of the event, by five minutes and VEN.</summary>
    private static async Task<Dictionary<DateTimeOffset, Dictionary<string, HeldPart>>> PartsAsync(
        IQuerySession session,
        DrEvent state,
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
        var parts = new Dictionary<DateTimeOffset, Dictionary<string, HeldPart>>();
        foreach (var interval in closed.Concat(open))
        {
            if (interval.Parts.FirstOrDefault(p => p.EventId == state.Id) is not { } part)
                continue;
            if (!parts.TryGetValue(interval.Start, out var ofStart))
                parts.Add(interval.Start, ofStart = []);
            ofStart[interval.VenId] = part;
        }
        return parts;
    }
}
