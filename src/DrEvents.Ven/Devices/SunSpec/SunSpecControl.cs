namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>One of the ways in which SunSpec limits a device. Powers in kW, use positive, delivery negative.</summary>
internal abstract class SunSpecControl(SunSpecDevice device, int modelId, TimeProvider time)
{
    private readonly FoundLimit<Standing> _found = new(time);
    private (double Kw, double HeldKw)? _set;

    /// <summary>The device.</summary>
    protected SunSpecDevice Device => device;

    /// <summary>The smallest step of the limit, kW.</summary>
    public abstract double StepKw(SunSpecBlock block);

    /// <summary>Whether the device forgets the limit by itself.</summary>
    public abstract bool HasTimer(SunSpecBlock block);

    /// <summary>Least power that a limit can ask of it, kW: its most delivery, negative; null where it does not tell.</summary>
    public abstract double? LeastKw(SunSpecBlock block);

    /// <summary>
    /// The limit that is on it, kW; null where none is. It is the one that was set as long as the device holds what was written for it: a
    /// limit beyond what the device can do is written as its most.
    /// </summary>
    /// <exception cref="DeviceException">A limit is on it, and it does not tell which.</exception>
    public double? LimitKw(SunSpecBlock block)
    {
        _found.See(HeldKw(block));
        if (HeldKw(block) is not { } heldKw)
        {
            return IsEnabled(block)
                ? throw new DeviceException(DeviceState.Stale, $"{device.Name}: model {modelId} is limited and does not tell to what")
                : null;
        }
        return _set is { } set && IsSame(heldKw, set.HeldKw) ? set.Kw : heldKw;
    }

    /// <summary>Whether a limit that is on it is known to be somebody else's.</summary>
    public bool IsOthers => _found.IsOthers;

    /// <summary>A VEN that died may have left its limit on the device.</summary>
    public void MayBeLeft() => _found.MayBeLeft();

    /// <summary>The limit as the device holds it, kW; null where none is, or where it does not tell it now.</summary>
    protected abstract double? HeldKw(SunSpecBlock block);

    /// <summary>Whether the device keeps to a limit.</summary>
    protected abstract bool IsEnabled(SunSpecBlock block);

    /// <summary>Sets the limit; null takes it away.</summary>
    public async Task SetAsync(SunSpecBlock block, double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        if (kw is not { } limitKw)
        {
            await ReleaseAsync(block, cancellation);
            return;
        }
        var nowKw = HeldKw(block);
        _found.Setting(StandingAt(block), nowKw, isChanged: _set is { } set && nowKw is { } otherKw && !IsSame(otherKw, set.HeldKw));
        // Somebody else's limit that is stricter goes on to count.
        var countingKw = _found.Found is { } found ? Stricter(limitKw, found.Kw) : limitKw;
        var writes = await SettingAsync(block, countingKw, Seconds(forgottenAfter), cancellation);
        _set = null;
        await device.WriteAsync(block, writes, cancellation);
        var after = await ReadAsync(cancellation);
        _set = HeldKw(after) is { } heldKw && writes.All(w => IsWithinAStep(after, w)) ? (limitKw, heldKw) : null;
    }

    private async Task ReleaseAsync(SunSpecBlock block, CancellationToken cancellation)
    {
        _set = null;
        if (_found.Stays(IsEnabled(block)))
            return;
        if (_found.Found is { } found)
            await device.WriteAsync(block, Restoring(block, found.Writes), cancellation);
        else if (IsEnabled(block))
            await device.WriteAsync(block, Clearing(block), cancellation);
        _found.Released();
    }

    private Standing? StandingAt(SunSpecBlock block) =>
        HeldKw(block) is { } kw
            ? new Standing(kw, [.. Points.Where(p => block.Number(p) is not null).Select(p => new SunSpecWrite(p, block.Number(p)!.Value))])
            : null;

    /// <summary>The points that make a limit, in the order in which they are put back.</summary>
    protected abstract IReadOnlyList<string> Points { get; }

    /// <summary>Of two limits the one that leaves less.</summary>
    protected virtual double Stricter(double kw, double otherKw) => Math.Min(kw, otherKw);

    /// <summary>What puts a limit back that was found.</summary>
    protected virtual List<SunSpecWrite> Restoring(SunSpecBlock block, IReadOnlyList<SunSpecWrite> found) => [.. found];

    /// <summary>What sets a limit, in this order.</summary>
    protected abstract Task<List<SunSpecWrite>> SettingAsync(SunSpecBlock block, double kw, double seconds, CancellationToken cancellation);

    /// <summary>What takes it away.</summary>
    protected abstract List<SunSpecWrite> Clearing(SunSpecBlock block);

    /// <summary>Its registers now.</summary>
    public async Task<SunSpecBlock> ReadAsync(CancellationToken cancellation) =>
        await device.ReadAsync(modelId, cancellation)
        ?? throw new DeviceException(DeviceState.Refused, $"{device.Name} has model {modelId} no more");

    /// <summary>Whether the device holds what was written, where that is a power or a share.</summary>
    private static bool IsWithinAStep(SunSpecBlock after, SunSpecWrite write) =>
        !after.IsScaled(write.Name)
        || (after.Number(write.Name) is { } held && Math.Abs(held - write.Number) <= after.Step(write.Name) + 1e-9);

    private static bool IsSame(double kw, double otherKw) => Math.Abs(kw - otherKw) < 1e-6;

    /// <summary>Whole seconds of a timer; 0 would mean that it never ends.</summary>
    private static double Seconds(TimeSpan time) => Math.Max(1, Math.Ceiling(time.TotalSeconds));

    /// <summary>A limit that is on the device, and the points that make it.</summary>
    private sealed record Standing(double Kw, IReadOnlyList<SunSpecWrite> Writes);
}
