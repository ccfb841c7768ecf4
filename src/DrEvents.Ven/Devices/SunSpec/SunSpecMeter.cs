namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>A meter that speaks SunSpec (models 201 to 204).</summary>
/// <param name="isInverted">It counts delivery to the grid positive.</param>
internal sealed class SunSpecMeter(SunSpecDevice device, bool isInverted) : IMeterDriver
{
    /// <inheritdoc />
    public TimeSpan ReadInterval => TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public TimeSpan CallTimeout => DeviceTraits.CallTimeoutFor(device.AnswerTimeout);

    /// <inheritdoc />
    public TimeSpan LineWait => device.LineWait;

    /// <inheritdoc />
    public async Task<MeterReading> ReadAsync(CancellationToken cancellation)
    {
        var meter =
            await device.ReadAsync(SunSpecModels.Meters, cancellation)
            ?? throw new DeviceException(DeviceState.Refused, $"{device.Name} has no meter (models 201 to 204)");
        var kw = isInverted ? -0.001 : 0.001;
        var powerW =
            meter.Number("W") ?? throw new DeviceException(DeviceState.Refused, $"{device.Name}: the meter does not tell its power");
        var (drawn, delivered) = (meter.Number("TotWhImp") / 1000, meter.Number("TotWhExp") / 1000);
        return new MeterReading(powerW * kw)
        {
            L1Kw = meter.Number("WphA") * kw,
            L2Kw = meter.Number("WphB") * kw,
            L3Kw = meter.Number("WphC") * kw,
            ImportKwh = isInverted ? delivered : drawn,
            ExportKwh = isInverted ? drawn : delivered,
        };
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => device.DisposeAsync();
}
