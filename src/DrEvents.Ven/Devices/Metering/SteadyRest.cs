namespace DrEvents.Ven.Devices.Metering;

/// <summary>
/// What the rest of the home uses, by some readings instead of one: the median of the last. The main meter is read at other moments than the
/// devices, so while one of them follows a limit, a single difference is off by all that it has already done, and a plan that counted on it
/// would take the limit away again.
/// </summary>
internal sealed class SteadyRest
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    /// <summary>Of so many readings one may be wrong.</summary>
    private const int CountMin = 3;

    private const int CountMax = 40;

    private readonly List<(TimeSpan ReadAt, double Kw)> _readings = [];
    private int _known;

    /// <summary>Takes what the meter shows more than the devices.</summary>
    /// <param name="readAt">When the meter was read; the same reading again takes the place of itself.</param>
    /// <param name="kw">The difference.</param>
    /// <param name="known">Of how many devices the power is known. Where it is of others than before, what was before says nothing.</param>
    public void Add(TimeSpan readAt, double kw, int known)
    {
        if (known != _known)
            Clear();
        _known = known;
        if (_readings.Count > 0 && _readings[^1].ReadAt == readAt)
            _readings.RemoveAt(_readings.Count - 1);
        _readings.Add((readAt, kw));
        while (_readings.Count > CountMax || (_readings.Count > CountMin && readAt - _readings[0].ReadAt > Window))
            _readings.RemoveAt(0);
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _readings.Clear();

    /// <summary>The median, kW; null without a reading.</summary>
    public double? Kw
    {
        get
        {
            if (_readings.Count == 0)
                return null;
            var sorted = _readings.Select(r => r.Kw).Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
