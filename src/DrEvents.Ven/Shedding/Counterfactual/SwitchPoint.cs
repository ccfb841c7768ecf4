namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>The temperature at which a thermostat switches one way, from readings before and after it did.</summary>
internal sealed class SwitchPoint
{
    /// <summary>Lines that meet outside of the time between two readings by no more than this share of it meet within it.</summary>
    private const double MeetShare = 0.5;

    private readonly RecentValues _metAtC = new(5);
    private (double LowC, double HighC)? _between;

    /// <summary>Whether a switch was seen.</summary>
    public bool IsKnown => _metAtC.Count > 0 || _between is not null;

    /// <summary>Where it switches, °C.</summary>
    public double C =>
        _metAtC.Count > 0 ? _metAtC.Median
        : _between is var (lowC, highC) ? (lowC + highC) / 2
        : 0;

    /// <summary>
    /// Takes a switch that lay between two readings: it was where the line of the state before meets that of the state after. Lines that do not meet
    /// mean that hot water was drawn at once: then it was somewhere between the readings, and several of these say more and more.
    /// </summary>
    /// <param name="beforeC">Reading before, °C.</param>
    /// <param name="afterC">Reading after, °C.</param>
    /// <param name="hours">Time between the two.</param>
    /// <param name="slopeBefore">How the temperature went before, K/h.</param>
    /// <param name="slopeAfter">How it goes after, K/h.</param>
    public void Add(double beforeC, double afterC, double hours, double slopeBefore, double slopeAfter)
    {
        var metAfterHours = (afterC - beforeC - (slopeAfter * hours)) / (slopeBefore - slopeAfter);
        if (metAfterHours >= -MeetShare * hours && metAfterHours <= (1 + MeetShare) * hours)
            _metAtC.Add(beforeC + (slopeBefore * metAfterHours));
        else
            Narrow(Math.Min(beforeC, afterC), Math.Max(beforeC, afterC));
    }

    private void Narrow(double lowC, double highC)
    {
        var narrower = _between is var (lowBefore, highBefore) ? (Math.Max(lowC, lowBefore), Math.Min(highC, highBefore)) : (lowC, highC);
        // Nothing in common: somebody has set the thermostat to something else.
        _between = narrower.Item1 <= narrower.Item2 ? narrower : (lowC, highC);
    }
}
