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

    private readonly FoundLimit<Standing> _found = new(time);
    private long? _writtenAt;
    private double? _rememberedKw;
    private double? _doneKw;

    /// <summary>Whether the device tells its limit; otherwise it is remembered.</summary>
    public bool IsRead { get; } = !limit.Clear.Concat(limit.Set).Any(w => w.IsWriteOnly);

    /// <summary>Whether a limit that is on the device is known to be somebody else's; of one that it does not tell nobody knows.</summary>
    public bool IsOthers => IsRead && _found.IsOthers;

    /// <summary>A VEN that died may have left its limit on the device.</summary>
    public void MayBeLeft() => _found.MayBeLeft();

    /// <summary>The limit on the device, kW; null where none is.</summary>
    public async Task<double?> ReadAsync(CancellationToken cancellation)
    {
        if (!IsRead)
            return _rememberedKw;
        var kw = await ReadBackAsync(cancellation);
        _found.See(kw);
        return kw;
    }

    /// <summary>Lets the device use no more than so many kW; null takes the limit away.</summary>
    public async Task SetAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        if (kw is not { } limitKw)
        {
            await ReleaseAsync(cancellation);
            return;
        }
        await FindAsync(cancellation);
        // A device that is only switched is left on by every limit that it keeps to anyway.
        var isClear = limit.Value is null && CountingKw(limitKw) >= power.RatedKw;
        var isTimed = !isClear && limit.HasTimer;
        var changed = new List<(MapWrite Write, double Raw)>();
        foreach (var write in isClear ? limit.Clear : limit.Set)
        {
            var raw = Raw(write, CountingKw(limitKw), forgottenAfter);
            var isRestart = isTimed && write.What != Written.Constant;
            if (isRestart || write.IsWriteOnly || await RawAsync(write.Register, cancellation) != raw)
                changed.Add((write, raw));
        }
        var isRenewal = isTimed && kw == _doneKw && changed.All(c => c.Write.What != Written.Constant || c.Write.IsWriteOnly);
        if (changed.Count > 0 && !await MayBeWrittenAsync(isClear, isRenewal, cancellation))
            return;
        (_rememberedKw, _doneKw) = (isClear ? null : kw, null);
        await PutAsync(changed, cancellation);
        _doneKw = _rememberedKw;
    }

    private async Task<double?> ReadBackAsync(CancellationToken cancellation)
    {
        if (await HeldAsync(cancellation) is { } heldKw)
            return heldKw;
        if (await HoldsAsync(limit.Clear, 0, TimeSpan.Zero, cancellation))
            return null;
        if (limit.Value is not { } value)
            return await HoldsAsync(limit.Set, 0, TimeSpan.Zero, cancellation) ? 0 : null;
        return await RawAsync(value.Register, cancellation) is { } raw ? power.KwOf(value, raw) : null;
    }

    private async Task ReleaseAsync(CancellationToken cancellation)
    {
        if (IsRead && !_found.IsOurs && await StaysAsync(cancellation))
            return;
        var changed = new List<(MapWrite Write, double Raw)>();
        foreach (var (write, raw) in _found.Found?.Writes ?? limit.Clear.Select(w => (Write: w, Raw: w.Constant)))
        {
            if (write.IsWriteOnly || await MayDifferAsync(write.Register, raw, cancellation))
                changed.Add((write, raw));
        }
        if (changed.Count > 0)
            await MayBeWrittenAsync(isClear: true, isRenewal: false, cancellation);
        (_rememberedKw, _doneKw) = (null, null);
        await PutAsync(changed, cancellation);
        _found.Released();
    }

    private async Task<bool> StaysAsync(CancellationToken cancellation)
    {
        try
        {
            return _found.Stays(await StandingAsync(cancellation) is not null);
        }
        catch (DeviceException) when (!_found.IsOthers)
        {
            return false;
        }
    }

    /// <summary>A device that says nothing that can be understood may do what it is told all the same.</summary>
    private async Task<bool> MayDifferAsync(MapRegister register, double raw, CancellationToken cancellation)
    {
        try
        {
            return await RawAsync(register, cancellation) != raw;
        }
        catch (DeviceException)
        {
            return true;
        }
    }

    /// <summary>Looks what limits the device before the VEN does, or instead of the VEN's.</summary>
    private async Task FindAsync(CancellationToken cancellation)
    {
        if (!IsRead)
            return;
        var isChanged = _doneKw is not null && await HeldAsync(cancellation) is null;
        if (!_found.IsOurs || isChanged)
        {
            var standing = await StandingAsync(cancellation);
            _found.Setting(standing, standing?.Kw, isChanged);
        }
    }

    /// <summary>What limits the device, as far as it may be put back; null where nothing does, or where that cannot be told.</summary>
    private async Task<Standing?> StandingAsync(CancellationToken cancellation)
    {
        if (await HoldsAsync(limit.Clear, 0, TimeSpan.Zero, cancellation))
            return null;
        var writes = new List<(MapWrite Write, double Raw)>();
        foreach (var write in limit.Set)
        {
            if (await RawAsync(write.Register, cancellation) is { } raw && limit.Writes.Any(g => g.Allows(write.Register, raw)))
                writes.Add((write, raw));
            // Whether it limits at all is said by what releases it. What may not be put back there would leave the VEN's own enabled.
            else if (limit.Clear.Any(c => c.Register.Table == write.Register.Table && c.Register.Address == write.Register.Address))
                return null;
        }
        if (limit.Value is not { } value)
            return writes.Count == limit.Set.Count && writes.All(w => w.Raw == w.Write.Constant) ? new Standing(0, writes) : null;
        var held = writes.FindIndex(w => w.Write == value);
        return held < 0 ? null : new Standing(power.KwOf(value, writes[held].Raw), writes);
    }

    /// <summary>What somebody else limits it to goes on to count where that is lower.</summary>
    private double CountingKw(double kw) => Math.Min(kw, _found.Found?.Kw ?? kw);

    private async Task PutAsync(List<(MapWrite Write, double Raw)> changed, CancellationToken cancellation)
    {
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
    }

    /// <summary>The limit that was set, as long as the device holds what was written for it: one above its most is written as its most.</summary>
    private async Task<double?> HeldAsync(CancellationToken cancellation) =>
        _rememberedKw is { } kw && await HoldsAsync(limit.Set, CountingKw(kw), TimeSpan.Zero, cancellation) ? kw : null;

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

    /// <summary>A limit that is on the device, and the registers that make it.</summary>
    private sealed record Standing(double Kw, IReadOnlyList<(MapWrite Write, double Raw)> Writes);
}
