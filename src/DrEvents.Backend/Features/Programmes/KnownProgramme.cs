using System.Security.Claims;

namespace DrEvents.Backend.Features.Programmes;

public static class KnownProgramme
{
    /// <summary>404 where there is none, 409 where it is closed.</summary>
    public static ProblemDetails OrNot(Programme? programme, string programmeId) =>
        programme switch
        {
            null => Problems.NotFound("programme", programmeId),
            { IsOpen: false } => Problems.Conflict($"Programme {programmeId} is closed"),
            _ => Problems.None,
        };

    public static FieldErrors CheckWhy(this FieldErrors errors, string? why) =>
        errors.If(string.IsNullOrWhiteSpace(why), "why", "is missing").Text(why, "why", ProgrammeRules.WhyMax);
}

public static class GetProgrammes
{
    /// <summary>Lists all programmes, in the order of their ids.</summary>
    [WolverineGet("/api/programmes")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<IReadOnlyList<ProgrammeView>> Get(ClaimsPrincipal user, IQuerySession session, CancellationToken cancellation)
    {
        var own = OfCaller.Programmes(user);
        var all = await session.Query<Programme>().OrderBy(p => p.Id).ToListAsync(cancellation);
        return [.. all.Where(p => own?.Contains(p.ProgrammeId) != false).Select(p => p.View())];
    }
}

public static class GetProgramme
{
    /// <summary>Shows a programme with its terms.</summary>
    [WolverineGet("/api/programmes/{programmeId}")]
    [Needs(Need.Read, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static async Task<Results<Ok<ProgrammeView>, ProblemHttpResult>> Get(
        string programmeId,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        await session.ProgrammeAsync(programmeId, cancellation) is { } programme
            ? TypedResults.Ok(programme.View())
            : TypedResults.Problem(Problems.NotFound("programme", programmeId));
}

/// <summary>Which of a programme's VENs are listed.</summary>
/// <param name="Search">A part of the id; null for all.</param>
/// <param name="IsIn">Whether they take part now; null for all.</param>
public sealed record EnrolmentQuery(int Offset, int Limit, string? Search = null, bool? IsIn = null);

public static class GetEnrolments
{
    private const int LimitMax = 500;
    private const int SearchMax = 128;

    public static (EnrolmentQuery Query, ProblemDetails Problem) Load(string? offset, string? limit, string? search, string? isIn)
    {
        var fields = new QueryFields();
        fields.Text(search, "search", SearchMax);
        return (
            new EnrolmentQuery(
                fields.Offset(offset),
                fields.Limit(limit, max: LimitMax),
                string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
                fields.Flag("isIn", isIn)
            ),
            fields.Answer
        );
    }

    /// <summary>Lists VENs that take part in a programme, or did, with the history of their consents.</summary>
    /// <remarks>In the order of their ids: from <c>offset</c> on, so many as <c>limit</c> says: 100, at most 500. <c>search</c>: a part of the id. <c>isIn</c>: whether they take part now.</remarks>
    [WolverineGet("/api/programmes/{programmeId}/vens")]
    [Needs(Need.Read, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static async Task<Results<Ok<EnrolmentPage>, ProblemHttpResult>> Get(
        string programmeId,
        EnrolmentQuery query,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        if (await session.ProgrammeAsync(programmeId, cancellation) is null)
            return TypedResults.Problem(Problems.NotFound("programme", programmeId));
        var asked = session.Query<Enrolment>().Stats(out var total).Where(e => e.ProgrammeId == programmeId);
        if (query.Search is { } search)
            asked = asked.Where(e => e.VenId.Contains(search, StringComparison.OrdinalIgnoreCase));
        if (query.IsIn is { } isIn)
            asked = asked.Where(e => e.IsIn == isIn);
        var found = await asked.OrderBy(e => e.VenId).Skip(query.Offset).Take(query.Limit).ToListAsync(cancellation);
        return TypedResults.Ok(new EnrolmentPage([.. found.Select(e => e.View())], total.TotalResults, query.Offset));
    }
}
