using System.Collections.Immutable;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace DrEvents.Backend.Features.Access;

/// <summary>The secret half of a signing key, and the key that renewals are encrypted by, as they are stored.</summary>
/// <param name="Id">The <c>kid</c> of tokens.</param>
/// <param name="Protected">Both, protected by the data keys.</param>
public sealed record StoredSigningKey(string Id, string Protected);

/// <summary>A signing key as it is used.</summary>
public sealed record SigningKey(string Id, DateTimeOffset MadeAt, SigningCredentials Signing, EncryptingCredentials Encrypting);

/// <summary>
/// The keys by which this installation signs tokens, the same on all nodes. The first is made with the first account. A new one signs when all nodes know it,
/// and the one before is known while tokens of it live.
/// </summary>
public sealed class SigningKeys(
    KnownAccess known,
    IDataProtectionProvider protection,
    IOptionsMonitorCache<OpenIddictServerOptions> built,
    TimeProvider clock,
    ILogger<SigningKeys> log
) : IDisposable
{
    private const int EncryptionBytes = 32;

    /// <summary>By then every node has read a new key, also one that was busy.</summary>
    private static readonly TimeSpan KnownEverywhere = TimeSpan.FromSeconds(10);

    private readonly IDataProtector _protector = protection.CreateProtector("signing keys");
    private readonly SemaphoreSlim _reading = new(1);
    private ImmutableList<SigningKey> _all = [];

    /// <summary>Ids of those that were read, also of those that could not be opened.</summary>
    private ImmutableList<string> _read = [];

    /// <summary>All that tokens may be signed by, the oldest first.</summary>
    public IReadOnlyList<SigningKey> All => Volatile.Read(ref _all);

    /// <summary>The one by which tokens are signed now; null where there is none yet.</summary>
    public SigningKey? Active
    {
        get
        {
            var known = All;
            return known.LastOrDefault(k => k.MadeAt + KnownEverywhere <= clock.GetUtcNow()) ?? (known is [var first, ..] ? first : null);
        }
    }

    public SigningKey? Find(string id) => All.FirstOrDefault(k => k.Id == id);

    /// <summary>Makes a key, which is stored with the session, and what says so.</summary>
    public SigningKeyMade Make(IDocumentSession session, string by)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        byte[] secrets = [.. RandomNumberGenerator.GetBytes(EncryptionBytes), .. key.ExportPkcs8PrivateKey()];
        session.Store(new StoredSigningKey(id, _protector.Protect(Convert.ToBase64String(secrets))));
        CryptographicOperations.ZeroMemory(secrets);
        return new SigningKeyMade(id, by, clock.GetUtcNow());
    }

    /// <summary>Forgets those that no living token can be signed by, and deletes their secrets with the session.</summary>
    public static void DeleteAfter(IDocumentSession session, AccessState state, DateTimeOffset now)
    {
        var kept = Living(state, now);
        foreach (var old in state.SigningKeys.Where(k => !kept.Contains(k)))
            session.Delete<StoredSigningKey>(old.Id);
    }

    /// <summary>Reads the secrets of those that the state names and that are not known.</summary>
    public async Task ReadAsync(IQuerySession session, CancellationToken cancellation)
    {
        if (IsRead())
            return;
        await _reading.WaitAsync(cancellation);
        try
        {
            if (IsRead())
                return;
            var living = Living(known.State, clock.GetUtcNow());
            var stored = await session.LoadManyAsync<StoredSigningKey>(cancellation, living.Select(k => k.Id));
            var opened = living.Join(stored, k => k.Id, s => s.Id, Opened).OfType<SigningKey>().ToImmutableList();
            Volatile.Write(ref _all, opened);
            Volatile.Write(ref _read, [.. living.Select(k => k.Id)]);
            // OpenIddict publishes and takes the keys of its options, which are built anew when they are asked for next.
            built.TryRemove(Options.DefaultName);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private bool IsRead() => Living(known.State, clock.GetUtcNow()).Select(k => k.Id).SequenceEqual(Volatile.Read(ref _read));

    /// <summary>Those whose tokens may be alive: of each that has a follower, until renewals of it have ended.</summary>
    private static ImmutableList<SigningKeyMade> Living(AccessState state, DateTimeOffset now)
    {
        var keys = state.SigningKeys;
        return keys.Where((k, i) => i == keys.Count - 1 || keys[i + 1].At + OwnTokens.SessionLongest + KnownEverywhere > now)
            .ToImmutableList();
    }

    /// <summary>Null where the data keys are others than those by which it was protected.</summary>
    private SigningKey? Opened(SigningKeyMade made, StoredSigningKey stored)
    {
        try
        {
            var secrets = Convert.FromBase64String(_protector.Unprotect(stored.Protected));
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(secrets.AsSpan(EncryptionBytes), out _);
            var signing = new ECDsaSecurityKey(key) { KeyId = made.Id };
            var encrypting = new SymmetricSecurityKey(secrets[..EncryptionBytes]) { KeyId = made.Id };
            return new SigningKey(
                made.Id,
                made.At,
                new SigningCredentials(signing, SecurityAlgorithms.EcdsaSha256),
                new EncryptingCredentials(encrypting, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512)
            );
        }
        catch (CryptographicException e)
        {
            log.LogError(
                "Signing key {Key} cannot be opened ({Problem}): is Access:MasterKey another one? A new one is made by drevents access rotate-keys",
                made.Id,
                e.Message
            );
            return null;
        }
    }
}
