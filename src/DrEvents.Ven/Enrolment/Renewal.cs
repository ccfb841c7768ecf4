using System.Buffers.Binary;
using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Ven.Enrolment;

/// <summary>Renews the VEN's certificate by itself, some time in the last third of its life; the time is drawn, so that a fleet does not come at once.</summary>
/// <param name="renewed">Told when there is another certificate.</param>
internal sealed partial class Renewal(EnrolmentFiles files, EnrolmentRecord record, Action renewed, TimeProvider clock, ILogger logger)
{
    /// <summary>The last third of its life, when the backend lets it be renewed.</summary>
    private const int LastPart = 3;

    /// <summary>So much of that third is drawn from; what is left is for a backend that is away.</summary>
    private const double DrawnShare = 0.5;
    private static readonly TimeSpan LooksMostOften = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LooksLeastOften = TimeSpan.FromHours(1);

    /// <summary>Renews whenever it is time, until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = LooksLeastOften;
            try
            {
                using var certificate = files.Identity();
                pause = Pause(certificate);
                if (clock.GetUtcNow() >= DueAt(certificate))
                    await RenewAsync(stopping);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                LogFailed(e.Message);
            }
            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>When a certificate is renewed; for the same one always the same time, whenever the VEN starts.</summary>
    public static DateTimeOffset DueAt(X509Certificate2 certificate)
    {
        DateTimeOffset from = certificate.NotBefore,
            to = certificate.NotAfter;
        var third = (to - from) / LastPart;
        var drawn = BinaryPrimitives.ReadUInt32BigEndian(certificate.GetCertHash().AsSpan()) / (double)uint.MaxValue;
        return to - third + (third * DrawnShare * drawn);
    }

    private static TimeSpan Pause(X509Certificate2 certificate)
    {
        var part = (certificate.NotAfter - certificate.NotBefore) / 100;
        return part < LooksMostOften ? LooksMostOften
            : part > LooksLeastOften ? LooksLeastOften
            : part;
    }

    private async Task RenewAsync(CancellationToken stopping)
    {
        await Enrol.RenewAsync(files, record, stopping);
        using var next = files.Identity();
        LogRenewed(next.NotAfter.ToUniversalTime());
        renewed();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This VEN's certificate was renewed, and holds until {End:u}")]
    private partial void LogRenewed(DateTime end);

    [LoggerMessage(Level = LogLevel.Error, Message = "This VEN's certificate could not be renewed, which is tried again: {Reason}")]
    private partial void LogFailed(string reason);
}
