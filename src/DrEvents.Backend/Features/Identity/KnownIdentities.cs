using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Identity;

/// <summary>
/// Which certificates hold, in memory: nobody who checks one waits for the store. A certificate that is not known here does not hold, whoever signed it.
/// </summary>
public sealed class KnownIdentities(TimeProvider clock)
{
    private readonly TaskCompletionSource _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, Ven> _vens = new();
    private readonly ConcurrentDictionary<string, string> _venByCode = new();
    private readonly Lock _gate = new();
    private volatile bool _isAnyEnrolled;

    /// <summary>Completes when all was read once; nobody's certificate holds before.</summary>
    public Task FirstRead => _firstRead.Task;

    /// <summary>Whether any VEN ever got a certificate.</summary>
    public bool IsAnyEnrolled => _isAnyEnrolled;

    /// <summary>Tells that the certificates of a VEN are others than before, or its marking is.</summary>
    public event Action<string>? Changed;

    /// <summary>Whether a VEN's certificate of this serial number holds.</summary>
    public bool Holds(string venId, string serial) =>
        _vens.TryGetValue(venId, out var ven)
        && ven.Identity?.Certificates.FirstOrDefault(c => c.Serial == serial) is { } certificate
        && certificate.HoldsAt(clock.GetUtcNow());

    /// <summary>Whether one of a VEN's certificates holds.</summary>
    public bool IsEnrolled(string venId) => CertificatesOf(venId).Any(c => c.HoldsAt(clock.GetUtcNow()));

    /// <summary>Whether a VEN ever got a certificate, whatever became of it: from then on nobody is taken for it who shows none.</summary>
    public bool WasEnrolled(string venId) => CertificatesOf(venId).Count > 0;

    /// <summary>Whether a VEN's newest certificate was revoked.</summary>
    public bool WasRevoked(string venId) => CertificatesOf(venId) is [.., { RevokedAt: not null }];

    /// <summary>Whether a VEN is marked as one whose samples come over the topic that all share.</summary>
    public bool IsMarkedShared(string venId) => _vens.TryGetValue(venId, out var ven) && ven is { SharedTopic: true, Removed: false };

    /// <summary>Of all VENs with a code, the one that has this one; null where none has.</summary>
    public string? VenOfCode(string codeHash) => _venByCode.GetValueOrDefault(codeHash);

    /// <summary>All that were revoked and would still hold otherwise.</summary>
    public IReadOnlyList<IssuedCertificate> Revoked(DateTimeOffset now) =>
        [.. _vens.Values.SelectMany(v => v.Identity?.Certificates ?? []).Where(c => c.RevokedAt is not null && c.NotAfter > now)];

    /// <summary>The same, with whose they are.</summary>
    public IReadOnlyList<(string VenId, string Serial)> RevokedOfVens(DateTimeOffset now) =>
        [
            .. from ven in _vens.Values
            from certificate in ven.Identity?.Certificates ?? []
            where certificate.RevokedAt is not null && certificate.NotAfter > now
            select (ven.VenId, certificate.Serial),
        ];

    /// <summary>The ids of the VENs that are marked as reporting over the topic that all share.</summary>
    public IReadOnlyList<string> Sharing() => [.. _vens.Values.Where(v => v is { SharedTopic: true, Removed: false }).Select(v => v.VenId)];

    /// <summary>What is known of each VEN that was ever to enrol, by no order.</summary>
    public IEnumerable<(string VenId, VenIdentity Identity)> All() =>
        _vens.Values.Where(v => v.Identity is not null).Select(v => (v.VenId, v.Identity!));

    public void Learn(IEnumerable<Ven> vens)
    {
        var changed = new List<string>();
        lock (_gate)
        {
            foreach (var ven in vens.Where(IsNews))
            {
                if (_vens.GetValueOrDefault(ven.VenId)?.Identity?.Offer is { } before)
                    _venByCode.TryRemove(before.CodeHash, out _);
                _vens[ven.VenId] = ven;
                if (ven.Identity?.Offer is { } offer)
                    _venByCode[offer.CodeHash] = ven.VenId;
                _isAnyEnrolled |= ven.Identity?.Certificates.Count > 0;
                changed.Add(ven.VenId);
            }
        }
        foreach (var venId in changed)
            Changed?.Invoke(venId);
    }

    public void HasRead() => _firstRead.TrySetResult();

    private IReadOnlyList<IssuedCertificate> CertificatesOf(string venId) => _vens.GetValueOrDefault(venId)?.Identity?.Certificates ?? [];

    private bool IsNews(Ven ven) => _vens.GetValueOrDefault(ven.VenId) is not { } known || known.IdentityChangedAt < ven.IdentityChangedAt;
}

/// <summary>Reads what has changed, on this node or on another: once a second, by an index, those VENs alone.</summary>
public sealed class IdentityWatch(IDocumentStore store, KnownIdentities known, TimeProvider clock, ILogger<IdentityWatch> log)
    : RepeatedWork("Reading certificates of VENs", TimeSpan.FromSeconds(1), clock, log)
{
    /// <summary>So far the clocks of two nodes may be apart, with the time that a change takes to be stored.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private DateTimeOffset _since = ReadIdentities.Beginning;

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        var began = Clock.GetUtcNow();
        await using var session = store.QuerySession();
        known.Learn(await session.IdentitiesChangedAsync(_since, cancellation));
        known.HasRead();
        _since = began - Overlap;
    }
}

public static class ReadIdentities
{
    /// <summary>Before all that was ever stored.</summary>
    public static readonly DateTimeOffset Beginning = DateTimeOffset.UnixEpoch;

    /// <summary>The VENs whose certificates, codes or marking changed after a time.</summary>
    public static Task<IReadOnlyList<Ven>> IdentitiesChangedAsync(
        this IQuerySession session,
        DateTimeOffset after,
        CancellationToken cancellation
    ) => session.Query<Ven>().Where(v => v.IdentityChangedAt > after).ToListAsync(cancellation);
}
