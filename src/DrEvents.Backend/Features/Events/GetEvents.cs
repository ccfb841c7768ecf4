using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Events;

/// <summary>Reading events.</summary>
public static class GetEvents
{
    private const int LimitDefault = 100;
    private const int LimitMax = 1_000;

    /// <summary>The newest events, by their start; with <c>status</c>, those of that status.</summary>
    [WolverineGet("/api/events")]
    public static async Task<IResult> List(
        string? status,
        int? limit,
        IDocumentStore store,
        EventReader reader,
        CancellationToken cancellation
    )
    {
        var errors = new FieldErrors()
            .If(status is not null && !EventStatus.All.Contains(status), "status", "is none of " + string.Join(", ", EventStatus.All))
            .Range(limit, "limit", 1, LimitMax);
        if (errors.Answer is { } wrong)
            return wrong;
        await using var session = store.QuerySession();
        var query = session.Query<DrEvent>().Where(e => status == null || e.Status == status);
        var states = await query.OrderByDescending(e => e.StartTime).Take(limit ?? LimitDefault).ToListAsync(cancellation);
        return Results.Ok(await reader.ViewsAsync(session, states, cancellation));
    }

    /// <summary>The active event, the one that goes first if there are several, with its figures; <c>null</c> when none is active.</summary>
    [WolverineGet("/api/events/current")]
    public static async Task<IResult> Current(IDocumentStore store, EventReader reader, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var active = await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation);
        var first = active.MinBy(e => e.Rank);
        return first is null ? Results.Text("null", "application/json") : Results.Ok(await reader.DetailAsync(first.Id, cancellation));
    }

    /// <summary>Events that are over, newest first, of those that touch the time from <c>start</c> to <c>end</c>.</summary>
    [WolverineGet("/api/events/history")]
    public static async Task<IResult> History(
        DateTimeOffset? start,
        DateTimeOffset? end,
        int? limit,
        IDocumentStore store,
        EventReader reader,
        CancellationToken cancellation
    )
    {
        if (new FieldErrors().If(end <= start, "end", "is not after start").Range(limit, "limit", 1, LimitMax).Answer is { } wrong)
            return wrong;
        var from = (start ?? DateTimeOffset.MinValue).ToUniversalTime();
        var to = (end ?? DateTimeOffset.MaxValue).ToUniversalTime();
        await using var session = store.QuerySession();
        var states = await session
            .Query<DrEvent>()
            .Where(e => (e.Status == EventStatus.Completed || e.Status == EventStatus.Cancelled) && e.EndTime > from && e.StartTime < to)
            .OrderByDescending(e => e.StartTime)
            .Take(limit ?? LimitDefault)
            .ToListAsync(cancellation);
        return Results.Ok(await reader.ViewsAsync(session, states, cancellation));
    }

    /// <summary>One event with its figures and with every VEN's part.</summary>
    [WolverineGet("/api/events/{id}")]
    public static async Task<IResult> Get(string id, EventReader reader, CancellationToken cancellation) =>
        await reader.DetailAsync(id, cancellation) is { } detail ? Results.Ok(detail) : Problems.NotFound("event", id);

    /// <summary>One event's figures.</summary>
    [WolverineGet("/api/events/{id}/metrics")]
    public static async Task<IResult> Metrics(string id, EventReader reader, CancellationToken cancellation) =>
        await reader.MetricsAsync(id, cancellation) is { } metrics ? Results.Ok(metrics) : Problems.NotFound("event", id);
}
