using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>
/// What a vehicle would take without the VEN's limit, kW. OCPP does not tell: it is what it took before the limit came, and what it takes
/// where that is clearly less than the limit lets it.
/// </summary>
internal sealed class VehicleWish(ConnectorSettings settings)
{
    /// <summary>A vehicle follows a new limit within this time (IEC 61851-1: 5 s; real ones take longer).</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    private const double ByItself = 0.8;

    private string? _transaction;
    private double? _unlimitedKw;

    /// <summary>What it would take.</summary>
    /// <param name="powerKw">What it takes; null where it is not known.</param>
    /// <param name="own">The VEN's limit that is on it.</param>
    /// <param name="fullKw">Most that it can take on the phases that it uses.</param>
    /// <param name="now">By the charger's <see cref="Charger.Elapsed"/>.</param>
    public double Of(Connector connector, double? powerKw, OwnLimit? own, double fullKw, TimeSpan now)
    {
        if (connector.Transaction?.Id != _transaction)
            (_transaction, _unlimitedKw) = (connector.Transaction?.Id, null);
        if (!connector.HasVehicle)
            return 0;
        var isPausedByUs = own is { Rate.Limit: 0 };
        if (connector.Status is ConnectorStatus.PausedByVehicle or ConnectorStatus.Occupied && !isPausedByUs)
            return Math.Max(0, powerKw ?? 0);
        if (own is null)
        {
            // Nothing is known before the first value: the charger would give all that it has.
            _unlimitedKw = powerKw is > 0 ? powerKw : _unlimitedKw;
            return powerKw ?? fullKw;
        }
        var isLessByItself = powerKw < ByItself * own.Kw && now - own.SetAt > Settled;
        var wantedKw = isLessByItself ? powerKw!.Value : _unlimitedKw ?? fullKw;
        return Math.Clamp(Math.Max(wantedKw, powerKw ?? 0), 0, Math.Max(settings.RatedKw, powerKw ?? 0));
    }
}
