namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>
/// How much a battery may charge, by model 124: a share of its most. A negative share makes it deliver, as Fronius documents it; a device that
/// does not know that refuses the write.
/// </summary>
internal sealed class StorageControl(SunSpecDevice device, TimeProvider time) : SunSpecControl(device, SunSpecModels.Storage, time)
{
    private const int ChargeBit = 1;
    private const string ModePoint = "StorCtl_Mod";

    /// <inheritdoc />
    public override double StepKw(SunSpecBlock block) => (MaxKw(block) ?? 0) * block.Step("InWRte") / 100;

    /// <inheritdoc />
    public override bool HasTimer(SunSpecBlock block) => block.Number("InOutWRte_RvrtTms") is not null;

    /// <inheritdoc />
    public override double? LeastKw(SunSpecBlock block) => -MaxKw(block);

    /// <inheritdoc />
    protected override IReadOnlyList<string> Points { get; } = ["InOutWRte_RvrtTms", "InWRte", ModePoint];

    /// <summary>Whether discharging is limited may have changed since.</summary>
    protected override List<SunSpecWrite> Restoring(SunSpecBlock block, IReadOnlyList<SunSpecWrite> found) =>
        [.. found.Select(w => w.Name == ModePoint ? w with { Number = Mode(block) | ChargeBit } : w)];

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
            new(ModePoint, Mode(block) | ChargeBit),
        ]);
    }

    /// <inheritdoc />
    protected override List<SunSpecWrite> Clearing(SunSpecBlock block) =>
        [new(ModePoint, Mode(block) & ~ChargeBit), new("InWRte", 100, IsOptional: true)];

    private static int Mode(SunSpecBlock block) => (int)(block.Number(ModePoint) ?? 0);

    private static double? MaxKw(SunSpecBlock block) => block.Number("WChaMax") is > 0 and var watts ? watts / 1000 : null;
}
