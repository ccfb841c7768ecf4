namespace DrEvents.Ven.Devices;

/// <summary>
/// Power of a device without a meter of its own: nothing while it is off, its power while it is on. That power is the rated one at first, and
/// is learnt from the steps that the main meter makes when the device switches.
/// </summary>
internal sealed class PowerEstimate(double ratedKw)
{
    /// <summary>A step outside of these shares of the rated power is something else's.</summary>
    private const double StepShareMin = 0.2;
    private const double StepShareMax = 1.2;

    /// <summary>So far may the rated power be off before anything was learnt: one standard deviation, as a share of it.</summary>
    private const double UnknownShare = 0.2;

    /// <summary>Never surer than this share of the power: the meter has noise, and voltage moves.</summary>
    private const double LeastErrorShare = 0.03;

    private const int StepsMin = 3;
    private const int StepsMost = 16;

    private double _meanKw;
    private double _variance;

    /// <summary>How many steps it rests on.</summary>
    public int Steps { get; private set; }

    /// <summary>Power while it is on, kW.</summary>
    public double OnKw => Steps < StepsMin ? ratedKw : _meanKw;

    /// <summary>How far that may be off, kW.</summary>
    public double ErrorKw =>
        Steps < StepsMin ? UnknownShare * ratedKw : Math.Max(LeastErrorShare * _meanKw, Math.Sqrt(Math.Max(0, _variance)));

    /// <summary>Takes a step of the main meter at the moment that the device switched; what cannot be the device is passed over.</summary>
    /// <param name="stepKw">After minus before, kW.</param>
    /// <param name="isOn">Whether it went on.</param>
    public void Learn(double stepKw, bool isOn)
    {
        var kw = isOn ? stepKw : -stepKw;
        if (kw < StepShareMin * ratedKw || kw > StepShareMax * ratedKw)
            return;
        var count = Math.Min(StepsMost, Steps + 1);
        var weight = 1.0 / count;
        var off = kw - _meanKw;
        // Running mean and variance; the first step replaces the rated power.
        (_meanKw, _variance) = Steps == 0 ? (kw, 0) : (_meanKw + (weight * off), (1 - weight) * (_variance + (weight * off * off)));
        Steps = count;
    }
}
