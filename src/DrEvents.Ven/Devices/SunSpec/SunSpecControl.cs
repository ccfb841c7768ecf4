namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>One of the ways in which SunSpec limits a device. Powers in kW, use positive, delivery negative.</summary>
internal abstract class SunSpecControl(SunSpecDevice device, int modelId)
{
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
        if (HeldKw(block) is not { } heldKw)
        {
            return IsEnabled(block)
                ? throw new DeviceException(DeviceState.Stale, $"{device.Name}: model {modelId} is limited and does not tell to what")
                : null;
        }
        return _set is { } set && Math.Abs(heldKw - set.HeldKw) < 1e-6 ? set.Kw : heldKw;
    }

    /// <summary>The limit as the device holds it, kW; null where none is, or where it does not tell it now.</summary>
    protected abstract double? HeldKw(SunSpecBlock block);

    /// <summary>Whether the device keeps to a limit.</summary>
    protected abstract bool IsEnabled(SunSpecBlock block);

    /// <summary>Sets the limit; null takes it away.</summary>
    public async Task SetAsync(SunSpecBlock block, double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        if (kw is not { } limitKw)
        {
            _set = null;
            if (IsEnabled(block))
                await device.WriteAsync(block, Clearing(block), cancellation);
            return;
        }
        var writes = await SettingAsync(block, limitKw, Seconds(forgottenAfter), cancellation);
        await device.WriteAsync(block, writes, cancellation);
        var after = await ReadAsync(cancellation);
        _set = HeldKw(after) is { } heldKw && writes.All(w => IsWithinAStep(after, w)) ? (limitKw, heldKw) : null;
    }

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

    /// <summary>Whole seconds of a timer; 0 would mean that it never ends.</summary>
    private static double Seconds(TimeSpan time) => Math.Max(1, Math.Ceiling(time.TotalSeconds));
}

/// <summary>What an inverter delivers at most, by model 123 or 704: a share of its most.</summary>
/// <param name="maxKw">Its most, kW.</param>
/// <param name="points">Names of the points.</param>
internal sealed class InverterControl(SunSpecDevice device, int modelId, double maxKw, InverterPoints points)
    : SunSpecControl(device, modelId)
{
    /// <inheritdoc />
    public override double StepKw(SunSpecBlock block) => maxKw * block.Step(points.Share) / 100;

    /// <inheritdoc />
    public override bool HasTimer(SunSpecBlock block) => block.Number(points.Timer) is not null;

    /// <inheritdoc />
    public override double? LeastKw(SunSpecBlock block) => -maxKw;

    /// <inheritdoc />
    protected override double? HeldKw(SunSpecBlock block) =>
        IsEnabled(block) && block.Number(points.Share) is { } share ? -maxKw * share / 100 : null;

    /// <inheritdoc />
    protected override bool IsEnabled(SunSpecBlock block) => block.Number(points.Enable) == 1;

    /// <inheritdoc />
    protected override Task<List<SunSpecWrite>> SettingAsync(SunSpecBlock block, double kw, double seconds, CancellationToken cancellation)
    {
        if (kw > 0)
            throw new DeviceException(DeviceState.Refused, $"{Device.Name}: an inverter is limited in what it delivers, 0 kW or less");
        List<SunSpecWrite> writes =
        [
            new(points.Timer, seconds, IsOptional: true),
            new(points.Share, Math.Clamp(-100 * kw / maxKw, 0, 100)),
        ];
        if (points.EnableAfterwards is { } afterwards)
            writes.Add(new(afterwards, 0, IsOptional: true));
        writes.Add(new(points.Enable, 1));
        return Task.FromResult(writes);
    }

    /// <inheritdoc />
    protected override List<SunSpecWrite> Clearing(SunSpecBlock block) => [new(points.Enable, 0)];
}

/// <summary>Names of the points by which an inverter is limited.</summary>
/// <param name="Share">Most that it delivers, % of its most.</param>
/// <param name="Timer">Seconds after which it forgets that.</param>
/// <param name="Enable">Whether it keeps to it.</param>
/// <param name="EnableAfterwards">Whether it keeps to a limit when it has forgotten this one; null where the model does not say.</param>
internal sealed record InverterPoints(string Share, string Timer, string Enable, string? EnableAfterwards)
{
    /// <summary>Of model 123.</summary>
    public static readonly InverterPoints Of123 = new("WMaxLimPct", "WMaxLimPct_RvrtTms", "WMaxLim_Ena", null);

    /// <summary>Of model 704.</summary>
    public static readonly InverterPoints Of704 = new("WMaxLimPct", "WMaxLimPctRvrtTms", "WMaxLimPctEna", "WMaxLimPctEnaRvrt");
}

