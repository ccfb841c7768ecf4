namespace DrEvents.Ven.Devices;

/// <summary>
/// What limited a device before the VEN did. If that was somebody else's limit, it has to be there again afterwards. What a VEN that died has
/// left looks the same and has to go: the log tells that it may be there. Then a limit counts as somebody else's where the device was seen free
/// since, or where the limit has stood for longer than devices keep one of the VEN's. It has to have been read twice: what is put back stays.
/// </summary>
/// <typeparam name="T">What is on the device, as it has to be put back.</typeparam>
internal sealed class FoundLimit<T>(TimeProvider time)
    where T : class
{
    private bool _mayBeLeft;
    private bool _wasFree;
    private long? _limitedSince;
    private double? _seenKw;

    /// <summary>Whether a limit of the VEN's is on the device, or may be.</summary>
    public bool IsOurs { get; private set; }

    /// <summary>What has to be put back; null where the limit of the VEN's is to be taken away and no more.</summary>
    public T? Found { get; private set; }

    /// <summary>Whether a limit that is on the device now is known to be somebody else's.</summary>
    public bool IsOthers =>
        !IsOurs && (!_mayBeLeft || _wasFree || (_limitedSince is { } since && time.GetElapsedTime(since) > LimitKeeper.ForgottenUsually));

    /// <summary>A VEN that died may have left its limit on the device.</summary>
    public void MayBeLeft() => _mayBeLeft = true;

    /// <summary>Takes the limit that a reading shows, kW; null where it shows none.</summary>
    public void See(double? kw)
    {
        var wasNone = _seenKw is null;
        _seenKw = kw;
        if (IsOurs)
        {
            // Whatever took the VEN's limit off, nothing is to be limited by what was before it.
            Found = kw is null && wasNone ? null : Found;
            return;
        }
        _wasFree |= kw is null;
        _limitedSince = kw is null ? null : _limitedSince ?? time.GetTimestamp();
    }

    /// <summary>A limit of the VEN's is about to be set.</summary>
    /// <param name="standing">What limits the device now; null where nothing does.</param>
    /// <param name="kw">How far that limits it, kW.</param>
    /// <param name="isChanged">Whether that is known to be another limit than the one that the VEN set.</param>
    public void Setting(T? standing, double? kw, bool isChanged)
    {
        if (IsOurs && !(isChanged && standing is not null))
            return;
        var isSeen = kw is { } limitKw && _seenKw is { } seenKw && Math.Abs(limitKw - seenKw) < 1e-6;
        Found = isSeen && (IsOurs || IsOthers) ? standing : null;
        IsOurs = true;
    }

    /// <summary>Whether a release has nothing to do, as what limits the device is somebody else's alone.</summary>
    public bool Stays(bool isLimited)
    {
        if (!isLimited || IsOurs)
            return false;
        if (IsOthers)
            return true;
        // What is to go and does not is nobody else's because it stands long.
        _limitedSince = null;
        return false;
    }

    /// <summary>The limit of the VEN's is off, and what was found is there again.</summary>
    public void Released() => (IsOurs, _mayBeLeft, _limitedSince, Found) = (false, false, null, null);
}
