using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>What the owner wants of each stay: so much energy by an hour of the day.</summary>
internal sealed class VehiclePlan(ConnectorSettings settings, TimeProvider time)
{
    /// <summary>Vehicles need the last minutes for themselves, and the charger some to come up again.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(5);

    /// <summary>One that became urgent stays so until it has this time to spare: a limit would make it urgent again at once.</summary>
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(10);

    /// <summary>A vehicle that is late still leaves today.</summary>
    private static readonly TimeSpan LateMax = TimeSpan.FromHours(1);

    private bool _isUrgent;

    /// <summary>Energy that the vehicle still needs, kWh; 0 without a vehicle, null where the owner has not said.</summary>
    public double? NeededKwh(Connector connector) =>
        !connector.HasVehicle ? 0
        : settings.NeededKwh is { } kwh ? Math.Max(0, kwh - (connector.Transaction?.TakenKwh ?? 0))
        : null;

    /// <summary>Whether it would miss its departure even at full power.</summary>
    public bool IsUrgent(Connector connector, double fullKw, DateTimeOffset now) =>
        _isUrgent = IsLate(connector, fullKw, _isUrgent ? now + Spare : now, now);

    private bool IsLate(Connector connector, double fullKw, DateTimeOffset reckoned, DateTimeOffset now)
    {
        if (NeededKwh(connector) is not > 0 || settings.DepartsHour is not { } hour || fullKw <= 0)
            return false;
        var (neededKwh, startedAt) = (NeededKwh(connector)!.Value, connector.Transaction?.StartedAt ?? now);
        var since = startedAt > now ? now : startedAt;
        var left = DepartureAfter(hour, since > now - LateMax ? since : now - LateMax) - reckoned - Reserve;
        return neededKwh / fullKw >= left.TotalHours;
    }

    /// <summary>The first time that the clock on the wall shows this hour after a moment.</summary>
    private DateTimeOffset DepartureAfter(double hour, DateTimeOffset moment)
    {
        var zone = time.LocalTimeZone;
        var day = TimeZoneInfo.ConvertTime(moment, zone).Date;
        for (var ahead = 0; ; ahead++)
        {
            var wall = DateTime.SpecifyKind(day.AddDays(ahead).AddHours(hour), DateTimeKind.Unspecified);
            // An hour that the change to summer time leaves out comes an hour later.
            if (zone.IsInvalidTime(wall))
                wall = wall.AddHours(1);
            var at = new DateTimeOffset(wall, zone.GetUtcOffset(wall));
            if (at > moment)
                return at;
        }
    }
}
