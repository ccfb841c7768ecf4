using System.Security.Claims;
using DrEvents.Backend.Features.Access;

namespace DrEvents.Backend.Features.Persons;

public static class EraseUser
{
    public static ProblemDetails Validate(EraseRequest? request) => AskForErasure.Check(request);

    /// <summary>Erases what names a user who was removed: his name and the addresses that he came from. What he did stays, under his id.</summary>
    /// <remarks>It is done soon after the answer, and shown by <c>GET</c>. With <c>dryRun</c> it is only counted what would be changed.</remarks>
    [WolverinePost("/api/access/users/{userId}/erasure")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<ErasureView>, Accepted<ErasureView>, ProblemHttpResult>> Post(
        string userId,
        EraseRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (await Users.FindAsync(session, userId, cancellation) is not { } of)
            return TypedResults.Problem(Problems.NotFound("user", userId));
        if (of.IsThere && !request.DryRun)
            return TypedResults.Problem(Problems.Conflict($"User {userId} is still there: remove him first"));
        if (WholeWords.Holds(request.Reason!, of.Name))
            return TypedResults.Problem(AskForErasure.ReasonNames(of.Name));
        var (view, isAsked) = await AskForErasure.AnswerAsync(
            session,
            GetUserErasure.StreamOf(userId),
            await UserScope.ReadAsync(session, of, cancellation),
            request,
            Caller.Of(user)!.Name,
            clock.GetUtcNow(),
            cancellation
        );
        return isAsked ? TypedResults.Accepted($"/api/access/users/{userId}/erasure", view) : TypedResults.Ok(view);
    }
}

public static class GetUserErasure
{
    /// <summary>Shows whether what names a user was erased, when, why, and how much of what.</summary>
    [WolverineGet("/api/access/users/{userId}/erasure")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static async Task<Results<Ok<ErasureView>, ProblemHttpResult>> Get(
        string userId,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        await Users.FindAsync(session, userId, cancellation) is null
            ? TypedResults.Problem(Problems.NotFound("user", userId))
            : TypedResults.Ok(await AskForErasure.ShownAsync(session, StreamOf(userId), cancellation));

    internal static string StreamOf(string userId) => Erasure.StreamOf(PersonKinds.User, userId);
}
