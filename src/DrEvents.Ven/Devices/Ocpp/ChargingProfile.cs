namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>The unit in which a charger takes limits.</summary>
internal enum RateUnit
{
    /// <summary>Amperes by phase.</summary>
    A,

    /// <summary>Watts, all phases together.</summary>
    W,
}

/// <summary>What a profile is for.</summary>
internal enum ProfilePurpose
{
    /// <summary>The transaction that runs.</summary>
    Tx,

    /// <summary>Every transaction that has none of its own.</summary>
    TxDefault,

    /// <summary>The charger as a whole; together with the others the lowest counts.</summary>
    ChargerMax,
}

/// <summary>A limit as a charger takes it, with an end of its own.</summary>
/// <param name="Id">The same id replaces the profile before.</param>
/// <param name="Connector">Whose it is; 0 is the charger.</param>
/// <param name="Purpose">What for.</param>
/// <param name="TransactionId">Of which transaction, for <see cref="ProfilePurpose.Tx"/>.</param>
/// <param name="StackLevel">Among profiles of one purpose the highest level counts.</param>
/// <param name="Rate">How much.</param>
/// <param name="StartsAt">From when on.</param>
/// <param name="EndsAt">The charger forgets it then.</param>
internal sealed record ChargingProfile(
    int Id,
    int Connector,
    ProfilePurpose Purpose,
    string? TransactionId,
    int StackLevel,
    ChargingRate Rate,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt
)
{
    /// <summary>How long it holds, whole seconds.</summary>
    public int DurationS => (int)Math.Ceiling((EndsAt - StartsAt).TotalSeconds);
}

/// <summary>A rate of charging on some phases.</summary>
internal readonly record struct ChargingRate(RateUnit Unit, double Limit, int Phases)
{
    /// <summary>Least current at which a vehicle charges, A by phase (IEC 61851-1).</summary>
    public const double LeastA = 6;

    /// <summary>The least power on some phases, kW.</summary>
    public static double LeastKw(int phases, double volts) => LeastA * phases * volts / 1000;

    /// <summary>
    /// The rate for a power: never more, but for the least that a vehicle charges with. Below that it is the least, or nothing where the
    /// vehicle may be paused; between the two there is no rate.
    /// </summary>
    public static ChargingRate Of(double kw, RateUnit unit, int phases, double volts, bool canPause)
    {
        var least = unit == RateUnit.A ? LeastA : Math.Ceiling(LeastA * phases * volts);
        var wanted = unit == RateUnit.A ? 1000 * kw / volts / phases : 1000 * kw;
        // Tenths are the finest step of OCPP 1.6.
        var limit = unit == RateUnit.A ? Math.Floor((10 * wanted) + 1e-6) / 10 : Math.Floor(wanted + 1e-6);
        return new(
            unit,
            limit >= least ? limit
                : canPause ? 0
                : least,
            phases
        );
    }

    /// <summary>Whether a charger that takes whole amperes has made this of the other.</summary>
    public bool IsSameAs(ChargingRate told) =>
        Unit == told.Unit && Limit <= told.Limit + 0.05 && Limit > told.Limit - (Unit == RateUnit.A ? 1 : 230 * Math.Max(1, told.Phases));

    /// <summary>Whether it lets flow less than the other.</summary>
    public bool IsBelow(ChargingRate other) => Unit == other.Unit && Limit <= other.Limit;

    /// <summary>What it means in power, kW.</summary>
    public double Kw(double volts) => Unit == RateUnit.W ? Limit / 1000 : Limit * volts * Phases / 1000;
}

/// <summary>What a charger can do, as it says itself.</summary>
/// <param name="Unit">The unit that it takes; null where it has not said.</param>
/// <param name="StackLevelMax">The highest stack level that it takes; null where it has not said.</param>
internal sealed record ChargerAbilities(RateUnit? Unit, int? StackLevelMax);

/// <summary>What a charger is asked to tell now.</summary>
internal enum Trigger
{
    Boot,
    Status,
    Meter,
}
