using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace DrEvents.Backend.Features.Access;

public static class BeginTotp
{
    private const string Issuer = "DrEvents";

    public static ProblemDetails Validate(ConfirmPasswordRequest? request) => OwnAccount.Missing(request?.Password, "password");

    /// <summary>Makes a key for the caller's authenticator, which is used when a code of it was shown once.</summary>
    /// <remarks>The key is in this answer and never again. Where he has an authenticator already it has to be turned off first.</remarks>
    [WolverinePost("/api/access/account/totp")]
    [Needs(Need.Read, Reach.Nothing)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<TotpKeyView>, ProblemHttpResult>> Post(
        ConfirmPasswordRequest request,
        ClaimsPrincipal caller,
        HttpContext http,
        OwnAccount account,
        Accounts accounts,
        IDocumentSession session,
        KnownAccess known,
        CancellationToken cancellation
    )
    {
        if (account.Of(caller) is not { } user)
            return TypedResults.Problem(Problems.Conflict(OwnAccount.NoUser));
        if (user.HasTotp)
            return TypedResults.Problem(Problems.Conflict("There is an authenticator already: turn it off first"));
        if (await account.WhyNotAsync(user, request.Password, http) is { } wrong)
            return TypedResults.Problem(wrong);
        await session.HeldAccessAsync(known, cancellation);
        if (await session.LoadAsync<User>(user.Id, cancellation) is not { HasTotp: false } kept)
            return TypedResults.Problem(Problems.Conflict("There is an authenticator already: turn it off first"));
        using var manager = accounts.In(session);
        await manager.ResetAuthenticatorKeyAsync(kept);
        var key = await manager.GetAuthenticatorKeyAsync(kept);
        await session.SaveChangesAsync(cancellation);
        return TypedResults.Ok(new TotpKeyView(key!, UriOf(user.Name, key!)));
    }

    private static string UriOf(string name, string key) =>
        $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(name)}?secret={key}&issuer={Issuer}&digits=6&period=30";
}

public static class ConfirmTotp
{
    private const int RecoveryCodes = 10;

    public static ProblemDetails Validate(ConfirmTotpRequest? request) => OwnAccount.Missing(request?.Code, "code");

    /// <summary>Turns the caller's authenticator on, by a code that it shows now; and gives the codes for when it is lost, once.</summary>
    [WolverinePost("/api/access/account/totp/confirm")]
    [Needs(Need.Read, Reach.Nothing)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<RecoveryCodesView>, ProblemHttpResult>> Post(
        ConfirmTotpRequest request,
        ClaimsPrincipal caller,
        OwnAccount account,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        if (account.Of(caller) is not { } user)
            return TypedResults.Problem(Problems.Conflict(OwnAccount.NoUser));
        IEnumerable<string>? codes = null;
        await account.ChangeAsync(
            session,
            user,
            async (manager, kept, now) =>
            {
                if (kept.HasTotp || !await account.IsCodeAsync(manager, kept, request.Code!))
                    return null;
                await manager.SetTwoFactorEnabledAsync(kept, true);
                codes = await manager.GenerateNewTwoFactorRecoveryCodesAsync(kept, RecoveryCodes);
                return new UserTotpTurnedOn(user.Id, user.Name, now);
            },
            cancellation
        );
        return codes is null
            ? TypedResults.Problem(new FieldErrors().If(true, "code", "is not what the authenticator shows for this key").Answer)
            : TypedResults.Ok(new RecoveryCodesView([.. codes]));
    }
}

public static class TurnTotpOff
{
    public static ProblemDetails Validate(ConfirmPasswordRequest? request) => OwnAccount.Missing(request?.Password, "password");

    /// <summary>Has the caller sign in without a code again. All his sessions end, also the one that asks.</summary>
    [WolverinePost("/api/access/account/totp/off")]
    [Needs(Need.Read, Reach.Nothing)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Post(
        ConfirmPasswordRequest request,
        ClaimsPrincipal caller,
        HttpContext http,
        OwnAccount account,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        if (account.Of(caller) is not { } user)
            return TypedResults.Problem(Problems.Conflict(OwnAccount.NoUser));
        if (await account.WhyNotAsync(user, request.Password, http) is { } wrong)
            return TypedResults.Problem(wrong);
        await account.ChangeAsync(
            session,
            user,
            async (manager, kept, now) =>
            {
                await manager.SetTwoFactorEnabledAsync(kept, false);
                (kept.TotpKey, kept.RecoveryCodes, kept.UsedCodes) = (null, null, []);
                return new UserTotpTurnedOff(user.Id, user.Name, now);
            },
            cancellation
        );
        return TypedResults.NoContent();
    }
}

public static class MakeRecoveryCodes
{
    private const int RecoveryCodes = 10;

    public static ProblemDetails Validate(ConfirmPasswordRequest? request) => OwnAccount.Missing(request?.Password, "password");

    /// <summary>Makes new codes for when the caller's authenticator is lost, in the place of those that are left.</summary>
    [WolverinePost("/api/access/account/recovery-codes")]
    [Needs(Need.Read, Reach.Nothing)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<RecoveryCodesView>, ProblemHttpResult>> Post(
        ConfirmPasswordRequest request,
        ClaimsPrincipal caller,
        HttpContext http,
        OwnAccount account,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        if (account.Of(caller) is not { } user)
            return TypedResults.Problem(Problems.Conflict(OwnAccount.NoUser));
        if (await account.WhyNotAsync(user, request.Password, http) is { } wrong)
            return TypedResults.Problem(wrong);
        IEnumerable<string>? codes = null;
        await account.ChangeAsync(
            session,
            user,
            async (manager, kept, now) =>
            {
                if (!kept.HasTotp)
                    return null;
                codes = await manager.GenerateNewTwoFactorRecoveryCodesAsync(kept, RecoveryCodes);
                return new UserRecoveryCodesMade(user.Id, user.Name, now);
            },
            cancellation
        );
        return codes is null
            ? TypedResults.Problem(Problems.Conflict("There is no authenticator"))
            : TypedResults.Ok(new RecoveryCodesView([.. codes]));
    }
}
