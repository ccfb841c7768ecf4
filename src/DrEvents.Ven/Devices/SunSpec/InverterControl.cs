namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>What an inverter delivers at most, by model 123 or 704: a share of its most.</summary>
/// <param name="maxKw">Its most, kW.</param>
/// <param name="points">Names of the points.</param>
internal sealed class InverterControl(SunSpecDevice device, int modelId, double maxKw, InverterPoints points, TimeProvider time)
    : SunSpecControl(device, modelId, time)
{
    /// <inheritdoc />
    public override double StepKw(SunSpecBlock block) => maxKw * block.Step(points.Share) / 100;

    /// <inheritdoc />
    public override bool HasTimer(SunSpecBlock block) => block.Number(points.Timer) is not null;

    /// <inheritdoc />
    public override double? LeastKw(SunSpecBlock block) => -maxKw;

    /// <inheritdoc />
    protected override IReadOnlyList<string> Points { get; } =
    [points.Timer, points.Share, .. points.EnableAfterwards is { } afterwards ? [afterwards] : Array.Empty<string>(), points.Enable];

    /// <summary>Delivery is negative: the stricter limit is the higher.</summary>
    protected override double Stricter(double kw, double otherKw) => Math.Max(kw, otherKw);

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
