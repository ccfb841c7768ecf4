using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Tables;
using DrEvents.Backend.Features.Why;

namespace DrEvents.Backend.Features.Past;

public static class GetEventAt
{
    public static Task<(PastEvent? Past, ProblemDetails Problem)> LoadAsync(
        string id,
        string? time,
        string? view,
        IQuerySession session,
        PastEvents past,
        TimeProvider clock,
        CancellationToken cancellation
    ) => AskedMoment.FindAsync(id, time, view, session, past, clock.GetUtcNow(), cancellation);

    /// <summary>Shows an event as it was at a moment of the past, made anew from what is stored, by the functions that show it now.</summary>
    /// <remarks>
    /// <c>time</c>: now unless it is said. <c>view</c>: <c>known</c> (the default), by what was stored by then: what was shown then, but for the second that
    /// live figures may be behind; or <c>now</c>, by what is known today of the time until then: late readings and answers count. VENs whose samples are
    /// deleted are named in <c>notRecomputable</c>, and count for nothing. One moment is made at a time on each node: who has to wait too long is told to come again.
    /// </remarks>
    [WolverineGet("/api/events/{id}/at")]
    [Needs(Need.Read, Reach.Path)]
    public static EventAt Get(PastEvent? past)
    {
        var ((at, view), figures) = (past!.Moment, past.Figures);
        var metrics = EventMetrics.Of(figures.Event, figures.Totals(at));
        return new EventAt(
            past.EventId,
            at,
            view,
            past.MadeAt,
            EventViews.Of(figures.Event, metrics.ActualReductionKw),
            metrics,
            EventParts.Of(figures, at).Rows.CountBy(r => r.Status).ToDictionary(),
            GetCourse.Of(figures, past.Requests, past.Intervals, past.Minutes, at),
            GetWhy.Of(figures, past.Intervals, at).Intervals,
            past.Adjustments,
            past.Stored,
            past.EventsRead,
            past.NotRecomputable
        );
    }
}
