using System.Security.Claims;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Measurement;

/// <param name="Programme">The programme that they belong to; null for all.</param>
/// <param name="Own">The programmes that the caller is bounded to; null for all events.</param>
public sealed record EventQuery(string? Status, TimeRange Range, int Limit, string? Programme = null, IReadOnlyList<string>? Own = null)
{
    private const int LimitDefault = 100;
    private const int LimitMax = 1_000;

    public static (EventQuery Query, ProblemDetails Problem) Read(
        ClaimsPrincipal user,
        string? status,
        string? start,
        string? end,
        string? limit,
        string? programme
    )
    {
        var fields = new QueryFields();
        var asked = string.IsNullOrEmpty(status) ? null : status;
        fields.If(asked is not null && !EventStatus.All.Contains(asked), "status", "is none of " + string.Join(", ", EventStatus.All));
        var of = string.IsNullOrEmpty(programme) ? null : programme;
        fields.If(of is not null && !ProgrammeRules.IsId(of), "programme", "is no id of a programme");
        var (range, most) = (fields.OpenRange(start, end), fields.Limit(limit, LimitDefault, LimitMax));
        return (new EventQuery(asked, range, most, of, OfCaller.Programmes(user)), fields.Answer);
    }
}

public static class GetEvents
{
    public static (EventQuery Query, ProblemDetails Problem) Load(ClaimsPrincipal user, string? status, string? limit) =>
        EventQuery.Read(user, status, start: null, end: null, limit, programme: null);

    /// <summary>Lists events, the newest start first.</summary>
    [WolverineGet("/api/events")]
    [Needs(Need.Read, Reach.Own)]
    public static Task<EventView[]> Get(EventQuery query, IQuerySession session, EndedTotals ended, CancellationToken cancellation) =>
        ListAsync(query, session, begun => ended.OfAllAsync(begun, cancellation), cancellation);

    /// <param name="totalsOf">Totals of events that have begun, by id.</param>
    public static async Task<EventView[]> ListAsync(
        EventQuery query,
        IQuerySession session,
        Func<IReadOnlyList<DrEvent>, Task<Dictionary<string, EventTotals>>> totalsOf,
        CancellationToken cancellation
    )
    {
        var (status, (from, to), limit, programme, programmes) = query;
        var asked = session.Query<DrEvent>().AsQueryable();
        if (programmes is not null)
        {
            string[] own = [.. programmes];
            asked = asked.Where(e => e.Targets!.Programme!.IsOneOf(own));
        }
        var states = await asked
            .Where(e =>
                (status == null || e.Status == status)
                && (programme == null || e.Targets!.Programme == programme)
                && e.EndTime > from
                && e.StartTime < to
            )
            .OrderByDescending(e => e.StartTime)
            .Take(limit)
            .ToListAsync(cancellation);
        return await ViewsAsync(states, session, totalsOf, cancellation);
    }

    /// <summary>These events with what they came to.</summary>
    /// <param name="totalsOf">See <see cref="ListAsync"/>.</param>
    public static async Task<EventView[]> ViewsAsync(
        IReadOnlyList<DrEvent> states,
        IQuerySession session,
        Func<IReadOnlyList<DrEvent>, Task<Dictionary<string, EventTotals>>> totalsOf,
        CancellationToken cancellation
    )
    {
        var totals = await totalsOf([.. states.Where(s => s.ActivatedAt is not null)]);
        var since = await LiveReadiness.SinceAsync(session, cancellation);
        return [.. states.Select(s => EventViews.Of(s, s.ActivatedAt < since ? null : Actual(s)))];

        double? Actual(DrEvent s) => EventMetrics.ActualReductionKw(s, totals.GetValueOrDefault(s.Id, EventTotals.None));
    }
}

public static class GetEventHistory
{
    public static (EventQuery Query, ProblemDetails Problem) Load(
        ClaimsPrincipal user,
        string? status,
        string? start,
        string? end,
        string? limit,
        string? programme
    ) => EventQuery.Read(user, status, start, end, limit, programme);

    /// <summary>Lists events of every status that touch a time, the newest start first; of one programme, where it is named.</summary>
    [WolverineGet("/api/events/history")]
    [Needs(Need.Read, Reach.Own)]
    public static Task<EventView[]> Get(EventQuery query, IQuerySession session, EndedTotals ended, CancellationToken cancellation) =>
        GetEvents.Get(query, session, ended, cancellation);
}
