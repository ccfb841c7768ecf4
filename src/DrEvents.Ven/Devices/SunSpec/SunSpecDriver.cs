namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>An inverter or a battery that speaks SunSpec. What it is limited by is chosen from what it has, when it is read first.</summary>
/// <param name="ratedKw">Most that the home's file says it can do, kW.</param>
internal sealed class SunSpecDriver(SunSpecDevice device, bool isBattery, double ratedKw, TimeProvider time) : IDeviceDriver
{
    private readonly SunSpecStanding _standing = new(device, isBattery, time);
    private SunSpecControl? _control;
    private IReadOnlyList<SunSpecEntry>? _known;
    private bool _mayBeLimited;

    private DeviceTraits _traits = new(-ratedKw, CanBeOff: false, LimitForgetting.ByWatchdog) { CallTimeout = device.CallTimeout };

    /// <summary>What shares its line may have joined since.</summary>
    public DeviceTraits Traits
    {
        get => _traits.LineWait == device.LineWait ? _traits : _traits = _traits with { LineWait = device.LineWait };
        private set => _traits = value;
    }

    /// <inheritdoc />
    public void MayBeLimited() => _mayBeLimited = true;

    /// <inheritdoc />
    public async Task<DeviceReading> ReadAsync(CancellationToken cancellation)
    {
        var control = await ControlAsync(cancellation);
        var powerKw = await PowerKwAsync(cancellation);
        var block = control is null ? null : await control.ReadAsync(cancellation);
        var limitKw = block is null ? null : control!.LimitKw(block);
        return new DeviceReading(powerKw)
        {
            LimitKw = limitKw,
            IsLimitRead = block is not null,
            IsLimitOthers = limitKw is not null && control!.IsOthers,
            StateOfChargePercent = isBattery ? await StateOfChargeAsync(cancellation) : null,
            Standing = await _standing.ReadAsync(cancellation),
        };
    }

    /// <inheritdoc />
    public async Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        if (await ControlAsync(cancellation) is not { } control)
        {
            // It may have answered nonsense when it was asked for its models.
            device.ForgetModels();
            throw new DeviceException(
                DeviceState.Refused,
                $"{device.Name} has no model that limits {(isBattery ? "a battery (124, 704)" : "an inverter (123, 704)")}"
            );
        }
        // A device that is asked anew for its models gets another control, which is told.
        _mayBeLimited |= kw is not null;
        await control.SetAsync(await control.ReadAsync(cancellation), kw, forgottenAfter, cancellation);
        _mayBeLimited = kw is not null;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => device.DisposeAsync();

    private async Task<SunSpecControl?> ControlAsync(CancellationToken cancellation)
    {
        var chain = await device.ModelsAsync(cancellation);
        if (ReferenceEquals(chain, _known))
            return _control;
        var models = chain.Select(m => m.Id).ToHashSet();
        var control = isBattery ? BatteryControl(models) : await InverterControlAsync(models, cancellation);
        if (control is not null)
        {
            if (_mayBeLimited)
                control.MayBeLeft();
            var block = await control.ReadAsync(cancellation);
            Traits = Traits with
            {
                LeastKw = Math.Max(-ratedKw, control.LeastKw(block) ?? -ratedKw),
                Forgetting = control.HasTimer(block) ? LimitForgetting.ByDevice : LimitForgetting.ByWatchdog,
                LimitStepKw = Math.Max(0.01, control.StepKw(block)),
            };
        }
        (_control, _known) = (control, chain);
        return control;
    }

    private SunSpecControl? BatteryControl(HashSet<int> models)
    {
        if (models.Contains(SunSpecModels.Storage))
            return new StorageControl(device, time);
        return models.Contains(SunSpecModels.DerControls) && models.Contains(SunSpecModels.DerStorage)
            ? new SetpointControl(device, PowerKwAsync, time)
            : null;
    }

    private async Task<SunSpecControl?> InverterControlAsync(HashSet<int> models, CancellationToken cancellation)
    {
        var (id, points) = models.Contains(SunSpecModels.DerControls)
            ? (SunSpecModels.DerControls, InverterPoints.Of704)
            : (SunSpecModels.Controls, InverterPoints.Of123);
        return models.Contains(id) ? new InverterControl(device, id, await MaxKwAsync(cancellation), points, time) : null;
    }

    /// <summary>What a share is a share of: the most that is set (121, 702), or that the plate names (120, 702), or the home's file.</summary>
    private async Task<double> MaxKwAsync(CancellationToken cancellation)
    {
        var capacity = await device.ReadAsync(SunSpecModels.DerCapacity, cancellation);
        var settings = await device.ReadAsync(SunSpecModels.Settings, cancellation);
        var plate = await device.ReadAsync(SunSpecModels.Nameplate, cancellation);
        double?[] watts = [capacity?.Number("WMax"), capacity?.Number("WMaxRtg"), settings?.Number("WMax"), plate?.Number("WRtg")];
        return watts.FirstOrDefault(w => w > 0) is { } max ? max / 1000 : ratedKw;
    }

    private async Task<double?> PowerKwAsync(CancellationToken cancellation)
    {
        if (isBattery && await BatteryKwAsync(cancellation) is { } batteryKw)
            return batteryKw;
        var measured = await device.ReadAsync([SunSpecModels.DerMeasure, .. SunSpecModels.Inverters], cancellation);
        // Of a hybrid inverter that does not tell its battery's power, the power of both together is not the battery's.
        return isBattery && measured?.Entry.Id != SunSpecModels.DerMeasure ? null : -measured?.Number("W") / 1000;
    }

    /// <summary>By the inputs of model 160 that Fronius names StCha and StDisCha, or by model 802, which counts delivery positive.</summary>
    private async Task<double?> BatteryKwAsync(CancellationToken cancellation)
    {
        if (await device.ReadAsync(SunSpecModels.Mppt, cancellation) is { } inputs)
        {
            var storage = inputs.Modules().Where(m => m.Name.StartsWith("St", StringComparison.Ordinal)).ToList();
            if (storage.Count > 0)
                return storage.Sum(m => m.Name.StartsWith("StDis", StringComparison.Ordinal) ? -(m.PowerW ?? 0) : m.PowerW ?? 0) / 1000;
        }
        var battery = await device.ReadAsync(SunSpecModels.Battery, cancellation);
        return -battery?.Number("W") / 1000;
    }

    private async Task<double?> StateOfChargeAsync(CancellationToken cancellation)
    {
        var block = await device.ReadAsync([SunSpecModels.DerStorage, SunSpecModels.Battery, SunSpecModels.Storage], cancellation);
        return block?.Number(block.Entry.Id == SunSpecModels.Storage ? "ChaState" : "SoC");
    }
}
