using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Backend.Features.Identity;

/// <summary>The authority of this installation. At the first start it is made, in a file that only this process's user may read.</summary>
public sealed class OwnAuthority(IOptions<IdentityOptions> options, TimeProvider clock, ILogger<OwnAuthority> log)
    : IVenAuthority,
        IHostedService,
        IDisposable
{
    /// <summary>What is said where there is none.</summary>
    public const string None = $"{IdentityOptions.CaKey} is not set: VENs get no certificates";

    private CertificateAuthority? _authority;

    /// <summary>Null where no certificates are given.</summary>
    public CertificateAuthority? Authority =>
        _authority ??= options.Value.CaFile is { Length: > 0 } path ? ReadOrMake(path, clock.GetUtcNow(), log) : null;

    public string? Missing => Authority is null ? None : null;

    public string BrokerAuthority => InForce.Pem;

    private CertificateAuthority InForce => Authority ?? throw new InvalidOperationException(None);

    public AuthorityAdopted Adopted(DateTimeOffset now) => new(InForce.Fingerprint, InForce.Pem, now);

    public string? Against(AskedCertificate asked, string venId) => null;

    public bool MayHaveSigned(X509Certificate2 certificate) => InForce.HasSigned(certificate);

    public Task<X509Certificate2> IssueAsync(string venId, AskedCertificate asked, DateTimeOffset now, CancellationToken cancellation) =>
        Task.FromResult(InForce.IssueToVen(venId, asked.Key, now, TimeSpan.FromDays(options.Value.CertificateDays)));

    /// <summary>Brokers look at the list of revoked certificates, and at <see cref="KnownIdentities"/>.</summary>
    public Task RevokeAsync(string venId, IReadOnlySet<string> keyHashes, CancellationToken cancellation) => Task.CompletedTask;

    public Task RevokeAllAsync(string venId, CancellationToken cancellation) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Authority;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _authority?.Dispose();

    /// <summary>Reads the authority of a file, which is made where there is none. Throws <see cref="ConfigurationException"/>.</summary>
    public static CertificateAuthority ReadOrMake(string path, DateTimeOffset now, ILogger log)
    {
        try
        {
            if (!File.Exists(path))
                Make(path, now, log);
            return CertificateAuthority.Of(File.ReadAllText(path));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{IdentityOptions.CaKey}: {path}: {e.Message}");
        }
    }

    /// <summary>Whoever reads the file meanwhile finds it whole, or not yet; of two processes that make one, the first counts.</summary>
    private static void Make(string path, DateTimeOffset now, ILogger log)
    {
        using var authority = CertificateAuthority.New(now);
        var made = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}");
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(made, file))
            writer.Write(authority.ExportPem());
        try
        {
            File.Move(made, path, overwrite: false);
            log.LogInformation("Made the authority of VENs' certificates, {Fingerprint}, in {File}", authority.Fingerprint, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(made);
        }
    }
}
