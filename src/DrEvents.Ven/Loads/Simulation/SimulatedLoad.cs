namespace DrEvents.Ven.Loads.Simulation;

/// <summary>
/// A simulated device with a state: a temperature, a charge, a relay. It moves in steps of a fixed grid and, besides, only when its limit
/// changes, so that what it does depends on its seed, the time and its limits, never on how often somebody looked.
/// </summary>
/// <remarks>
/// It begins with a seeded state at yesterday's midnight and runs from there to the present: a home that is started again is where it was
/// but for the limits, and those the log recalls. A clock that is set back leaves tank and house as they are; a gap longer than two days
/// is cut to two, which is all that a house or a tank remembers.
/// </remarks>
internal abstract class SimulatedLoad(LoadDescription description) : ILoad, IRecallsLimits, IForks
{
    /// <summary>Length of a step, s.</summary>
    public const double StepS = 20;

    /// <summary>Length of a step on the day before, of which little is left.</summary>
    private const double PastStepS = 60;

    private const double DayS = 86_400;
    private const double GapMaxS = 2 * DayS;

    private double? _atS;

    public LoadDescription Description => description;

    /// <summary>The limit that is on it, kW.</summary>
    protected double? LimitKw { get; private set; }

    public LoadReadout MeasureAt(DateTimeOffset now)
    {
        var nowS = UnixS.Of(now);
        StepTo(nowS);
        return Read(nowS);
    }

    public void LimitTo(double kw, DateTimeOffset now) => Turn(kw, now);

    public void Release(DateTimeOffset now) => Turn(null, now);

    public void Recall(double? limitKw, DateTimeOffset at) => Turn(limitKw, at);

    public virtual ILoad Fork(int seed, DateTimeOffset now)
    {
        MeasureAt(now);
        return (ILoad)MemberwiseClone();
    }

    /// <summary>Sets the seeded state.</summary>
    protected abstract void Begin(double atS);

    /// <summary>Lets time pass: temperatures and charges move by what runs.</summary>
    protected abstract void Run(double fromS, double seconds);

    /// <summary>Decides what runs from now on.</summary>
    protected abstract void Switch(double atS);

    /// <summary>What the meter of the device shows.</summary>
    protected abstract LoadReadout Read(double atS);

    private void Turn(double? limitKw, DateTimeOffset now)
    {
        var nowS = UnixS.Of(now);
        var atS = StepTo(nowS);
        if (nowS > atS)
        {
            Run(atS, nowS - atS);
            _atS = nowS;
        }
        LimitKw = limitKw;
        Switch(nowS);
    }

    /// <summary>Goes to the last step that is not after now, and returns its time.</summary>
    private double StepTo(double nowS)
    {
        if (_atS is not { } atS)
        {
            atS = (Math.Floor(nowS / DayS) - 1) * DayS;
            Begin(atS);
            Switch(atS);
            atS = StepTo(atS + DayS, atS, PastStepS);
        }
        atS = StepTo(nowS, Math.Clamp(atS, nowS - GapMaxS, nowS), StepS);
        _atS = atS;
        return atS;
    }

    private double StepTo(double nowS, double atS, double stepS)
    {
        for (var nextS = (Math.Floor(atS / stepS) + 1) * stepS; nextS <= nowS; nextS += stepS)
        {
            Run(atS, nextS - atS);
            atS = nextS;
            Switch(atS);
        }
        return atS;
    }
}

/// <summary>A device whose future is drawn.</summary>
internal interface IForks
{
    /// <summary>A copy that is in the same state now, and goes on with a future of its own: what one expects who knows the device and not its future.</summary>
    ILoad Fork(int seed, DateTimeOffset now);
}

/// <summary>Time as the simulation counts it.</summary>
internal static class UnixS
{
    /// <summary>Seconds since 1970, UTC.</summary>
    public static double Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / (double)TimeSpan.TicksPerSecond;
}
