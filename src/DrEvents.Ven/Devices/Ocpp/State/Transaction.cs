namespace DrEvents.Ven.Devices.Ocpp.State;

/// <summary>A vehicle's stay at a connector, from the authorisation to the end.</summary>
/// <param name="Id">As the charger knows it; a whole number in OCPP 1.6.</param>
/// <param name="StartedAt">When it began, by the charger's clock.</param>
internal sealed record Transaction(string Id, DateTimeOffset StartedAt)
{
    /// <summary>The counter when it began, Wh; null until the first that is known, where the charger did not tell.</summary>
    public double? StartWh { get; init; }

    /// <summary>What it has taken by the counter, or by power and time where no counter is told, kWh.</summary>
    public double TakenKwh { get; init; }

    /// <summary>What it has taken since the start that <see cref="StartWh"/> names.</summary>
    public Transaction At(double? registerWh, double addedKwh)
    {
        if (registerWh is not { } wh)
            return StartWh is null ? this with { TakenKwh = TakenKwh + addedKwh } : this;
        // A counter that is seen late begins where it then is, less what power and time have said until then.
        var startWh = StartWh ?? (wh - (1000 * (TakenKwh + addedKwh)));
        return this with { StartWh = startWh, TakenKwh = Math.Max(TakenKwh, (wh - startWh) / 1000) };
    }
}

/// <summary>What goes on at a connector.</summary>
internal enum ConnectorStatus
{
    /// <summary>The charger has not said.</summary>
    Unknown,

    /// <summary>There is no vehicle.</summary>
    Free,

    /// <summary>A vehicle is there, and does not charge yet or any more.</summary>
    Occupied,

    /// <summary>A vehicle charges.</summary>
    Charging,

    /// <summary>The vehicle takes nothing, though it may.</summary>
    PausedByVehicle,

    /// <summary>The charger gives nothing, though the vehicle would take it.</summary>
    PausedByCharger,

    /// <summary>It is out of order, or was taken out of service.</summary>
    OutOfService,
}