/// <summary>
/// How much a battery may charge, by model 124: a share of its most. A negative share makes it deliver, as Fronius documents it; a device that
/// does not know that refuses the write.
/// </summary>
internal sealed class StorageControl(SunSpecDevice device) : SunSpecControl(device, SunSpecModels.Storage)
{
    private const int ChargeBit = 1;

    /// <inheritdoc />
    public override double StepKw(SunSpecBlock block) => (MaxKw(block) ?? 0) * block.Step("InWRte") / 100;

    /// <inheritdoc />
    public override bool HasTimer(SunSpecBlock block) => block.Number("InOutWRte_RvrtTms") is not null;

    /// <inheritdoc />
    public override double? LeastKw(SunSpecBlock block) => -MaxKw(block);

    /// <inheritdoc />
    protected override double? HeldKw(SunSpecBlock block) =>
        IsEnabled(block) && block.Number("InWRte") is { } share ? MaxKw(block) * share / 100 : null;

    /// <inheritdoc />
    protected override bool IsEnabled(SunSpecBlock block) => (Mode(block) & ChargeBit) != 0;

    /// <inheritdoc />
    protected override Task<List<SunSpecWrite>> SettingAsync(SunSpecBlock block, double kw, double seconds, CancellationToken cancellation)
    {
        if (MaxKw(block) is not { } maxKw)
            throw new DeviceException(DeviceState.Refused, $"{Device.Name} does not tell how much it can charge (WChaMax)");
        return Task.FromResult<List<SunSpecWrite>>([
            new("InOutWRte_RvrtTms", seconds, IsOptional: true),
            new("InWRte", Math.Clamp(100 * kw / maxKw, -100, 100)),
            new("StorCtl_Mod", Mode(block) | ChargeBit),
        ]);
    }

    /// <inheritdoc />
    protected override List<SunSpecWrite> Clearing(SunSpecBlock block) =>
        [new("StorCtl_Mod", Mode(block) & ~ChargeBit), new("InWRte", 100, IsOptional: true)];

    private static int Mode(SunSpecBlock block) => (int)(block.Number("StorCtl_Mod") ?? 0);

    private static double? MaxKw(SunSpecBlock block) => block.Number("WChaMax") is > 0 and var watts ? watts / 1000 : null;
}

/// <summary>
/// What a battery does, by model 704. It has a setpoint and no limit of charging: 0 kW or less is set as it is, and a limit above 0 as what the
/// battery charges now, if that is less. So it never charges more than the limit, nor more than it did by itself.
/// </summary>
internal sealed class SetpointControl(SunSpecDevice device, Func<CancellationToken, Task<double?>> powerKw)
    : SunSpecControl(device, SunSpecModels.DerControls)
{
    private const double Watts = 1;

    /// <inheritdoc />
    public override double StepKw(SunSpecBlock block) => block.Step("WSet") / 1000;

    /// <inheritdoc />
    public override bool HasTimer(SunSpecBlock block) => block.Number("WSetRvrtTms") is not null;

    /// <inheritdoc />
    public override double? LeastKw(SunSpecBlock block) => null;

    /// <inheritdoc />
    protected override double? HeldKw(SunSpecBlock block) => IsEnabled(block) ? -block.Number("WSet") / 1000 : null;

    /// <inheritdoc />
    protected override bool IsEnabled(SunSpecBlock block) => block.Number("WSetEna") == 1;

    /// <inheritdoc />
    protected override async Task<List<SunSpecWrite>> SettingAsync(
        SunSpecBlock block,
        double kw,
        double seconds,
        CancellationToken cancellation
    )
    {
        // While a limit is on, its present power is that of the limit.
        var nowKw = kw <= 0 ? 0 : HeldKw(block) ?? await powerKw(cancellation) ?? 0;
        var setKw = kw <= 0 ? kw : Math.Min(kw, Math.Max(0, nowKw));
        // SunSpec counts delivery positive, so up is less use.
        var step = block.Step("WSet");
        var watts = step * Math.Ceiling((-1000 * setKw / step) - 1e-9);
        return
        [
            new("WSetRvrtTms", seconds, IsOptional: true),
            new("WSetEnaRvrt", 0, IsOptional: true),
            new("WSetMod", Watts, IsOptional: true),
            new("WSet", watts),
            new("WSetEna", 1),
        ];
    }

    /// <inheritdoc />
    protected override List<SunSpecWrite> Clearing(SunSpecBlock block) => [new("WSetEna", 0)];
}
