using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

[Middleware(typeof(KnownEvent))]
public static class GetResults
{
    /// <summary>Lists all results that were issued of an event, the newest first, without their VENs.</summary>
    [WolverineGet("/api/events/{id}/results")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<ResultView[]> Get(string id, IQuerySession session, CancellationToken cancellation) =>
        [.. (await session.ResultsAsync(id, cancellation)).OrderByDescending(r => r.Number).Select(r => ResultViews.Of(id, r))];
}

/// <summary>Which of an event's results is asked for, and which page of its VENs.</summary>
public sealed record AskedResult(ResultIssued Result, int Most, string After, string? VenId)
{
    private const int MostDefault = 100;
    private const int MostMax = 1_000;

    /// <summary>404 when there is no such event, or nothing was issued of it yet, or by then; it says when something will be.</summary>
    public static async Task<(AskedResult? Asked, ProblemDetails Problem)> FindAsync(
        string id,
        (string? Known, string? Number, string? VenId, string? Limit, string? After) query,
        IQuerySession session,
        ResultOptions options,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (!EventIds.IsValid(id) || await session.LoadAsync<DrEvent>(id, cancellation) is not { } state)
            return (null, Problems.NotFound("event", id));
        var fields = new QueryFields();
        var (most, known) = (fields.Limit(query.Limit, MostDefault, MostMax), fields.Time("known", query.Known));
        var number = (int?)fields.Whole("number", query.Number, 1, int.MaxValue);
        var (after, venId) = (Text(query.After), Text(query.VenId));
        fields.If(known > now, "known", "is still to come");
        fields.If(after is not null && !VenIds.IsValid(after), "after", $"is not {VenIds.Form}");
        fields.If(venId is not null && !VenIds.IsValid(venId), "venId", $"is not {VenIds.Form}");
        if (!fields.None)
            return (null, fields.Answer);
        var results = await session.ResultsAsync(id, cancellation);
        var found = number is null ? results.LastOrDefault(r => known is null || r.At <= known) : results.Find(r => r.Number == number);
        return found is not null
            ? (new AskedResult(found, most, after ?? "", venId), Problems.None)
            : (null, Problems.Of(StatusCodes.Status404NotFound, "Not found", WhyNone(state, results, number, options, now)));
    }

    /// <summary>The same for what measures the VENs again: 503 too, while the read models that it rests on are still being made.</summary>
    public static async Task<(AskedResult? Asked, ProblemDetails Problem)> FindToMeasureAsync(
        string id,
        string? number,
        IQuerySession session,
        ResultOptions options,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var (asked, problem) = await FindAsync(id, (null, number, null, null, null), session, options, now, cancellation);
        return asked is null ? (null, problem) : (asked, await LiveReadiness.OfAsync(session, asked.Result.Start, cancellation));
    }

    /// <summary>The page of VENs, and after which to ask for the next.</summary>
    public async Task<(VenResultView[] Vens, string? After)> PageAsync(string id, IQuerySession session, CancellationToken cancellation)
    {
        // The page that holds the VEN after which to begin may end with it.
        var pages = VenId is null ? Most / VenResultsIssued.VensMax + 2 : 1;
        var stored = await session.VenResultsAsync(id, Result.Number, VenId ?? After, pages, cancellation);
        var vens = stored
            .SelectMany(p => p.Vens)
            .Where(v => VenId is null ? string.CompareOrdinal(v.VenId, After) > 0 : v.VenId == VenId)
            .Take(Most + 1)
            .ToList();
        return ([.. vens.Take(Most).Select(ResultViews.Of)], vens.Count > Most ? vens[Most - 1].VenId : null);
    }

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string WhyNone(DrEvent state, List<ResultIssued> results, int? number, ResultOptions options, DateTimeOffset now)
    {
        if (number is not null)
            return $"Event {state.Id} has no result {number}: there are {results.Count}";
        if (results.Count > 0)
            return $"No result of event {state.Id} was issued by then: the first at {At(results[0].At)}";
        if (state.IsOver)
            return ResultHours.Of(state) is null
                ? $"Event {state.Id} has no result: it never began, or lasted less than a minute"
                : $"The result of event {state.Id} {When(state.EndedAt!.Value.AddSeconds(options.IssueAfterSeconds))}";
        return $"The result of event {state.Id} is issued {options.IssueAfterSeconds:0} s after its end, at {At(state.EndTime.AddSeconds(options.IssueAfterSeconds))} as it is planned";

        string When(DateTimeOffset due) =>
            due > now
                ? $"is issued at {At(due)}, or when it is asked for"
                : $"was due at {At(due)} and is still to be made; it can be asked for";
    }

    private static string At(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}

public static class GetResult
{
    public static Task<(AskedResult? Asked, ProblemDetails Problem)> LoadAsync(
        string id,
        string? known,
        string? limit,
        string? after,
        IQuerySession session,
        IOptions<ResultOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    ) => AskedResult.FindAsync(id, (known, null, null, limit, after), session, options.Value, clock.GetUtcNow(), cancellation);

    /// <summary>Shows the newest result of an event, with a page of its VENs.</summary>
    /// <remarks>
    /// <c>known</c>: the one that was the newest at that time. <c>after</c>: VENs whose ids come after this one. 404 while there is none; <c>detail</c> says
    /// when there will be.
    /// </remarks>
    [WolverineGet("/api/events/{id}/result")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<EventResult> Get(string id, AskedResult? asked, IQuerySession session, CancellationToken cancellation)
    {
        var (vens, next) = await asked!.PageAsync(id, session, cancellation);
        return new EventResult(ResultViews.Of(id, asked.Result), vens, next);
    }
}

public static class GetResultVens
{
    public static Task<(AskedResult? Asked, ProblemDetails Problem)> LoadAsync(
        string id,
        string? number,
        string? venId,
        string? limit,
        string? after,
        IQuerySession session,
        IOptions<ResultOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    ) => AskedResult.FindAsync(id, (null, number, venId, limit, after), session, options.Value, clock.GetUtcNow(), cancellation);

    /// <summary>Lists what each VEN delivered by a result of an event, in the order of their ids.</summary>
    /// <remarks><c>number</c>: of the result; the newest unless it is said. <c>venId</c>: of one VEN. <c>after</c>: VENs whose ids come after this one.</remarks>
    [WolverineGet("/api/events/{id}/result/vens")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<VenResultPage> Get(string id, AskedResult? asked, IQuerySession session, CancellationToken cancellation)
    {
        var (vens, next) = await asked!.PageAsync(id, session, cancellation);
        return new VenResultPage(id, asked.Result.Number, vens, next);
    }
}
