using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>
/// Drives one connector of a charger. What the charger tells by itself is kept as it comes; reading looks at that, and asks only for what is
/// missing or old.
/// </summary>
internal sealed class OcppDriver(OcppPort port, Charger charger, ConnectorSettings settings, DeviceContext context) : IDeviceDriver
{
    /// <summary>Long enough for a charger that takes seconds for each of some answers.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    /// <summary>A power that is older than this is none.</summary>
    private static readonly TimeSpan MeterAgeMax = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan MeterInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MeterIntervalAfterLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AfterLimit = TimeSpan.FromSeconds(30);

    private readonly VehiclePlan _plan = new(settings, context.Time);
    private readonly VehicleWish _wish = new(settings);
    private readonly ProfileKeeper _limits = new(charger, settings, context.Time);
    private DeviceTraits? _traits;
    private ChargerLink? _askedLink;
    private bool _canTrigger;
    private TimeSpan? _triggeredAt;

    /// <inheritdoc/>
    public DeviceTraits Traits
    {
        get
        {
            var connector = charger.Of(settings.Number);
            var (phases, volts) = (PhasesOf(connector), connector.Volts ?? charger.Settings.Volts);
            var leastKw = Math.Min(ChargingRate.LeastKw(phases, volts), settings.RatedKw);
            var traits = new DeviceTraits(leastKw, settings.CanPause, LimitForgetting.ByDevice)
            {
                CallTimeout = CallTimeout,
                // Many chargers take whole amperes only.
                LimitStepKw = Math.Max(0.05, volts * phases / 1000),
            };
            return traits == _traits ? _traits : _traits = traits;
        }
    }

    public async Task<DeviceReading> ReadAsync(CancellationToken cancellation)
    {
        var link = await ConnectedAsync(cancellation);
        try
        {
            await link.GreetAsync(charger.Settings, cancellation);
            await _limits.KeepAsync(link, cancellation);
            await AskAsync(link, cancellation);
            await _limits.ReadBackAsync(link, cancellation);
        }
        catch (Exception e) when (Failure(e) is { } failure)
        {
            throw failure;
        }
        return Reading();
    }

    public async Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        var link = await ConnectedAsync(cancellation);
        try
        {
            await link.GreetAsync(charger.Settings, cancellation);
            if (kw is { } limitKw)
                await _limits.SetAsync(link, limitKw, forgottenAfter, cancellation);
            else
                await _limits.ClearAsync(link, cancellation);
        }
        catch (Exception e) when (Failure(e) is { } failure)
        {
            throw failure;
        }
        _triggeredAt = null;
    }

    public ValueTask DisposeAsync() => port.LeaveAsync();

    internal static int PhasesOf(Connector connector, ChargerSettings charger) =>
        Math.Min(connector.PhasesInUse ?? charger.Phases, charger.Phases);

    private int PhasesOf(Connector connector) => PhasesOf(connector, charger.Settings);

    private async Task<ChargerLink> ConnectedAsync(CancellationToken cancellation)
    {
        await port.OpenAsync(cancellation);
        if (charger.Link is { } link)
            return link;
        var since = charger.LastSeenAt is { } at ? $"has not been connected since {at:u}" : "has not connected yet";
        throw new DeviceException(DeviceState.Unreachable, $"charger {charger.Settings.Identity} {since} (port {port.Number})");
    }

    /// <summary>Lets the charger tell what it has not told, or not lately.</summary>
    private async Task AskAsync(ChargerLink link, CancellationToken cancellation)
    {
        var now = charger.Elapsed;
        var connector = charger.Of(settings.Number);
        if (_askedLink != link)
        {
            (_askedLink, _canTrigger, _triggeredAt) = (link, true, null);
            await TriggerAsync(link, Trigger.Status, cancellation);
        }
        var interval = now - _limits.ChangedAt < AfterLimit ? MeterIntervalAfterLimit : MeterInterval;
        if (!connector.HasVehicle || now - connector.MeterAt < interval || now - _triggeredAt < interval)
            return;
        _triggeredAt = now;
        await TriggerAsync(link, Trigger.Meter, cancellation);
    }

    private async Task TriggerAsync(ChargerLink link, Trigger what, CancellationToken cancellation)
    {
        if (!_canTrigger)
            return;
        try
        {
            // What is rejected now may be told another time; what is unknown never is.
            await link.Dialect.TriggerAsync(link.Connection, what, settings.Number, cancellation);
        }
        catch (RpcRefusedException e)
        {
            _canTrigger = !e.IsUnknownAction;
        }
    }

    private DeviceReading Reading()
    {
        var now = charger.Elapsed;
        var connector = charger.Of(settings.Number);
        var fullKw = settings.RatedKw * PhasesOf(connector) / charger.Settings.Phases;
        var powerKw =
            !connector.HasVehicle ? connector.PowerKw ?? (connector.Status == ConnectorStatus.Unknown ? null : 0)
            : now - connector.MeterAt <= MeterAgeMax || connector.Status is not (ConnectorStatus.Charging or ConnectorStatus.Unknown)
                ? connector.PowerKw
            : null;
        var own = _limits.Own;
        return new DeviceReading(powerKw)
        {
            WantedKw = _wish.Of(connector, powerKw, own, fullKw, now),
            LimitKw = _limits.CountingKw,
            IsLimitRead = _limits.IsRead,
            NeededKwh = _plan.NeededKwh(connector),
            IsNeedLeast = true,
            IsUrgent = _plan.IsUrgent(connector, fullKw, context.Time.GetUtcNow()),
        };
    }

    private DeviceException? Failure(Exception e) =>
        e switch
        {
            RpcLostException => new(DeviceState.Unreachable, $"charger {charger.Settings.Identity}: {e.Message}", e),
            RpcRefusedException => new(DeviceState.Refused, $"charger {charger.Settings.Identity}: {e.Message}", e),
            // An answer that has not the form of its action.
            RpcFaultException => new(DeviceState.Refused, $"charger {charger.Settings.Identity}: its answer is wrong: {e.Message}", e),
            _ => null,
        };
}
