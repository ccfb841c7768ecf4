namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// What a load draws at each quarter of an hour of the day: a mean of the last days on which nobody limited it then. Times are UTC, so on the day
/// after the clocks change it is an hour off.
/// </summary>
internal sealed class DayProfile
{
    private const int Quarters = 96;

    /// <summary>Of more days than these the older ones count less and less.</summary>
    private const int DaysMost = 5;

    /// <summary>A quarter of an hour that was seen for less than this says nothing, h.</summary>
    private const double SeenHoursMin = 0.1;

    private readonly float[] _meansKw = new float[Quarters];
    private readonly byte[] _days = new byte[Quarters];
    private int _quarter = -1;
    private double _kwh;
    private double _seenHours;

    /// <summary>Takes the power that stood in the hours before a time. What belongs to today's quarter of an hour counts once that is over.</summary>
    public void Add(DateTimeOffset at, double powerKw, double hours)
    {
        var quarter = QuarterOf(at);
        if (quarter != _quarter)
        {
            Close();
            _quarter = quarter;
        }
        (_kwh, _seenHours) = (_kwh + (powerKw * hours), _seenHours + hours);
    }

    /// <summary>What it drew at that time of the day, kW; null where it was never seen then.</summary>
    public double? At(DateTimeOffset at) => QuarterOf(at) is var quarter && _days[quarter] > 0 ? _meansKw[quarter] : null;

    private void Close()
    {
        if (_quarter >= 0 && _seenHours >= SeenHoursMin)
        {
            var days = _days[_quarter] = (byte)Math.Min(DaysMost, _days[_quarter] + 1);
            _meansKw[_quarter] += (float)(((_kwh / _seenHours) - _meansKw[_quarter]) / days);
        }
        (_kwh, _seenHours) = (0, 0);
    }

    private static int QuarterOf(DateTimeOffset at) => (int)(at.UtcDateTime.TimeOfDay.TotalMinutes / 15);
}
