using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

public static class InviteUser
{
    public static async Task<ProblemDetails> ValidateAsync(
        InviteUserRequest? request,
        IQuerySession session,
        UnknownProgrammes unknown,
        CancellationToken cancellation
    ) =>
        request is null
            ? FieldErrors.NoBody
            : await AccessErrors
                .Named(request.Name, request.Role)
                .WithProgrammesAsync(request.Programmes, request.ProgrammeRoles, request.Role, session, unknown, cancellation);

    /// <summary>Invites somebody, who sets his password by a link that is good once and for three days.</summary>
    /// <remarks>The link is in this answer and never again. Whoever has it becomes this user: send it to him alone.</remarks>
    [WolverinePost("/api/access/users")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Created<UserInvitedView>, ProblemHttpResult>> Post(
        InviteUserRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        IOptions<AccessOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!options.Value.IsSet && state.IsOpen)
            return TypedResults.Problem(Problems.Conflict($"There is no administrator yet: {WaysIn.ToSetUp}"));
        if (state.Users.Values.Count(u => u.IsThere) >= AccessErrors.MostAtOnce)
            return TypedResults.Problem(
                Problems.Conflict($"There are {AccessErrors.MostAtOnce} users, which is the most that there can be")
            );
        var (name, code, now) = (request.Name!.Trim(), Links.NewCode(), clock.GetUtcNow());
        if (state.UserNamed(name) is not null)
            return TypedResults.Problem(Problems.Conflict($"There is a user {name} already"));
        var invited = new UserInvited(
            AccessErrors.NewId(),
            name,
            request.Role!,
            Links.HashOf(code),
            now + Links.InvitationLives,
            Caller.Of(user)!.Name,
            now
        );
        await session.StoreAccessAsync(
            state,
            known,
            cancellation,
            invited.And(Ways.User, invited.Id, Bound.Of(request.Programmes, request.ProgrammeRoles), invited.By, now)
        );
        var view = known.State.ViewOf(new KnownUser(invited), now);
        return TypedResults.Created(
            $"/api/access/users/{invited.Id}",
            new UserInvitedView(view, Links.To(Links.InvitationPath, code, invited.ExpiresAt))
        );
    }
}

public static class MakeUserLink
{
    /// <summary>Makes another link for a user, by which he sets his password: where the first one is lost, or the password forgotten.</summary>
    /// <remarks>It takes the place of the link before. Until it is used his password is as it was; codes of his authenticator are asked for as before.</remarks>
    [WolverinePost("/api/access/users/{userId}/link")]
    [Needs(Need.Administer)]
    public static async Task<Results<Created<UserInvitedView>, ProblemHttpResult>> Post(
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
        var (code, now) = (Links.NewCode(), clock.GetUtcNow());
        var made = new UserLinkMade(userId, Links.HashOf(code), now + Links.InvitationLives, Caller.Of(user)!.Name, now);
        await session.StoreAccessAsync(state, known, cancellation, made);
        return TypedResults.Created(
            $"/api/access/users/{userId}",
            new UserInvitedView(known.State.ViewOf(of, now), Links.To(Links.InvitationPath, code, made.ExpiresAt))
        );
    }
}
