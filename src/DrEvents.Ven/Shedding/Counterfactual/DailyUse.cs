namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// What a load uses of which only the power is known: what it used at this hour on the days before, for a while also what today had more or less, and
/// for a short while what it used last. As long as no day was seen it is today's mean. A copy goes on by itself.
/// </summary>
/// <param name="memory">How far back today's mean goes: what is as old counts 1/e.</param>
/// <param name="lasts">After so long what was used last counts 1/e.</param>
internal struct DailyUse(TimeSpan memory, TimeSpan lasts)
{
    /// <summary>After so long what today had more or less than the days before counts 1/e, h.</summary>
    private const double TodayLastsHours = 2;

    private readonly DayProfile _days = new();
    private FadingMean _today = new(memory);
    private FadingMean _todayMore = new(memory);

    /// <summary>What was used last beyond what it would have been taken for.</summary>
    private double _lastMoreKw;
    private double _sinceHours;

    /// <summary>Takes the power that stood in the hours before a time.</summary>
    public void Add(DateTimeOffset at, double powerKw, double hours)
    {
        _today.Add(powerKw, hours);
        _todayMore.Add(powerKw - (_days.At(at) ?? powerKw), hours);
        _days.Add(at, powerKw, hours);
        (_lastMoreKw, _sinceHours) = (powerKw - UsualKw(at, sinceHours: 0), 0);
    }

    /// <summary>Lets hours pass of which nothing is known, and says what it would use then, kW.</summary>
    public double Pass(DateTimeOffset at, double hours)
    {
        _sinceHours += hours;
        return Math.Max(0, UsualKw(at, _sinceHours) + (_lastMoreKw * Math.Exp(-_sinceHours / lasts.TotalHours)));
    }

    private readonly double UsualKw(DateTimeOffset at, double sinceHours) =>
        _days.At(at) is { } thenKw ? thenKw + (_todayMore.Kw * Math.Exp(-sinceHours / TodayLastsHours)) : _today.Kw;
}

/// <summary>A mean over time in which what is as old as the memory counts 1/e. Until there is as much as the memory it is a mean of what there is.</summary>
internal struct FadingMean(TimeSpan memory)
{
    private double _seenHours;

    /// <summary>The mean, kW; 0 where nothing was seen.</summary>
    public double Kw { get; private set; }

    /// <summary>Takes a power that stood for so many hours.</summary>
    public void Add(double powerKw, double hours)
    {
        _seenHours = Math.Min(memory.TotalHours, _seenHours + hours);
        Kw = _seenHours > 0 ? Kw + ((powerKw - Kw) * Math.Min(1, hours / _seenHours)) : powerKw;
    }
}
