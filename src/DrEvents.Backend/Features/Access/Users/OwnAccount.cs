using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace DrEvents.Backend.Features.Access;

/// <summary>What a user does to his own account. Whoever has his session alone cannot: the password is asked again.</summary>
public sealed class OwnAccount(Accounts accounts, PasswordCheck passwords, KnownAccess known, TimeProvider clock)
{
    /// <summary>Below which all of it is.</summary>
    public const string Path = "api/access/account";

    /// <summary>What is said to whoever is no user.</summary>
    public const string NoUser = "Who asks is no user of this installation: keys and tokens of others have no account here";

    private static readonly ProblemDetails WrongPassword = new FieldErrors()
        .If(true, "password", "is wrong, or nobody may sign in by this name for some minutes")
        .Answer;

    /// <summary>What is said where a body has not what it has to have, or is not there.</summary>
    public static ProblemDetails Missing(string? value, string field) =>
        new FieldErrors().If(string.IsNullOrEmpty(value), field, "is missing").Answer;

    /// <summary>The user who asks; null where it is none of this installation.</summary>
    public KnownUser? Of(ClaimsPrincipal caller) => Caller.Of(caller)?.UserId is { } id ? known.State.Users.GetValueOrDefault(id) : null;

    /// <summary>What is wrong with what he proves himself by once more; null where nothing is.</summary>
    public async Task<ProblemDetails?> WhyNotAsync(KnownUser user, string? password, HttpContext http) =>
        await passwords.ConfirmAsync(user, password, Shown.Of(http).From?.ToString(), http.RequestAborted) switch
        {
            true => null,
            false => WrongPassword,
            null => Problems.NotReady("Too many passwords are being looked at: try again in some seconds"),
        };

    /// <summary>Changes him, and stores what happened in the same transaction.</summary>
    /// <param name="change">What it returns is what happened; with nothing, nothing is stored.</param>
    public async Task<bool> ChangeAsync(
        IDocumentSession session,
        KnownUser user,
        Func<UserManager<User>, User, Task<object?>> change,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!state.Users[user.Id].IsActive || await session.LoadAsync<User>(user.Id, cancellation) is not { } kept)
            return false;
        using var manager = accounts.In(session);
        if (await change(manager, kept) is not { } happened)
            return false;
        session.Store(kept);
        await session.StoreAccessAsync(state, known, cancellation, happened);
        return true;
    }

    public Task<bool> ChangeAsync(
        IDocumentSession session,
        KnownUser user,
        Func<UserManager<User>, User, DateTimeOffset, Task<object?>> change,
        CancellationToken cancellation
    ) => ChangeAsync(session, user, (manager, kept) => change(manager, kept, clock.GetUtcNow()), cancellation);

    public Task<bool> IsCodeAsync(UserManager<User> manager, User user, string code) => passwords.TakeCodeAsync(manager, user, code);

    public async Task<int> RecoveryCodesLeftAsync(IDocumentSession session, KnownUser user, CancellationToken cancellation)
    {
        using var manager = accounts.In(session);
        return await session.LoadAsync<User>(user.Id, cancellation) is { } kept ? await manager.CountRecoveryCodesAsync(kept) : 0;
    }
}

public static class GetAccount
{
    /// <summary>Says what the caller's own account is like, where he is a user of this installation.</summary>
    [WolverineGet("/api/access/account")]
    [Needs(Need.Read, Reach.Nothing)]
    public static async Task<AccountView> Get(
        ClaimsPrincipal caller,
        OwnAccount account,
        IDocumentSession session,
        CancellationToken cancellation
    ) =>
        account.Of(caller) is { } user
            ? new AccountView(user.Name, true, user.HasTotp, await account.RecoveryCodesLeftAsync(session, user, cancellation))
            : new AccountView(Caller.Of(caller)!.Name, false, false, 0);
}

public static class ChangePassword
{
    public static ProblemDetails Validate(ChangePasswordRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(string.IsNullOrEmpty(request.Current), "current", "is missing")
                .If(
                    PasswordStrength.Problem(request.New, name: null) is not null,
                    "new",
                    PasswordStrength.Problem(request.New, name: null) ?? ""
                )
                .Answer;

    /// <summary>Changes the caller's password. All his sessions end, also the one that asks.</summary>
    [WolverinePost("/api/access/account/password")]
    [Needs(Need.Read, Reach.Nothing)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Post(
        ChangePasswordRequest request,
        ClaimsPrincipal caller,
        HttpContext http,
        OwnAccount account,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        if (account.Of(caller) is not { } user)
            return TypedResults.Problem(Problems.Conflict(OwnAccount.NoUser));
        if (PasswordStrength.Problem(request.New, user.Name) is { } weak)
            return TypedResults.Problem(new FieldErrors().If(true, "new", weak).Answer);
        if (await account.WhyNotAsync(user, request.Current, http) is { } wrong)
            return TypedResults.Problem(wrong);
        await account.ChangeAsync(
            session,
            user,
            async (manager, kept, now) =>
            {
                await manager.RemovePasswordAsync(kept);
                await manager.AddPasswordAsync(kept, request.New!);
                return new UserPasswordSet(user.Id, user.Name, now);
            },
            cancellation
        );
        return TypedResults.NoContent();
    }
}

public static class SignOutEverywhere
{
    /// <summary>Ends all sessions of the caller, also the one that asks.</summary>
    [WolverinePost("/api/access/account/sign-out")]
    [Needs(Need.Read, Reach.Nothing)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Post(
        ClaimsPrincipal caller,
        OwnAccount account,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        if (account.Of(caller) is not { } user)
            return TypedResults.Problem(Problems.Conflict(OwnAccount.NoUser));
        await account.ChangeAsync(
            session,
            user,
            (_, _, now) => Task.FromResult<object?>(new UserSignedOutEverywhere(user.Id, user.Name, now)),
            cancellation
        );
        return TypedResults.NoContent();
    }
}
