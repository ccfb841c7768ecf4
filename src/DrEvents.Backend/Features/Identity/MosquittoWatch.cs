namespace DrEvents.Backend.Features.Identity;

/// <summary>
/// Keeps the files of a mosquitto as certificates are, has it read them, and throws out whose certificate was revoked: mosquitto looks at the list of revoked
/// certificates only when somebody connects.
/// </summary>
public sealed class MosquittoWatch : RepeatedWork
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>So long mosquitto may take to read its files; who is thrown out before could come back.</summary>
    private static readonly TimeSpan Reading = TimeSpan.FromMilliseconds(500);

    private readonly KnownIdentities _known;
    private readonly OwnAuthority _own;
    private readonly RevocationList _list;
    private readonly MosquittoOptions _options;
    private readonly MqttOptions _mqtt;
    private readonly MosquittoFiles _files;

    /// <summary>At the start nobody knows whether mosquitto has read what an earlier process wrote.</summary>
    private bool _isReloadDue = true;

    public MosquittoWatch(
        KnownIdentities known,
        OwnAuthority own,
        RevocationList list,
        IOptions<IdentityOptions> options,
        IOptions<MqttOptions> mqtt,
        TimeProvider clock,
        ILogger<MosquittoWatch> log
    )
        : base("Keeping mosquitto's files", Interval, clock, log)
    {
        (_known, _own, _list, _options, _mqtt) = (known, own, list, options.Value.Mosquitto, mqtt.Value);
        _files = new MosquittoFiles(_options.Folder!);
        known.Changed += _ => Wake();
    }

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await _known.FirstRead.WaitAsync(cancellation);
        if (_own.Authority is not { } authority)
            return;
        // Read before the list is: who is revoked meanwhile is thrown out when mosquitto knows of it.
        var revoked = _known.RevokedOfVens(Clock.GetUtcNow());
        _isReloadDue |= _files.Write(authority.Pem, _list.Now(authority).Crl, _known.Sharing());
        if (_isReloadDue)
            await ReloadAsync(cancellation);
        _isReloadDue = false;
        var before = _files.ThrownOut();
        var left = revoked.Where(r => !before.Contains(r.Serial)).ToList();
        if (left.Count == 0)
            return;
        await Task.Delay(Reading, Clock, cancellation);
        foreach (var venId in left.Select(r => r.VenId).Distinct())
        {
            if (await TakenClientId.TakeAsync(_mqtt, venId, Clock, cancellation) is { } problem)
                throw new InvalidOperationException($"{venId}, whose certificate was revoked, is not thrown out yet: {problem}");
            _files.NoteThrownOut([.. before.Union(revoked.Where(r => r.VenId == venId).Select(r => r.Serial))]);
            before = _files.ThrownOut();
            Log.LogInformation("{VenId} was thrown out of mosquitto: a certificate of it was revoked", venId);
        }
        // Certificates that have ended since need not be known.
        _files.NoteThrownOut(revoked.Select(r => r.Serial));
    }

    private async Task ReloadAsync(CancellationToken cancellation)
    {
        var text = (await File.ReadAllTextAsync(_options.PidFile!, cancellation)).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid < 2)
            throw new InvalidDataException($"{IdentityOptions.Section}:Mosquitto:PidFile: {_options.PidFile} holds no process id");
        using var kill = Process.Start("kill", ["-HUP", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellation);
        if (kill.ExitCode != 0)
            throw new InvalidOperationException(
                $"mosquitto (process {pid}) could not be told to read its files: kill ended with {kill.ExitCode}"
            );
    }
}
