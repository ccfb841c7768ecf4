using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

public static class GetUsers
{
    /// <summary>Lists the users, also those that were removed, the oldest first.</summary>
    [WolverineGet("/api/access/users")]
    [Needs(Need.Administer)]
    public static IReadOnlyList<UserView> Get(KnownAccess known, TimeProvider clock) =>
        [.. known.State.Users.Values.OrderBy(u => u.Invited.At).Select(u => known.State.ViewOf(u, clock.GetUtcNow()))];
}

public static class ChangeUserRole
{
    public static ProblemDetails Validate(ChangeRoleRequest? request) =>
        request is null ? FieldErrors.NoBody : AccessErrors.OfRole(new FieldErrors(), request.Role).Answer;

    /// <summary>Gives a user another role, which counts at once, on other nodes within a second.</summary>
    [WolverinePut("/api/access/users/{userId}/role")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Put(
        string userId,
        ChangeRoleRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        IOptions<AccessOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!state.Users.TryGetValue(userId, out var of) || !of.IsThere)
            return TypedResults.Problem(Problems.NotFound("user", userId));
        if (of.Role == request.Role)
            return TypedResults.NoContent();
        if (of.IsActiveAdministrator && !options.Value.IsSet && !state.HasLastingWithout(userId))
            return TypedResults.Problem(Problems.Conflict($"{of.Name} is the last administrator: make another one first"));
        if (request.Role == Roles.Administrator && state.BoundOf(Ways.User, userId) is { } own)
            return TypedResults.Problem(
                Problems.Conflict(
                    $"{of.Name} is bounded to {string.Join(", ", own.Programmes)}, and an administrator is of the whole installation: make him one of it first"
                )
            );
        var changed = new UserRoleChanged(userId, request.Role!, Caller.Of(user)!.Name, clock.GetUtcNow());
        await session.StoreAccessAsync(state, known, cancellation, changed);
        return TypedResults.NoContent();
    }
}

public static class UnlockUser
{
    /// <summary>Lets a user sign in again who was locked out after too many wrong passwords. Where he was not, it changes nothing.</summary>
    [WolverinePost("/api/access/users/{userId}/unlock")]
    [Needs(Need.Administer)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Post(
        string userId,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        Accounts accounts,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!state.Users.TryGetValue(userId, out var of) || !of.IsThere)
            return TypedResults.Problem(Problems.NotFound("user", userId));
        var kept = await session.LoadAsync<User>(userId, cancellation);
        if (of.LockedUntil is null || kept is null)
            return TypedResults.NoContent();
        using var manager = accounts.In(session);
        await manager.SetLockoutEndDateAsync(kept, null);
        await manager.ResetAccessFailedCountAsync(kept);
        await session.StoreAccessAsync(state, known, cancellation, new UserUnlocked(userId, Caller.Of(user)!.Name, clock.GetUtcNow()));
        return TypedResults.NoContent();
    }
}

public static class RemoveUser
{
    /// <summary>Removes a user: his tokens and his sessions are refused at once, on other nodes within a second, and his secrets are deleted.</summary>
    /// <remarks>What he did stays under his name. Again, it changes nothing.</remarks>
    [WolverineDelete("/api/access/users/{userId}")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string userId,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        IOptions<AccessOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!state.Users.TryGetValue(userId, out var of))
            return TypedResults.Problem(Problems.NotFound("user", userId));
        if (!of.IsThere)
            return TypedResults.NoContent();
        if (of.IsActiveAdministrator && !options.Value.IsSet && !state.HasLastingWithout(userId))
            return TypedResults.Problem(Problems.Conflict($"{of.Name} is the last administrator: make another one first"));
        session.Delete<User>(userId);
        await session.StoreAccessAsync(state, known, cancellation, new UserRemoved(userId, Caller.Of(user)!.Name, clock.GetUtcNow()));
        return TypedResults.NoContent();
    }
}
