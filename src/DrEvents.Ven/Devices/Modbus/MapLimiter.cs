using DrEvents.Ven.Devices.Modbus.Maps;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>
/// Sets and takes away a limit as a map says, reads back what it wrote, and writes nothing that the map does not allow. What the device holds
/// already is not written again, apart from what starts its timer anew.
/// </summary>
internal sealed class MapLimiter(MapLimit limit, MapPower power, ModbusUnit unit, TimeProvider time)
{
    /// <summary>Longer than this nobody is kept waiting for the least interval.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private long? _writtenAt;
    private double? _rememberedKw;
    private double? _doneKw;

    /// <summary>Whether the device tells its limit; otherwise it is remembered.</summary>
    public bool IsRead { get; } = !limit.Clear.Concat(limit.Set).Any(w => w.IsWriteOnly);

    /// <summary>The limit on the device, kW; null where none is.</summary>
    public async Task<double?> ReadAsync(CancellationToken cancellation)
    {
        if (!IsRead)
            return _rememberedKw;
        if (await HeldAsync(cancellation) is { } heldKw)
            return heldKw;
        if (await HoldsAsync(limit.Clear, 0, TimeSpan.Zero, cancellation))
            return null;
        if (limit.Value is not { } value)
            return await HoldsAsync(limit.Set, 0, TimeSpan.Zero, cancellation) ? 0 : null;
        return await RawAsync(value.Register, cancellation) is { } raw ? power.KwOf(value, raw) : null;
    }

    /// <summary>Lets the device use no more than so many kW; null takes the limit away.</summary>
    public async Task SetAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        var isSwitched = limit.Value is null;
        // A device that is only switched is left on by every limit that it keeps to anyway.
        var isClear = kw is null || (isSwitched && kw >= power.RatedKw);
        var writes = isClear ? limit.Clear : limit.Set;
        var changed = new List<(MapWrite Write, double Raw)>();
        var isTimed = !isClear && limit.HasTimer;
        foreach (var write in writes)
        {
            var raw = Raw(write, kw ?? 0, forgottenAfter);
            var isRestart = isTimed && write.What != Written.Constant;
            if (isRestart || write.IsWriteOnly || await RawAsync(write.Register, cancellation) != raw)
                changed.Add((write, raw));
        }
        var isRenewal = isTimed && kw == _doneKw && changed.All(c => c.Write.What != Written.Constant || c.Write.IsWriteOnly);
        if (changed.Count > 0 && !await MayBeWrittenAsync(isClear, isRenewal, cancellation))
            return;
        (_rememberedKw, _doneKw) = (isClear ? null : kw, null);
        foreach (var (write, raw) in changed)
            await WriteAsync(write.Register, raw, cancellation);
        foreach (var (write, raw) in changed.Where(c => !c.Write.IsWriteOnly))
        {
            if (await RawAsync(write.Register, cancellation) is var held && held != raw)
                throw new DeviceException(
                    DeviceState.Refused,
                    FormattableString.Invariant($"{unit.Name}: register {write.Register.Address} holds {held} after {raw} was written")
                );
        }
        _doneKw = _rememberedKw;
    }

    /// <summary>The limit that was set, as long as the device holds what was written for it: one above its most is written as its most.</summary>
    private async Task<double?> HeldAsync(CancellationToken cancellation) =>
        _rememberedKw is { } kw && await HoldsAsync(limit.Set, kw, TimeSpan.Zero, cancellation) ? kw : null;

    private double Raw(MapWrite write, double kw, TimeSpan forgottenAfter) =>
        write.What switch
        {
            Written.Limit => power.RawOf(write, kw),
            Written.Timer => write.RawOf(forgottenAfter.TotalSeconds / write.Register.Unit.Factor),
            _ => write.Constant,
        };

    private async Task<bool> HoldsAsync(IReadOnlyList<MapWrite> writes, double kw, TimeSpan timer, CancellationToken cancellation)
    {
        var readable = writes.Where(w => !w.IsWriteOnly && w.What != Written.Timer).ToList();
        foreach (var write in readable)
        {
            if (await RawAsync(write.Register, cancellation) != Raw(write, kw, timer))
                return false;
        }
        return readable.Count > 0;
    }

    private async Task<double?> RawAsync(MapRegister register, CancellationToken cancellation) =>
        register.RawOf(await unit.ReadAsync(register.Table, register.Address, register.Count, cancellation));

    private async Task WriteAsync(MapRegister register, double raw, CancellationToken cancellation)
    {
        var group = limit.Writes.FirstOrDefault(g => g.Allows(register, raw));
        if (group.Count == 0)
            throw new DeviceException(
                DeviceState.Refused,
                FormattableString.Invariant($"{unit.Name}: the map does not allow {raw} in register {register.Address}")
            );
        _writtenAt = time.GetTimestamp();
        if (register.Table == ModbusTable.Coil)
            await unit.SwitchAsync(register.Address, raw != 0, cancellation);
        else
            await unit.WriteAsync(register.Address, register.RegistersOf(raw), group.IsSingle, cancellation);
    }

    /// <summary>
    /// Waits for the least interval where that is short; otherwise a new limit is refused, a renewal is left for the next time, and what takes
    /// the limit away is written at once.
    /// </summary>
    private async Task<bool> MayBeWrittenAsync(bool isClear, bool isRenewal, CancellationToken cancellation)
    {
        if (_writtenAt is not { } at)
            return true;
        var rest = limit.LeastInterval - time.GetElapsedTime(at);
        if (rest > Patience)
        {
            return isClear ? true
                : isRenewal ? false
                : throw new DeviceException(
                    DeviceState.Refused,
                    FormattableString.Invariant($"{unit.Name}: it is written every {limit.LeastInterval.TotalSeconds} s at most")
                );
        }
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest, time, cancellation);
        return true;
    }
}
