using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>The limit that counts at a connector of all that were set, as the charger reckons it (its composite schedule).</summary>
internal sealed class CountingLimit(Charger charger, ConnectorSettings settings)
{
    /// <summary>A limit this close to the rated power is the charger's own.</summary>
    private const double NoLimit = 0.97;

    private ChargerLink? _silent;

    /// <summary>Whether the charger says what counts.</summary>
    public bool IsRead { get; private set; }

    /// <summary>What counts, kW; null where nothing is limited, or the charger does not say.</summary>
    public double? Kw { get; private set; }

    /// <summary>What counts, as the charger says it; null where nothing does.</summary>
    public ChargingRate? Rate { get; private set; }

    /// <summary>Whether that is the VEN's.</summary>
    public bool IsOurs { get; private set; }

    /// <summary>Asks the charger; one that does not know the question is not asked again.</summary>
    /// <param name="own">The limit that the VEN has set; null for none.</param>
    public async Task ReadAsync(ChargerLink link, RateUnit unit, OwnLimit? own, DateTimeOffset now, CancellationToken cancellation)
    {
        (IsRead, Kw, Rate, IsOurs) = (false, null, null, false);
        if (_silent == link)
            return;
        try
        {
            var rate = await link.Dialect.ReadLimitAsync(link.Connection, settings.Number, unit, now, cancellation);
            (IsRead, Rate) = (true, rate);
            if (rate is not { } counting)
                return;
            // Where the operator asks for even less, what the VEN asks for is done.
            IsOurs =
                own is not null && (counting.IsSameAs(own.Rate) || (charger.Settings.Operator is not null && counting.IsBelow(own.Rate)));
            Kw = IsOurs ? own!.CountsAsKw : KwOf(counting);
        }
        catch (RpcRefusedException e)
        {
            // What is refused now may be told another time; what is unknown never is.
            _silent = e.IsUnknownAction ? link : null;
        }
    }

    private double? KwOf(ChargingRate rate)
    {
        var connector = charger.Of(settings.Number);
        var volts = connector.Volts ?? charger.Settings.Volts;
        var fullKw = (rate with { Phases = charger.Settings.Phases }).Kw(volts);
        if (fullKw >= NoLimit * settings.RatedKw)
            return null;
        var phases = OcppDriver.PhasesOf(connector, charger.Settings);
        return (rate with { Phases = rate.Phases == 0 ? phases : Math.Min(rate.Phases, phases) }).Kw(volts);
    }
}
