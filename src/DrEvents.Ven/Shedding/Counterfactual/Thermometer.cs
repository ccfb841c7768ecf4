namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// A temperature that is shown in steps, tenths of a kelvin for example: between two steps it goes as it usually goes, and is never further from the
/// reading than half a step.
/// </summary>
internal struct Thermometer
{
    private double? _shownC;
    private double _c;

    /// <summary>The least difference that it has shown, K; 0 as long as it has always shown the same.</summary>
    public double StepK { get; private set; }

    /// <summary>Takes a reading, and says what the temperature probably is, °C.</summary>
    /// <param name="shownC">The reading.</param>
    /// <param name="slopeKPerHour">How the temperature usually goes in what the load did since the last reading.</param>
    /// <param name="hours">Time since the last reading.</param>
    public double Read(double shownC, double slopeKPerHour, double hours)
    {
        if (_shownC is { } beforeC && beforeC != shownC)
            StepK = Math.Min(StepK > 0 ? StepK : double.MaxValue, Math.Abs(shownC - beforeC));
        _c = _shownC is null ? shownC : Math.Clamp(_c + (slopeKPerHour * hours), shownC - (StepK / 2), shownC + (StepK / 2));
        _shownC = shownC;
        return _c;
    }
}
