using DrEvents.Ven.Devices.Modbus.Maps;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>A load with a register map.</summary>
internal sealed class ModbusDriver(RegisterMap map, MapPower power, ModbusUnit unit, TimeProvider time) : IDeviceDriver
{
    /// <summary>A limit is looked at, written and read back, register by register.</summary>
    private readonly int _requests = map.Reads.Count + (3 * ((map.Limit?.Set.Count ?? 0) + (map.Limit?.Clear.Count ?? 0)));

    private readonly MapReader _reader = new(map, unit);
    private readonly LongestLimit _longest = new(map.Limit?.Longest, time);
    private readonly MapLimiter? _limiter = map.Limit is { } limit ? new MapLimiter(limit, power, unit, time) : null;

    private DeviceTraits _traits = TraitsOf(map, power, unit);

    /// <summary>What shares its line may have joined since.</summary>
    public DeviceTraits Traits
    {
        get
        {
            var wait = unit.LineWait(_requests);
            return _traits.LineWait == wait ? _traits : _traits = _traits with { LineWait = wait };
        }
    }

    /// <inheritdoc />
    public void MayBeLimited() => _limiter?.MayBeLeft();

    /// <inheritdoc />
    public async Task<DeviceReading> ReadAsync(CancellationToken cancellation)
    {
        await _reader.ReadAsync(cancellation);
        var limitKw = _limiter is null ? null : await _limiter.ReadAsync(cancellation);
        var isOthers = limitKw is not null && _limiter!.IsOthers;
        return new DeviceReading(_reader.PowerKw())
        {
            WantedKw = _reader.Value(MapValues.Wanted),
            LimitKw = limitKw,
            IsLimitRead = _limiter is { IsRead: true },
            IsLimitOthers = isOthers,
            IsOn = _reader.IsOn(),
            IsUrgent = _longest.IsOver(limitKw is not null && !isOthers),
            StateOfChargePercent = _reader.Value(MapValues.StateOfCharge),
            TemperatureC = _reader.Value(MapValues.Temperature),
            NeededKwh = _reader.Value(MapValues.Needed),
        };
    }

    /// <inheritdoc />
    public Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation) =>
        _limiter is null
            ? throw new DeviceException(DeviceState.Refused, $"{unit.Name}: the map '{map.Name}' has no limit")
            : _limiter.SetAsync(kw, forgottenAfter, cancellation);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => unit.DisposeAsync();

    private static DeviceTraits TraitsOf(RegisterMap map, MapPower power, ModbusUnit unit)
    {
        var value = map.Limit?.Value;
        return new DeviceTraits(
            value is null ? power.RatedKw : power.LeastKw(value),
            map.Limit is not null && (value is null || value.Off is not null),
            map.Limit is { HasTimer: true } ? LimitForgetting.ByDevice : LimitForgetting.ByWatchdog
        )
        {
            ReadInterval = map.ReadInterval,
            CallTimeout = DeviceTraits.CallTimeoutFor(unit.AnswerTimeout),
            WritesADayMax = map.Limit?.WritesADayMax,
            LeastOn = map.Limit?.LeastOn ?? TimeSpan.Zero,
            LeastOff = map.Limit?.LeastOff ?? TimeSpan.Zero,
            ForgetsAfterMax = map.Limit?.TimerMax,
            LimitStepKw = value is null ? power.RatedKw : Math.Max(0.01, power.StepKw(value)),
        };
    }
}

/// <summary>A meter with a register map.</summary>
/// <param name="isInverted">It was wired the other way round, and counts delivery to the grid as drawn.</param>
internal sealed class ModbusMeter(RegisterMap map, ModbusUnit unit, bool isInverted) : IMeterDriver
{
    private readonly MapReader _reader = new(map, unit);

    /// <inheritdoc />
    public TimeSpan ReadInterval => map.ReadInterval;

    /// <inheritdoc />
    public TimeSpan CallTimeout => DeviceTraits.CallTimeoutFor(unit.AnswerTimeout);

    /// <inheritdoc />
    public TimeSpan LineWait => unit.LineWait(map.Reads.Count);

    /// <inheritdoc />
    public async Task<MeterReading> ReadAsync(CancellationToken cancellation)
    {
        await _reader.ReadAsync(cancellation);
        var powerKw =
            _reader.PowerKw()
            ?? throw new DeviceException(DeviceState.Refused, $"{unit.Name}: the meter says that it has no power to tell");
        var sign = isInverted ? -1 : 1;
        return new MeterReading(sign * powerKw)
        {
            L1Kw = sign * _reader.Value(MapValues.L1),
            L2Kw = sign * _reader.Value(MapValues.L2),
            L3Kw = sign * _reader.Value(MapValues.L3),
            ImportKwh = _reader.Value(isInverted ? MapValues.Export : MapValues.Import),
            ExportKwh = _reader.Value(isInverted ? MapValues.Import : MapValues.Export),
        };
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => unit.DisposeAsync();
}
