namespace DrEvents.Ven.Devices;

/// <summary>
/// Power of a device without a meter of its own: nothing while it is off, its power while it is on. That power is the rated one at first, and
/// is learnt from the steps that the main meter makes when the device switches. A device that switched without a step drew nothing, as a boiler whose
/// thermostat is satisfied: how often that was is in the error.
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

    /// <summary>A home that moves by less than this share of the rated power is quiet enough to see that there was no step.</summary>
    private const double QuietShare = 0.1;

    private double _meanKw;
    private double _variance;
    private double _idleShare;
    private int _switches;

    /// <summary>The home has to be so quiet for a step to be told, kW.</summary>
    public double QuietKw => QuietShare * ratedKw;

    /// <summary>What was learnt so far, to be kept.</summary>
    public LearntPower Learnt => new(_meanKw, _variance, Steps, _idleShare, _switches);

    /// <summary>How many steps it rests on.</summary>
    public int Steps { get; private set; }

    /// <summary>Power while it is on, kW.</summary>
    public double OnKw => Steps < StepsMin ? ratedKw : _meanKw;

    /// <summary>How far that may be off, kW: by what it draws, and by drawing nothing at all as often as was seen.</summary>
    public double ErrorKw =>
        _idleShare == 0 ? RunningErrorKw : Math.Sqrt((_idleShare * OnKw * OnKw) + ((1 - _idleShare) * RunningErrorKw * RunningErrorKw));

    private double RunningErrorKw =>
        Steps < StepsMin ? UnknownShare * ratedKw : Math.Max(LeastErrorShare * _meanKw, Math.Sqrt(Math.Max(0, _variance)));

    /// <summary>Takes a step of the main meter at the moment that the device switched; what cannot be the device is passed over.</summary>
    /// <param name="stepKw">After minus before, kW.</param>
    /// <param name="isOn">Whether it went on.</param>
    public void Learn(double stepKw, bool isOn)
    {
        var kw = isOn ? stepKw : -stepKw;
        if (kw <= StepShareMax * ratedKw && kw > -StepShareMin * ratedKw)
        {
            var isIdle = kw < StepShareMin * ratedKw;
            _switches = Math.Min(StepsMost, _switches + 1);
            _idleShare += ((isIdle ? 1 : 0) - _idleShare) / _switches;
        }
        if (kw < StepShareMin * ratedKw || kw > StepShareMax * ratedKw)
            return;
        var count = Math.Min(StepsMost, Steps + 1);
        var weight = 1.0 / count;
        var off = kw - _meanKw;
        // Running mean and variance; the first step replaces the rated power.
        (_meanKw, _variance) = Steps == 0 ? (kw, 0) : (_meanKw + (weight * off), (1 - weight) * (_variance + (weight * off * off)));
        Steps = count;
    }

    /// <summary>Takes up what was learnt before a restart, unless the device is said to be another one now.</summary>
    public void Recall(LearntPower learnt)
    {
        var isOfThis = learnt.MeanKw >= StepShareMin * ratedKw && learnt.MeanKw <= StepShareMax * ratedKw;
        if ((learnt.Steps > 0 && !isOfThis) || !(learnt.Variance >= 0) || !(learnt.IdleShare is >= 0 and <= 1))
            return;
        (_meanKw, _variance, Steps) = (learnt.MeanKw, learnt.Variance, Math.Clamp(learnt.Steps, 0, StepsMost));
        (_idleShare, _switches) = (learnt.IdleShare, Math.Clamp(learnt.Switches, 0, StepsMost));
    }
}

/// <summary>What the steps of the main meter have taught of a device.</summary>
/// <param name="MeanKw">Mean of its steps.</param>
/// <param name="Variance">Their variance, kW².</param>
/// <param name="Steps">How many they were.</param>
/// <param name="IdleShare">In which share of its switches there was no step.</param>
/// <param name="Switches">Of how many.</param>
internal readonly record struct LearntPower(double MeanKw, double Variance, int Steps, double IdleShare, int Switches);
