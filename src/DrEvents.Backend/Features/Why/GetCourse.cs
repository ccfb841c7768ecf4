using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Why;

public sealed record CourseQuery(TimeSpan Granularity);

[Middleware(typeof(MeasuredEvent))]
public static class GetCourse
{
    private static readonly Dictionary<string, TimeSpan> Granularities = new() { ["1m"] = Minutes.Length, ["5m"] = Interval.Length };

    /// <summary>Five minutes of VENs that are read at once: of larger events the newest.</summary>
    private const int IntervalsMax = 50_000;
    private static readonly TimeSpan ShortestSpan = TimeSpan.FromSeconds(15);

    public static (CourseQuery Query, ProblemDetails Problem) Load(string? granularity)
    {
        var fields = new QueryFields();
        var length = Granularities.GetValueOrDefault(string.IsNullOrEmpty(granularity) ? "1m" : granularity);
        fields.If(length == default, "granularity", "is neither 1m nor 5m");
        return (new CourseQuery(length), fields.Answer);
    }

    /// <summary>Shows how an event went, from its beginning on: request, measured, claimed, use and baseline of its VENs.</summary>
    /// <remarks>
    /// <c>granularity</c>: <c>1m</c> or <c>5m</c>. Minutes are made of the VENs' readings; where these would be too many to read, the answer is of five minutes.
    /// </remarks>
    [WolverineGet("/api/events/{id}/course")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<EventCourse> Get(
        DrEvent? found,
        CourseQuery query,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (state, now) = (found!, clock.GetUtcNow());
        var requests = Requests(await session.EventsOfAsync(state.Id, [typeof(EventScheduled), typeof(EventModified)], cancellation));
        if (state.ActivatedAt is not { } began)
            return new EventCourse(state.Id, (int)query.Granularity.TotalSeconds, requests, []);
        var figures = await EventFigures.ReadAsync(session, state, isWhole: true, cancellation);
        var told = Told(figures);
        var meters = told.ConvertAll(p => figures.Metered.GetValueOrDefault(p.Id));
        var range = new TimeRange(began, GetWhy.EndOf(state, now));
        if (query.Granularity == Minutes.Length && Minutes.AreFew(meters, began, now))
            return Of(
                figures,
                requests,
                Minutes.Length,
                range,
                await Minutes.ReadAsync(session, state.Id, meters, range, now, cancellation)
            );
        range = Bounded(range, told.Count);
        var intervals = await GetWhy.IntervalsAsync(session, range.Start, range.End, [.. told.Select(p => p.VenId)], cancellation);
        return Of(figures, requests, Interval.Length, range, GetWhy.PartsOf(state.Id, intervals));
    }

    /// <summary>The same of an event whose figures, and five minutes or minutes, were made otherwise.</summary>
    /// <param name="intervals">Five minutes of its VENs.</param>
    /// <param name="minutes">What belongs to it of each minute; null where that is not known.</param>
    public static EventCourse Of(
        EventFigures figures,
        IReadOnlyList<CourseRequest> requests,
        List<VenInterval> intervals,
        Dictionary<DateTimeOffset, Dictionary<string, HeldPart>>? minutes,
        DateTimeOffset now
    )
    {
        var state = figures.Event;
        if (state.ActivatedAt is not { } began)
            return new EventCourse(state.Id, (int)Minutes.Length.TotalSeconds, requests, []);
        var (told, range) = (Told(figures), new TimeRange(began, GetWhy.EndOf(state, now)));
        if (minutes is not null && Minutes.AreFew(told.ConvertAll(p => figures.Metered.GetValueOrDefault(p.Id)), began, now))
            return Of(figures, requests, Minutes.Length, range, minutes);
        return Of(figures, requests, Interval.Length, Bounded(range, told.Count), GetWhy.PartsOf(state.Id, intervals));
    }

    private static List<Participation> Told(EventFigures figures) => [.. figures.Participations.Where(p => p.WasToldToShed)];

    private static EventCourse Of(
        EventFigures figures,
        IReadOnlyList<CourseRequest> requests,
        TimeSpan length,
        TimeRange range,
        Dictionary<DateTimeOffset, Dictionary<string, HeldPart>> parts
    )
    {
        var (state, began) = (figures.Event, figures.Event.ActivatedAt!.Value);
        var told = Told(figures);
        var meters = told.ConvertAll(p => figures.Metered.GetValueOrDefault(p.Id));
        var points = new List<CoursePoint>();
        for (var start = Interval.StartOf(range.Start, length); start < range.End; start += length)
        {
            var span = new TimeRange(start < began ? began : start, start + length < range.End ? start + length : range.End);
            // In its first moments nothing can be measured of the span that still runs.
            if (span.End - span.Start >= (state.IsActive && span.End == range.End ? ShortestSpan : TimeSpan.FromTicks(1)))
                points.Add(Point(span, parts.GetValueOrDefault(start) ?? []));
        }
        return new EventCourse(state.Id, (int)length.TotalSeconds, requests, points);

        CoursePoint Point(TimeRange span, Dictionary<string, HeldPart> inSpan)
        {
            var ofCalled = Drift.Of(
                told.Select((p, i) => (GetWhy.BetterKw(inSpan.GetValueOrDefault(p.VenId), meters[i], span.Start), meters[i]?.BaselineKw))
            );
            var drift = Drift.Surer(ofCalled, figures.Others?.At(Interval.StartOf(span.Start, Interval.Length)));
            var (measuredKw, heardKw, claimedKw, usedKw) = (0.0, 0.0, 0.0, 0.0);
            var heard = new List<MeterRow>();
            for (var i = 0; i < told.Count; i++)
            {
                var part = inSpan.GetValueOrDefault(told[i].VenId);
                measuredKw += WhyMissing.Of(told[i], meters[i], part, drift, began, span).MeasuredKw;
                if (part is not { MeasuredS: > 0 } || meters[i] is not { } meter)
                    continue;
                heard.Add(MeterRow.Of(meter));
                usedKw += part.UsedSumKw / part.MeasuredS;
                claimedKw += part.ClaimedKw ?? 0;
                heardKw += WhyMissing.ReductionKw(meter, part, drift, span.Start) ?? 0;
            }
            var errorKw = TotalsError.Of(heard, [], drift);
            return new CoursePoint(span.Start, span.End, measuredKw, errorKw, claimedKw, usedKw, usedKw + heardKw, heard.Count);
        }
    }

    /// <summary>What was asked, from when on, by the event's own stored events.</summary>
    public static IReadOnlyList<CourseRequest> Requests(IEnumerable<IEvent> stored)
    {
        var asked = stored
            .Select(e =>
                e.Data switch
                {
                    EventScheduled s => new CourseRequest(s.At, s.RequestedReductionKw),
                    EventModified m => new CourseRequest(m.At, m.RequestedReductionKw),
                    _ => null,
                }
            )
            .OfType<CourseRequest>()
            .ToList();
        // What was changed otherwise asks for as much as before.
        return [.. asked.Where((r, i) => i == 0 || r.Kw != asked[i - 1].Kw)];
    }

    private static TimeRange Bounded(TimeRange range, int vens)
    {
        var most = Interval.Length * Math.Max(1, IntervalsMax / Math.Max(1, vens));
        return range.End - range.Start <= most ? range : range with { Start = Interval.StartOf(range.End - most, Interval.Length) };
    }
}
