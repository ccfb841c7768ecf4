using DrEvents.Contracts.Mqtt;

namespace DrEvents.Ven.Reporting;

/// <summary>
/// Which connection of the VEN this is, and whether its status topic says what the VEN says. Each connection has a number, higher than all
/// before it whatever the clock does, by which a will that comes late is told from what holds now.
/// </summary>
internal sealed class Presence(string venId, TimeProvider clock)
{
    /// <summary>
    /// So long the VEN's own word may come after another: what was said while it was away waits at the broker, and comes before what it
    /// said itself when it came back.
    /// </summary>
    public static readonly TimeSpan OwnWordWithin = TimeSpan.FromSeconds(1);

    /// <summary>Between two corrections: two clients that both insist on what the topic says must not storm.</summary>
    public static readonly TimeSpan CorrectionPause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long _session;
    private DateTimeOffset _correctedAt;
    private DateTimeOffset? _dueAt;
    private bool _isLeaving;

    /// <summary>The number of this connection.</summary>
    public long Session
    {
        get
        {
            lock (_gate)
                return _session;
        }
    }

    /// <summary>When the VEN has to say again that it is online; null while the topic says so.</summary>
    public DateTimeOffset? DueAt
    {
        get
        {
            lock (_gate)
                return _dueAt;
        }
    }

    /// <summary>Takes up the number of the last connection that the log knows.</summary>
    public void Resume(long? session)
    {
        lock (_gate)
            _session = session ?? 0;
    }

    /// <summary>A connection is about to be made. Returns its will.</summary>
    public VenStatusMessage Begin()
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            _dueAt = null;
            _session = Math.Max(now.ToUnixTimeMilliseconds(), After(_session));
            return new VenStatusMessage(Online: false, now, Session: _session);
        }
    }

    /// <summary>The VEN ends: that the topic says so is right from now on.</summary>
    public void Leave()
    {
        lock (_gate)
            (_isLeaving, _dueAt) = (true, null);
    }

    /// <summary>Looks at what the topic says, and tells whether it has to be corrected unless the VEN's own word follows.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="isRetained">Whether it was there before we subscribed; what the VEN says with each connection has replaced it.</param>
    public bool See(ReadOnlyMemory<byte> payload, bool isRetained)
    {
        var status = VenStatusMessage.Read(payload, venId).Value;
        lock (_gate)
        {
            var isLater = status?.Session > _session;
            // The log was lost and the clock set back: nobody would listen to numbers that were there before.
            if (isLater)
                _session = After(status!.Session!.Value);
            if (_isLeaving || (status is { Online: true } && status.Session == _session))
                _dueAt = null;
            else if (isLater || !isRetained)
                _dueAt ??= Earliest();
            return _dueAt is not null;
        }
    }

    /// <summary>Whether the VEN has to say now that it is online; it is taken to do so.</summary>
    public bool TakeDue(DateTimeOffset now)
    {
        lock (_gate)
        {
            // A clock that was set back makes nobody wait longer.
            if (_dueAt is not { } due || (due > now && due - now <= CorrectionPause))
                return false;
            (_dueAt, _correctedAt) = (null, now);
            return true;
        }
    }

    private DateTimeOffset Earliest()
    {
        var now = clock.GetUtcNow();
        var paced = _correctedAt + CorrectionPause;
        return paced > now + OwnWordWithin && paced - now <= CorrectionPause ? paced : now + OwnWordWithin;
    }

    private static long After(long session) => Math.Min(session + 1, VenStatusMessage.SessionMax);
}
