namespace DrEvents.Ven.Devices.Ocpp.State;

/// <summary>What is known of one connector of a charger (an EVSE in OCPP 2.0.1) at one moment.</summary>
internal sealed record Connector
{
    /// <summary>Between readings that lie further apart than this nothing is added up.</summary>
    private static readonly TimeSpan GapMax = TimeSpan.FromMinutes(5);

    /// <summary>Two counters that are closer together give no power: they step by a Wh, or by ten.</summary>
    private static readonly TimeSpan CountedMin = TimeSpan.FromSeconds(10);

    /// <summary>What goes on.</summary>
    public ConnectorStatus Status { get; init; }

    /// <summary>The transaction that runs.</summary>
    public Transaction? Transaction { get; init; }

    /// <summary>The one that ran before: a message of it that is repeated does not begin it anew.</summary>
    public string? LastEndedId { get; init; }

    /// <summary>What the vehicle takes, kW; null where the charger has not said.</summary>
    public double? PowerKw { get; init; }

    /// <summary>When <see cref="PowerKw"/> was told, or reckoned from counters, by <see cref="Charger.Elapsed"/>.</summary>
    public TimeSpan? MeterAt { get; init; }

    /// <summary>When its meter told anything last; until then its energy is counted.</summary>
    public TimeSpan? HeardAt { get; init; }

    /// <summary>The energy counter, Wh.</summary>
    public double? RegisterWh { get; init; }

    /// <summary>When the counter was read that <see cref="PowerKw"/> is reckoned from, by <see cref="Charger.Elapsed"/>.</summary>
    public TimeSpan? RegisterAt { get; init; }

    /// <summary>How full the vehicle's battery is, percent.</summary>
    public double? SocPercent { get; init; }

    /// <summary>How many phases the vehicle charges on; null until currents tell.</summary>
    public int? PhasesInUse { get; init; }

    /// <summary>The voltage, V; null where the charger does not tell.</summary>
    public double? Volts { get; init; }

    /// <summary>
    /// A vehicle is there and may charge. A charger that the VEN finds charging says so by its status, before its transaction is known.
    /// </summary>
    public bool HasVehicle =>
        Status is ConnectorStatus.Charging or ConnectorStatus.PausedByVehicle or ConnectorStatus.PausedByCharger
        || (Transaction is not null && Status is not (ConnectorStatus.Free or ConnectorStatus.OutOfService));

    /// <summary>With a status that says that nothing flows, whatever the meter said before.</summary>
    public Connector Says(ConnectorStatus status)
    {
        var next = this with { Status = status };
        if (status is ConnectorStatus.Free)
            next = next.Ended(Transaction?.Id);
        return status is ConnectorStatus.Charging or ConnectorStatus.Unknown ? next : next with { PowerKw = 0 };
    }

    /// <summary>With a transaction that began; the same once more changes nothing.</summary>
    public Connector Began(Transaction transaction) =>
        transaction.Id == Transaction?.Id || transaction.Id == LastEndedId
            ? this
            : Ended(Transaction?.Id) with
            {
                Transaction = transaction,
                Status = Status is ConnectorStatus.Free or ConnectorStatus.Unknown ? ConnectorStatus.Occupied : Status,
            };

    /// <summary>Without the transaction of this id.</summary>
    public Connector Ended(string? id) =>
        id is null || Transaction?.Id != id
            ? this
            : this with
            {
                Transaction = null,
                LastEndedId = id,
                // The vehicle is there until its charger says that it is not, and charges no more.
                Status = Status is ConnectorStatus.Free or ConnectorStatus.OutOfService ? Status : ConnectorStatus.Occupied,
                PowerKw = 0,
                PhasesInUse = null,
                SocPercent = null,
            };

    /// <summary>With what the meter showed.</summary>
    /// <param name="now">When it was told, by <see cref="Charger.Elapsed"/>.</param>
    /// <param name="isOfBefore">The charger had kept it while it was not connected: only the counter is of interest.</param>
    public Connector Measured(MeterValues values, TimeSpan now, bool isOfBefore)
    {
        var registerWh = values.RegisterWh >= 0 ? values.RegisterWh : null;
        if (isOfBefore)
            return this with { RegisterWh = registerWh ?? RegisterWh, Transaction = Transaction?.At(registerWh, 0) };
        var (countedKw, isCounted) = Counted(registerWh, now);
        var addedKwh = now - HeardAt is { } since && since > TimeSpan.Zero && since <= GapMax ? (PowerKw ?? 0) * since.TotalHours : 0;
        var powerKw = values.PowerKw is >= 0 and < 1000 ? values.PowerKw : countedKw;
        return this with
        {
            PowerKw = powerKw ?? PowerKw,
            MeterAt = powerKw is null ? MeterAt : now,
            HeardAt = now,
            RegisterWh = registerWh ?? RegisterWh,
            RegisterAt = isCounted ? now : RegisterAt,
            SocPercent = values.SocPercent ?? SocPercent,
            PhasesInUse = HasVehicle ? values.PhasesInUse ?? PhasesInUse : null,
            Volts = values.Volts is >= 80 and <= 300 ? values.Volts : Volts,
            Transaction = Transaction?.At(registerWh, addedKwh),
        };
    }

    /// <summary>The mean power between two counters, for chargers that tell nothing else.</summary>
    private (double? Kw, bool IsCounted) Counted(double? registerWh, TimeSpan now)
    {
        if (registerWh is not { } wh || RegisterWh is not { } before || RegisterAt is not { } at)
            return (null, registerWh is not null);
        var passed = now - at;
        if (passed < CountedMin)
            return (null, false);
        return (wh >= before && passed <= GapMax ? (wh - before) / 1000 / passed.TotalHours : null, true);
    }
}
