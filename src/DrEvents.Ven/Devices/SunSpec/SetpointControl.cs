namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>
/// What a battery does, by model 704. It has a setpoint and no limit of charging: 0 kW or less is set as it is, and a limit above 0 as what the
/// battery charges now, if that is less. So it never charges more than the limit, nor more than it did by itself.
/// </summary>
internal sealed class SetpointControl(SunSpecDevice device, Func<CancellationToken, Task<double?>> powerKw, TimeProvider time)
    : SunSpecControl(device, SunSpecModels.DerControls, time)
{
    private const double Watts = 1;

    /// <inheritdoc />
    public override double StepKw(SunSpecBlock block) => block.Step("WSet") / 1000;

    /// <inheritdoc />
    public override bool HasTimer(SunSpecBlock block) => block.Number("WSetRvrtTms") is not null;

    /// <inheritdoc />
    public override double? LeastKw(SunSpecBlock block) => null;

    /// <inheritdoc />
    protected override IReadOnlyList<string> Points { get; } = ["WSetRvrtTms", "WSetEnaRvrt", "WSetMod", "WSet", "WSetEna"];

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
