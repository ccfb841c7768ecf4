using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

public static class BoundUser
{
    public static Task<ProblemDetails> ValidateAsync(
        BoundUserRequest? request,
        IQuerySession session,
        UnknownProgrammes unknown,
        CancellationToken cancellation
    ) =>
        request is null
            ? Task.FromResult(FieldErrors.NoBody)
            : new FieldErrors()
                .If(request.Programmes is null, "programmes", "is missing; DELETE makes him one of the whole installation")
                .WithProgrammesAsync(request.Programmes, request.ProgrammeRoles, role: null, session, unknown, cancellation);

    /// <summary>Bounds a user to programmes, at once, on other nodes within a second: to him there is no event and no VEN of others.</summary>
    /// <remarks>It takes the place of all that he was bounded to before, and of the roles that he had in single programmes.</remarks>
    [WolverinePut("/api/access/users/{userId}/programmes")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Put(
        string userId,
        BoundUserRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!state.Users.TryGetValue(userId, out var of) || !of.IsThere)
            return TypedResults.Problem(Problems.NotFound("user", userId));
        if (of.Role == Roles.Administrator)
            return TypedResults.Problem(
                Problems.Conflict($"{of.Name} is an administrator, who is of the whole installation: give him another role first")
            );
        var bound = Bound.Of(request.Programmes, request.ProgrammeRoles)!;
        if (!bound.IsAs(state.BoundOf(Ways.User, userId)))
            await session.StoreAccessAsync(
                state,
                known,
                cancellation,
                new ProgrammesBound(Ways.User, userId, bound.Programmes, Caller.Of(user)!.Name, clock.GetUtcNow(), bound.Roles)
            );
        return TypedResults.NoContent();
    }
}

public static class UnboundUser
{
    /// <summary>Makes a user one of the whole installation again. Where he is, it changes nothing.</summary>
    [WolverineDelete("/api/access/users/{userId}/programmes")]
    [Needs(Need.Administer)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string userId,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!state.Users.TryGetValue(userId, out var of) || !of.IsThere)
            return TypedResults.Problem(Problems.NotFound("user", userId));
        if (state.BoundOf(Ways.User, userId) is not null)
            await session.StoreAccessAsync(
                state,
                known,
                cancellation,
                new ProgrammesBound(Ways.User, userId, null, Caller.Of(user)!.Name, clock.GetUtcNow())
            );
        return TypedResults.NoContent();
    }
}
