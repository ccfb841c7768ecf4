using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;

namespace DrEvents.Backend.Features.Access;

/// <summary>What came of an attempt to sign in.</summary>
public abstract record SignInOutcome
{
    private SignInOutcome() { }

    /// <summary>He is who he says.</summary>
    public sealed record SignedIn(KnownUser User) : SignInOutcome;

    /// <summary>Name, password or code is wrong, or the user is locked out; which of them is told to nobody.</summary>
    public sealed record Refused : SignInOutcome;

    /// <summary>So many passwords are being looked at that this one is not.</summary>
    public sealed record Busy : SignInOutcome;
}

/// <summary>
/// Looks at passwords and codes. That takes a processor some tenth of a second, so few are looked at at once; and it is done before anything is locked,
/// so that nobody who tries names holds up who changes access.
/// </summary>
public sealed class PasswordCheck(
    IDocumentStore store,
    Accounts accounts,
    KnownAccess known,
    TimeProvider clock,
    ILogger<PasswordCheck> log
) : IDisposable
{
    /// <summary>
    /// So long after its password was looked at an attempt is refused, whatever there was to store: what is stored of users whom there is would tell who they
    /// are. Far more than storing takes.
    /// </summary>
    public static readonly TimeSpan RefusedAfter = TimeSpan.FromMilliseconds(400);

    public const string Code = "code";
    private const int CodeDigits = 6;
    private const string Password = "password";
    private const string RecoveryCode = "recoveryCode";
    private const int WaitingMax = 20;

    /// <summary>Identity takes codes of two steps of 30 s before and after, so a code is good for so long.</summary>
    private static readonly TimeSpan CodeGoodFor = TimeSpan.FromSeconds(150);

    private readonly ConcurrencyLimiter _atOnce = new(
        new ConcurrencyLimiterOptions { PermitLimit = Math.Max(1, Environment.ProcessorCount / 2), QueueLimit = WaitingMax }
    );

    /// <summary>Signs a user in, or counts a failure.</summary>
    /// <param name="code">Of the authenticator, or a recovery code; not looked at where the user has none.</param>
    /// <param name="from">The address that it comes from.</param>
    public async Task<SignInOutcome> SignInAsync(string name, string password, string? code, string? from, CancellationToken cancellation)
    {
        var user = known.State.UserNamed(name);
        if (await IsRightAsync(user, password, cancellation) is not { } seen)
            return new SignInOutcome.Busy();
        var refused = Task.Delay(RefusedAfter, clock, cancellation);
        // Who goes away meanwhile is counted all the same.
        var outcome = DecideAsync(user, seen, code, from);
        if (seen.IsRight && await outcome is SignInOutcome.SignedIn signedIn)
            return signedIn;
        var told = TellWhenItFailsAsync(outcome);
        await refused;
        if (told.IsCompletedSuccessfully)
            return await outcome;
        return new SignInOutcome.Refused();
    }

    private async Task<SignInOutcome> DecideAsync(KnownUser? user, Seen seen, string? code, string? from)
    {
        if (user is not { IsActive: true } || clock.GetUtcNow() < user.LockedUntil)
            return new SignInOutcome.Refused();
        await using var session = store.LightweightSession();
        var attempt = await BeginAsync(session, user.Id, seen, CancellationToken.None);
        if (attempt is null)
            return new SignInOutcome.Refused();
        var (by, isRight) = await SecondAsync(attempt, code);
        return await (isRight ? SucceedAsync(attempt, by, from, CancellationToken.None) : FailAsync(attempt, from, CancellationToken.None));
    }

    /// <summary>He was answered already.</summary>
    private async Task TellWhenItFailsAsync(Task<SignInOutcome> outcome)
    {
        try
        {
            await outcome;
        }
        catch (Exception e)
        {
            log.LogError(e, "That somebody failed to sign in could not be stored");
        }
    }

    /// <summary>Whether a password is a user's own, for what he may only do with it. A wrong one counts as in signing in. Null where too many are asked.</summary>
    public async Task<bool?> ConfirmAsync(KnownUser user, string? password, string? from, CancellationToken cancellation)
    {
        if (await IsRightAsync(user, password ?? "", cancellation) is not { } seen)
            return null;
        if (clock.GetUtcNow() < user.LockedUntil)
            return false;
        if (seen.IsRight)
            return true;
        await using var session = store.LightweightSession();
        if (await BeginAsync(session, user.Id, seen, cancellation) is { } attempt)
            await FailAsync(attempt, from, cancellation);
        return false;
    }

    public void Dispose() => _atOnce.Dispose();

    private async Task<Seen?> IsRightAsync(KnownUser? user, string password, CancellationToken cancellation)
    {
        // What nobody can have set is not worth the time.
        if (password.Length > PasswordStrength.CharactersMax)
            password = "";
        using var turn = await _atOnce.AcquireAsync(1, cancellation);
        if (!turn.IsAcquired)
            return null;
        await using var session = store.QuerySession();
        // Of a user who there is not something is read too, so that it takes as long.
        var kept = await session.LoadAsync<User>(user?.Id ?? "nobody", cancellation);
        return new Seen(kept?.PasswordHash, accounts.IsPassword(kept, password));
    }

    /// <summary>The user as he is, held. Null where he is gone, locked or has another password by now.</summary>
    private async Task<Attempt?> BeginAsync(IDocumentSession session, string userId, Seen seen, CancellationToken cancellation)
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        // Another node may have changed it meanwhile, and what he gets is looked at by what this one knows.
        known.Learn(state);
        var kept = await session.LoadAsync<User>(userId, cancellation);
        return
            kept is null
            || state.Users[userId] is not { IsActive: true } user
            || kept.PasswordHash != seen.Hash
            || clock.GetUtcNow() < kept.LockedUntil
            ? null
            : new Attempt(session, state, user, kept, accounts.In(session), seen.IsRight);
    }

    /// <summary>Whether all is right, and by what beside the password.</summary>
    private async Task<(string? By, bool IsRight)> SecondAsync(Attempt attempt, string? code)
    {
        if (!attempt.IsPasswordRight || !attempt.Kept.HasTotp)
            return (null, attempt.IsPasswordRight);
        var given = code?.Trim() ?? "";
        if (await TakeCodeAsync(attempt.Manager, attempt.Kept, given))
            return (Code, true);
        return (RecoveryCode, (await attempt.Manager.RedeemTwoFactorRecoveryCodeAsync(attempt.Kept, given)).Succeeded);
    }

    /// <summary>Whether a code is one that the authenticator shows and that was not used yet. From now on it was.</summary>
    public async Task<bool> TakeCodeAsync(UserManager<User> manager, User user, string code)
    {
        var now = clock.GetUtcNow();
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        user.UsedCodes.RemoveAll(used => used.At + CodeGoodFor < now);
        if (
            digits.Length != CodeDigits
            || user.UsedCodes.Exists(used => used.Code == digits)
            || !await manager.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, digits)
        )
            return false;
        user.UsedCodes.Add(new UsedCode(digits, now));
        return true;
    }

    private async Task<SignInOutcome> SucceedAsync(Attempt attempt, string? by, string? from, CancellationToken cancellation)
    {
        var (session, user, now) = (attempt.Session, attempt.User, clock.GetUtcNow());
        await attempt.Manager.ResetAccessFailedCountAsync(attempt.Kept);
        session.Store(attempt.Kept);
        session.Events.Append(AccessStream.SignInsOf(now), new UserSignedIn(user.Id, user.Name, from, by, now));
        await session.SaveChangesAsync(cancellation);
        return new SignInOutcome.SignedIn(user);
    }

    private async Task<SignInOutcome> FailAsync(Attempt attempt, string? from, CancellationToken cancellation)
    {
        var (session, user, now) = (attempt.Session, attempt.User, clock.GetUtcNow());
        await attempt.Manager.AccessFailedAsync(attempt.Kept);
        var wrong = attempt.IsPasswordRight ? Code : Password;
        session.Events.Append(AccessStream.SignInsOf(now), new SignInFailed(user.Id, user.Name, from, wrong, now));
        if (attempt.Kept.Failures > 0)
            await session.SaveChangesAsync(cancellation);
        else
        {
            // Identity counts from 0 again when it has locked; by which clock it did is not its matter.
            attempt.Kept.LockedUntil = now + Accounts.Lock;
            var locked = new UserLockedOut(user.Id, now + Accounts.Lock, from, now);
            await session.StoreAccessAsync(attempt.State, known, cancellation, locked);
        }
        return new SignInOutcome.Refused();
    }

    private sealed record Seen(string? Hash, bool IsRight);

    private sealed record Attempt(
        IDocumentSession Session,
        AccessState State,
        KnownUser User,
        User Kept,
        UserManager<User> Manager,
        bool IsPasswordRight
    );
}
