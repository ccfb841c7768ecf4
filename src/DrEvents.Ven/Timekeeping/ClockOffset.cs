namespace DrEvents.Ven.Timekeeping;

/// <summary>
/// How far this machine's clock is ahead of the backend's. A message only ever comes later than it was sent, so each command bounds the
/// offset from above: the smallest difference of a while is the nearest to the truth. An answer of the device shadow to a question of
/// ours bounds it from below too, since it was not given before it was asked.
/// </summary>
/// <remarks>Not thread-safe. Times on the wire are whole seconds, cut off: a bound from above may be a second too high, never too low.</remarks>
internal sealed class ClockOffset
{
    /// <summary>Offsets below are none: the wire's times are whole seconds, and messages take their time.</summary>
    public const double ThresholdS = 2;

    /// <summary>Commands that have to agree before a clock counts as ahead by their word alone: one may have waited at the broker.</summary>
    private const int CommandsMin = 3;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private readonly Queue<(DateTimeOffset At, double? LeastS, double MostS)> _bounds = [];

    /// <summary>Takes the time at which the backend issued a command that has just come.</summary>
    public void SeeCommand(DateTimeOffset issuedAt, DateTimeOffset now) => Add(now, null, (now - issuedAt).TotalSeconds);

    /// <summary>Takes the time of an answer to a question of ours.</summary>
    public void SeeAnswer(DateTimeOffset askedAt, DateTimeOffset answeredAt, DateTimeOffset now) =>
        Add(now, (askedAt - answeredAt).TotalSeconds - 1, (now - answeredAt).TotalSeconds);

    /// <summary>Forgets everything: the clock was set.</summary>
    public void Reset() => _bounds.Clear();

    /// <summary>The offset in seconds, positive when this clock is ahead; 0 within the threshold; null while too little was seen.</summary>
    public double? Estimate(DateTimeOffset now)
    {
        while (_bounds.TryPeek(out var oldest) && (now - oldest.At).Duration() > Window)
            _bounds.Dequeue();
        if (_bounds.Count == 0)
            return null;
        var mostS = _bounds.Min(b => b.MostS);
        if (mostS < -ThresholdS)
            return Math.Round(mostS);
        var leastS = _bounds.Max(b => b.LeastS);
        if (leastS is { } atLeastS)
            return atLeastS > ThresholdS ? Math.Round((atLeastS + Math.Max(atLeastS, mostS)) / 2) : 0;
        if (mostS <= ThresholdS)
            return 0;
        return _bounds.Count >= CommandsMin ? Math.Round(mostS) : null;
    }

    private void Add(DateTimeOffset now, double? leastS, double mostS) => _bounds.Enqueue((now, leastS, mostS));
}
