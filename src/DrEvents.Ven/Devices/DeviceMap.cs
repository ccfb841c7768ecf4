namespace DrEvents.Ven.Devices;

/// <summary>Where in a device's messages its values are, for kinds that know no device by themselves.</summary>
internal sealed record DeviceMap(string? Power, double PowerUnitKw, string? State, string? Limit, double LimitUnitKw)
{
    private static readonly string[] OnWords = ["true", "on", "1"];
    private static readonly string[] OffWords = ["false", "off", "0"];

    /// <summary>The texts that mean on and off, where they are others than usual.</summary>
    public string? OnValue { get; init; }

    /// <summary>What it would use without a limit.</summary>
    public string? Wanted { get; init; }

    /// <summary>What its thermostat measures, °C.</summary>
    public string? Temperature { get; init; }

    /// <summary>How full it is, percent.</summary>
    public string? Charge { get; init; }

    /// <summary>Reads it from the fields of a driver.</summary>
    public static DeviceMap Read(ProfiledFields fields)
    {
        var map = new DeviceMap(
            fields.Text("power"),
            fields.UnitKw("powerUnit"),
            fields.Text("state"),
            fields.Text("limit"),
            fields.UnitKw("limitUnit")
        )
        {
            OnValue = fields.Text("onValue"),
            Wanted = fields.Text("wanted"),
            Temperature = fields.Text("temperature"),
            Charge = fields.Text("charge"),
        };
        if (map is { Power: null, State: null })
            fields.File.Fail("power", "missing, and state too: at least one of them has to be told");
        return map;
    }

    /// <summary>What a message says; the power may stand in another one.</summary>
    /// <exception cref="DeviceException">It says nothing of what it should.</exception>
    public DeviceReading ReadingOf(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> powerMessage, double ratedKw)
    {
        var powerKw = Kw(powerMessage, Power, PowerUnitKw);
        var isOn = IsOn(message);
        if (powerKw is null && isOn is null)
            throw new DeviceException(DeviceState.Stale, $"tells neither '{Power}' nor '{State}'");
        var limitKw = Kw(message, Limit, LimitUnitKw);
        return new DeviceReading(powerKw)
        {
            IsOn = isOn,
            LimitKw = limitKw < ratedKw ? limitKw : null,
            IsLimitRead = limitKw is not null,
            WantedKw = Kw(message, Wanted, PowerUnitKw),
            TemperatureC = Temperature is null ? null : JsonPath.Number(message, Temperature),
            StateOfChargePercent = Charge is null ? null : JsonPath.Number(message, Charge),
        };
    }

    private static double? Kw(ReadOnlyMemory<byte> message, string? path, double unitKw) =>
        path is null ? null : unitKw * JsonPath.Number(message, path);

    private bool? IsOn(ReadOnlyMemory<byte> message)
    {
        if (State is null || JsonPath.Text(message, State) is not { } text)
            return null;
        if (OnValue is { } on)
            return text.Equals(on, StringComparison.OrdinalIgnoreCase);
        return OnWords.Contains(text, StringComparer.OrdinalIgnoreCase) ? true
            : OffWords.Contains(text, StringComparer.OrdinalIgnoreCase) ? false
            : null;
    }
}

/// <summary>Where in a meter's message its values are.</summary>
internal sealed record MeterMap(string Power, double UnitKw, string? L1, string? L2, string? L3, bool IsInverted)
{
    /// <summary>Reads it from the fields of a meter.</summary>
    public static MeterMap Read(ProfiledFields fields)
    {
        if (fields.Text("power") is not { } power)
            fields.File.Fail("power", "missing");
        else
            return new MeterMap(
                power,
                fields.UnitKw("powerUnit"),
                fields.Text("l1"),
                fields.Text("l2"),
                fields.Text("l3"),
                fields.File.Flag("isInverted")
            );
        return new MeterMap("", 1, null, null, null, false);
    }

    /// <summary>What a message says.</summary>
    /// <exception cref="DeviceException">It tells no power.</exception>
    public MeterReading ReadingOf(ReadOnlyMemory<byte> message)
    {
        var unitKw = IsInverted ? -UnitKw : UnitKw;
        var powerKw = unitKw * JsonPath.Number(message, Power);
        double? Phase(string? path) => path is null ? null : unitKw * JsonPath.Number(message, path);
        return powerKw is { } kw
            ? new MeterReading(kw)
            {
                L1Kw = Phase(L1),
                L2Kw = Phase(L2),
                L3Kw = Phase(L3),
            }
            : throw new DeviceException(DeviceState.Stale, $"tells no '{Power}'");
    }
}
