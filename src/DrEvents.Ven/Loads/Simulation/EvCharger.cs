namespace DrEvents.Ven.Loads.Simulation;

/// <summary>
/// A charger with the vehicles that come to it. It charges at the power that the owner chose, or at what the time until departure needs;
/// under a limit it goes down to the least current of IEC 61851-1 and no further, because not every vehicle wakes again from a pause.
/// </summary>
/// <param name="description">What it is.</param>
/// <param name="settings">Vehicles and the owner's choice.</param>
/// <param name="site">Where it is.</param>
/// <param name="seed">Makes the days differ.</param>
internal sealed class EvCharger(LoadDescription description, EvSettings settings, Site site, int seed) : SimulatedLoad(description)
{
    /// <summary>6 A at 230 V, by phase (IEC 61851-1): no vehicle charges with less.</summary>
    public const double LeastKwPerPhase = 1.38;

    /// <summary>Days differ by so much in the energy that a vehicle needs.</summary>
    private const double EnergySpread = 0.2;

    private int _seed = seed;
    private double _arrivedS = double.PositiveInfinity;
    private double _departsS = double.NegativeInfinity;
    private bool _isUrgent;

    /// <summary>What the vehicle that is there still needs, kWh.</summary>
    public double NeededKwh { get; private set; }

    private double LeastKw => Math.Min(LeastKwPerPhase * settings.Phases, Description.RatedKw);

    public override ILoad Fork(int seed, DateTimeOffset now)
    {
        var fork = (EvCharger)base.Fork(seed, now);
        fork._seed = seed;
        return fork;
    }

    protected override void Begin(double atS) => NeededKwh = 0;

    protected override void Run(double fromS, double seconds) =>
        NeededKwh = Math.Max(0, NeededKwh - (PowerKw(WantedKw(fromS)) * seconds / 3600));

    protected override void Switch(double atS)
    {
        if (atS < _arrivedS || atS >= _departsS)
            Greet(atS);
        var fastestHours = NeededKwh / Description.RatedKw;
        _isUrgent = NeededKwh > 0 && fastestHours >= HoursLeft(atS) - (SimulatedLoad.StepS / 3600);
    }

    protected override LoadReadout Read(double atS)
    {
        var wantedKw = WantedKw(atS);
        return new LoadReadout(PowerKw(wantedKw), wantedKw, LowestKw(wantedKw)) { NeededKwh = NeededKwh };
    }

    private double WantedKw(double atS) =>
        NeededKwh <= 0 ? 0
        : HoursLeft(atS) <= 0 ? Description.RatedKw
        : Math.Clamp(Math.Max(settings.ChosenKw, NeededKwh / HoursLeft(atS)), LeastKw, Description.RatedKw);

    /// <summary>A vehicle that would miss its departure is not shed at all.</summary>
    private double LowestKw(double wantedKw) => _isUrgent ? wantedKw : Math.Min(LeastKw, wantedKw);

    private double PowerKw(double wantedKw) =>
        LimitKw is { } limitKw ? Math.Min(wantedKw, Math.Max(limitKw, LowestKw(wantedKw))) : wantedKw;

    private double HoursLeft(double atS) => ((_departsS - atS) / 3600) - (settings.ReadyBeforeMinutes / 60);

    /// <summary>Looks which vehicle is there, and what it needs.</summary>
    private void Greet(double atS)
    {
        (_arrivedS, _departsS, NeededKwh) = (double.PositiveInfinity, double.NegativeInfinity, 0);
        var today = site.DayOf(atS);
        for (var day = today - 1; day <= today; day++)
        {
            for (var place = 0; place < settings.Sessions.Count; place++)
            {
                var session = settings.Sessions[place];
                var departsHour = session.DepartsHour + (session.DepartsHour <= session.ArrivesHour ? 24 : 0);
                var departsS = site.MomentOf(day, departsHour);
                var arrivedS = ArrivalS(day, place);
                if (arrivedS > atS || atS >= departsS)
                    continue;
                var spread = 1 + (EnergySpread * ((2 * Noise.Uniform(_seed + place, day)) - 1));
                (_arrivedS, _departsS, NeededKwh) = (arrivedS, departsS, session.Kwh * spread);
            }
        }
    }

    private double ArrivalS(long day, int place) =>
        site.MomentOf(day, settings.Sessions[place].ArrivesHour) + (60 * settings.LateMinutes * Noise.Uniform(_seed - 1 - place, day));
}

/// <summary>The owner's choice at a charger.</summary>
/// <param name="ChosenKw">Power at which vehicles charge while time allows.</param>
/// <param name="Phases">1 or 3.</param>
/// <param name="LateMinutes">Vehicles come up to so many minutes later than planned.</param>
/// <param name="ReadyBeforeMinutes">A vehicle is to be ready so many minutes before it leaves.</param>
/// <param name="Sessions">The vehicles' days; they do not overlap.</param>
internal sealed record EvSettings(
    double ChosenKw,
    int Phases,
    double LateMinutes,
    double ReadyBeforeMinutes,
    IReadOnlyList<EvSession> Sessions
);

/// <summary>A vehicle's stay, every day. Local hours; a departure not after the arrival is the next day's.</summary>
/// <param name="ArrivesHour">When it comes.</param>
/// <param name="DepartsHour">When it has to be ready.</param>
/// <param name="Kwh">Energy that it needs, as the charger's meter counts it; days differ by a fifth.</param>
internal readonly record struct EvSession(double ArrivesHour, double DepartsHour, double Kwh);
