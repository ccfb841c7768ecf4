namespace DrEvents.Ven.Trust;

/// <summary>Counts what is refused, and has it written down at most once a minute with the number of all since: a flood does not push the log out.</summary>
/// <param name="write">Writes down: when, why the newest was refused, and how many there were.</param>
internal sealed class Refusals(Action<DateTimeOffset, string, int> write)
{
    private static readonly TimeSpan WrittenEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private DateTimeOffset? _writtenAt;
    private int _unwritten;

    /// <summary>Refused ones that are counted and not written down yet.</summary>
    public int Unwritten
    {
        get
        {
            lock (_gate)
                return _unwritten;
        }
    }

    /// <summary>One more was refused.</summary>
    public void Add(string problem, DateTimeOffset now)
    {
        int count;
        lock (_gate)
        {
            _unwritten++;
            // A clock that was set back does not keep it silent.
            if (_writtenAt is { } at && now >= at && now - at < WrittenEvery)
                return;
            (count, _unwritten, _writtenAt) = (_unwritten, 0, now);
        }
        write(now, problem, count);
    }
}

/// <summary>So many within a while, and no more.</summary>
internal sealed class Budget(int most, TimeSpan within)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _since;
    private int _taken;

    /// <summary>Whether there is one left; it is taken then.</summary>
    public bool Take(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (now < _since || now - _since >= within)
                (_since, _taken) = (now, 0);
            return _taken++ < most;
        }
    }
}
