using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace DrEvents.Backend.Features.Access;

/// <summary>
/// Identity's users as documents of a session. Nothing is saved here: whoever changes a user saves it in one transaction with the event that says so.
/// </summary>
public sealed class UserStore(IDocumentSession session, IDataProtector protector)
    : IUserPasswordStore<User>,
        IUserLockoutStore<User>,
        IUserTwoFactorStore<User>,
        IUserAuthenticatorKeyStore<User>,
        IUserTwoFactorRecoveryCodeStore<User>
{
    public Task<IdentityResult> CreateAsync(User user, CancellationToken cancellationToken) => StoredAsync(user);

    public Task<IdentityResult> UpdateAsync(User user, CancellationToken cancellationToken) => StoredAsync(user);

    public Task<IdentityResult> DeleteAsync(User user, CancellationToken cancellationToken)
    {
        session.Delete(user);
        return Task.FromResult(IdentityResult.Success);
    }

    public Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        session.LoadAsync<User>(userId, cancellationToken);

    public Task<User?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        session.Query<User>().FirstOrDefaultAsync(u => u.NormalizedName == normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task SetUserNameAsync(User user, string? userName, CancellationToken cancellationToken)
    {
        user.Name = userName ?? "";
        return Task.CompletedTask;
    }

    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.NormalizedName);

    public Task SetNormalizedUserNameAsync(User user, string? normalizedName, CancellationToken cancellationToken)
    {
        user.NormalizedName = normalizedName ?? "";
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetPasswordHashAsync(User user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<bool> GetLockoutEnabledAsync(User user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(User user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<int> GetAccessFailedCountAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.Failures);

    public Task<int> IncrementAccessFailedCountAsync(User user, CancellationToken cancellationToken) => Task.FromResult(++user.Failures);

    public Task ResetAccessFailedCountAsync(User user, CancellationToken cancellationToken)
    {
        user.Failures = 0;
        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(User user, CancellationToken cancellationToken) =>
        Task.FromResult(user.LockedUntil);

    public Task SetLockoutEndDateAsync(User user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken)
    {
        user.LockedUntil = lockoutEnd;
        return Task.CompletedTask;
    }

    public Task<bool> GetTwoFactorEnabledAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.HasTotp);

    public Task SetTwoFactorEnabledAsync(User user, bool enabled, CancellationToken cancellationToken)
    {
        user.HasTotp = enabled;
        return Task.CompletedTask;
    }

    public Task<string?> GetAuthenticatorKeyAsync(User user, CancellationToken cancellationToken) => Task.FromResult(Opened(user.TotpKey));

    public Task SetAuthenticatorKeyAsync(User user, string key, CancellationToken cancellationToken)
    {
        user.TotpKey = protector.Protect(key);
        return Task.CompletedTask;
    }

    public Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        KeepAsync(user, recoveryCodes.Select(HashOf));

    public async Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken)
    {
        var (left, given) = (CodesLeft(user), HashOf(code));
        if (!left.Contains(given))
            return false;
        await KeepAsync(user, left.Where(hash => hash != given));
        return true;
    }

    public Task<int> CountCodesAsync(User user, CancellationToken cancellationToken) => Task.FromResult(CodesLeft(user).Length);

    /// <summary>The session is its maker's.</summary>
    public void Dispose() { }

    private Task<IdentityResult> StoredAsync(User user)
    {
        session.Store(user);
        return Task.FromResult(IdentityResult.Success);
    }

    private Task KeepAsync(User user, IEnumerable<string> hashes)
    {
        user.RecoveryCodes = protector.Protect(string.Join(' ', hashes));
        return Task.CompletedTask;
    }

    private string[] CodesLeft(User user) => Opened(user.RecoveryCodes)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string HashOf(string code) => Convert.ToHexStringLower(ApiKey.HashOf(code.Trim().ToUpperInvariant()));

    /// <summary>Null where the data keys are others than those by which it was protected: then it proves nothing any more.</summary>
    private string? Opened(string? kept)
    {
        try
        {
            return kept is null ? null : protector.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
