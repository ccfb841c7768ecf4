using System.Security.Claims;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Persons;

public static class EraseHome
{
    public static ProblemDetails Validate(EraseRequest? request) => AskForErasure.Check(request);

    /// <summary>Erases what names the people of a VEN that was removed: names, addresses, places, consents, reasons. What was measured stays, under the VEN's id.</summary>
    /// <remarks>
    /// It is done soon after the answer, and shown by <c>GET</c>. With <c>dryRun</c> it is only counted what would be changed. Asked for again, it changes what
    /// is there since.
    /// </remarks>
    [WolverinePost("/api/vens/{venId}/erasure")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<ErasureView>, Accepted<ErasureView>, ProblemHttpResult>> Post(
        string venId,
        EraseRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        HomeScope homes,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (await Homes.FindAsync(session, venId, cancellation) is not { } ven)
            return TypedResults.Problem(Problems.NotFound("VEN", venId));
        var problem = (await HomeIsBusy.OfAsync(session, venId, cancellation)).Problem(ven);
        if (problem != Problems.None && !request.DryRun)
            return TypedResults.Problem(problem);
        var scope = await homes.ReadAsync(session, venId, cancellation);
        if (HomeScope.NamedIn(request.Reason!, scope) is { } named)
            return TypedResults.Problem(AskForErasure.ReasonNames(named));
        var (view, isAsked) = await AskForErasure.AnswerAsync(
            session,
            Homes.ErasureOf(venId),
            scope,
            request,
            Caller.Of(user)!.Name,
            clock.GetUtcNow(),
            cancellation
        );
        return isAsked ? TypedResults.Accepted($"/api/vens/{venId}/erasure", view) : TypedResults.Ok(view);
    }
}

public static class GetHomeErasure
{
    /// <summary>Shows whether what names the people of a VEN was erased, when, why, and how much of what.</summary>
    [WolverineGet("/api/vens/{venId}/erasure")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static async Task<Results<Ok<ErasureView>, ProblemHttpResult>> Get(
        string venId,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        await Homes.FindAsync(session, venId, cancellation) is null
            ? TypedResults.Problem(Problems.NotFound("VEN", venId))
            : TypedResults.Ok(await AskForErasure.ShownAsync(session, Homes.ErasureOf(venId), cancellation));
}

internal static class Homes
{
    /// <summary>Also one that was removed.</summary>
    public static async Task<Ven?> FindAsync(IQuerySession session, string venId, CancellationToken cancellation) =>
        VenIds.IsValid(venId) ? await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation) : null;

    public static string ErasureOf(string venId) => Erasure.StreamOf(PersonKinds.Home, venId);
}
