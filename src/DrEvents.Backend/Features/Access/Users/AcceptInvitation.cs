using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace DrEvents.Backend.Features.Access;

public static class AcceptInvitation
{
    private const string NotGood = "The link is not good: it was used, its time is over, or there is a newer one";

    public static ProblemDetails Validate(AcceptInvitationRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(string.IsNullOrEmpty(request.Code), "code", "is missing")
                .If(PasswordStrength.Problem(request.Password, request.Name) is not null, "password", Password(request) ?? "")
                .If(request.Name is not null && AccessErrors.NameProblem(request.Name) is not null, "name", Name(request) ?? "")
                .Answer;

    /// <summary>Sets a password by the link of an invitation, or makes the first administrator by the link of a setup.</summary>
    /// <remarks>Whoever has the link proves by its code that it was meant for him, and by nothing else. It is good once.</remarks>
    [WolverinePost("/api/access/invitations")]
    [AllowAnonymous]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<InvitationAcceptedView>, ProblemHttpResult>> Post(
        AcceptInvitationRequest request,
        IDocumentSession session,
        KnownAccess known,
        Accounts accounts,
        SigningKeys keys,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await known.FirstRead.WaitAsync(cancellation);
        var (hash, now) = (Links.HashOf(request.Code!), clock.GetUtcNow());
        // Guesses end here, and hold up nobody.
        if (!IsOut(await session.AccessAsync(known.State, cancellation), hash, now))
            return TypedResults.Problem(Problems.Conflict(NotGood));
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!IsOut(state, hash, now))
            return TypedResults.Problem(Problems.Conflict(NotGood));
        var happened = new List<object>();
        if (Invited(state, hash, now) is not { } user)
        {
            if (AccessErrors.NameProblem(request.Name) is { } problem)
                return TypedResults.Problem(new FieldErrors().If(true, "name", problem).Answer);
            if (state.UserNamed(request.Name!.Trim()) is not null)
                return TypedResults.Problem(Problems.Conflict($"There is a user {request.Name!.Trim()} already"));
            var invited = new UserInvited(
                AccessErrors.NewId(),
                request.Name!.Trim(),
                Roles.Administrator,
                hash,
                state.Setup!.ExpiresAt,
                state.Setup.By,
                now
            );
            happened.Add(invited);
            user = new KnownUser(invited);
        }
        if (PasswordStrength.Problem(request.Password, user.Name) is { } weak)
            return TypedResults.Problem(new FieldErrors().If(true, "password", weak).Answer);
        await SetAsync(accounts, session, user, request.Password!, cancellation);
        happened.Add(new UserPasswordSet(user.Id, user.Name, now));
        if (state.SigningKeys.IsEmpty)
            happened.Add(keys.Make(session, user.Name));
        await session.StoreAccessAsync(state, known, cancellation, [.. happened]);
        return TypedResults.Ok(new InvitationAcceptedView(user.Name));
    }

    /// <summary>Gives a user a password, and lets him sign in again where he was locked out.</summary>
    public static async Task SetAsync(
        Accounts accounts,
        IDocumentSession session,
        KnownUser user,
        string password,
        CancellationToken cancellation
    )
    {
        using var manager = accounts.In(session);
        var kept = await session.LoadAsync<User>(user.Id, cancellation) ?? new User { Id = user.Id, Name = user.Name };
        (kept.PasswordHash, kept.Failures, kept.LockedUntil) = (null, 0, null);
        var set = await manager.AddPasswordAsync(kept, password);
        if (!set.Succeeded)
            throw new InvalidOperationException(string.Join("; ", set.Errors.Select(e => e.Description)));
    }

    private static bool IsOut(AccessState state, string hash, DateTimeOffset now) =>
        (state.Setup is { } setup && setup.Hash == hash && now < setup.ExpiresAt) || Invited(state, hash, now) is not null;

    /// <summary>The user whose link it is; null where it is of nobody who has a name yet.</summary>
    private static KnownUser? Invited(AccessState state, string hash, DateTimeOffset now) =>
        state.Users.Values.FirstOrDefault(u => u.IsThere && u.LinkHash == hash && now < u.LinkExpiresAt);

    private static string? Password(AcceptInvitationRequest request) => PasswordStrength.Problem(request.Password, request.Name);

    private static string? Name(AcceptInvitationRequest request) => AccessErrors.NameProblem(request.Name);
}
