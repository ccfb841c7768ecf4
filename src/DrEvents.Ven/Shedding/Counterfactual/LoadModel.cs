using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// What one load would use now, had nobody limited it. It rests on what the load's port has reported and on nothing else. A load that was not
/// touched would use what it uses.
/// </summary>
internal abstract class LoadModel
{
    /// <summary>A load that was seen free for less than this is not known, s.</summary>
    private const double SeenSMin = 180;

    /// <summary>Readings further apart say nothing about the time between.</summary>
    private static readonly TimeSpan GapMax = TimeSpan.FromMinutes(10);

    private DateTimeOffset? _at;
    private double _seenS;

    /// <summary>It is limited, or is not yet again where it would be.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>Whether enough was seen of it.</summary>
    public bool IsReady => _seenS >= SeenSMin;

    /// <summary>Power that it would use now, kW.</summary>
    public double WouldUseKw { get; private set; }

    /// <summary>The model for a load, by what its port tells.</summary>
    public static LoadModel Of(LoadState load) =>
        load switch
        {
            { Description.Type: LoadTypes.Battery } => new HeldModel(),
            { Description.Type: LoadTypes.Ev } or { Readout.NeededKwh: not null } => new VehicleModel(),
            { Description.IsModulating: false, Readout.TemperatureC: not null } => new ThermostatModel(
                load.Description.Type == LoadTypes.WaterHeater ? HeatStore.Tank : HeatStore.House
            ),
            { Description.Type: LoadTypes.WaterHeater or LoadTypes.Hvac } => new MeanModel(TimeSpan.FromHours(2), TimeSpan.FromMinutes(10)),
            _ => new MeanModel(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(4)),
        };

    /// <summary>Takes a reading. A time that is not after the one before only tells whether the load is limited.</summary>
    public void Follow(DateTimeOffset at, LoadReadout readout, bool isLimited)
    {
        var time = at - _at ?? TimeSpan.Zero;
        time = time < TimeSpan.Zero || time > GapMax ? TimeSpan.Zero : time;
        _at = at;
        IsTouched |= isLimited;
        if (IsTouched)
        {
            WouldUseKw = Expect(at, readout, time.TotalHours);
            IsTouched = isLimited || !IsBack(readout);
        }
        if (IsTouched)
            return;
        _seenS = Math.Min(SeenSMin, _seenS + time.TotalSeconds);
        Learn(at, readout, time.TotalHours);
        WouldUseKw = readout.PowerKw;
    }

    /// <summary>A copy that goes on as if the load were limited from now on: what it says can be compared with the meter.</summary>
    public LoadModel AsIfLimited()
    {
        var copy = (LoadModel)MemberwiseClone();
        copy.IsTouched = true;
        return copy;
    }

    /// <summary>Learns from a load that is free, and keeps what it does as the place where <see cref="Expect"/> begins.</summary>
    protected abstract void Learn(DateTimeOffset at, LoadReadout readout, double hours);

    /// <summary>Goes on by so many hours without the limit, and says what the load would use.</summary>
    protected abstract double Expect(DateTimeOffset at, LoadReadout readout, double hours);

    /// <summary>Whether a load that is free again is where it would be.</summary>
    protected abstract bool IsBack(LoadReadout readout);
}
