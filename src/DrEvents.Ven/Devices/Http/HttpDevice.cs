namespace DrEvents.Ven.Devices.Http;

/// <summary>What a device is asked.</summary>
/// <param name="State">For its state.</param>
/// <param name="Power">For its power; null where that is in the same answer.</param>
internal sealed record HttpReads(HttpTemplate State, HttpTemplate? Power);

/// <summary>A device over HTTP, as its fields or its profile describe it.</summary>
internal sealed class HttpDevice(HttpTalk talk, HttpReads reads, DeviceMap map, SwitchCommands commands, double ratedKw) : IDeviceDriver
{
    private readonly CommandedSwitch _switch = new(commands);

    public DeviceTraits Traits => commands.Traits;

    /// <inheritdoc />
    public void MayBeLimited() => _switch.MayBeLeft();

    /// <inheritdoc />
    public bool Changes(double kw) => _switch.Changes(kw);

    public async Task<DeviceReading> ReadAsync(CancellationToken cancellation)
    {
        var state = await talk.AskAsync(reads.State, cancellation);
        var reading = map.ReadingOf(state, reads.Power is { } power ? await talk.AskAsync(power, cancellation) : state, ratedKw);
        return _switch.See(reading);
    }

    public Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation) =>
        _switch.TellAsync(kw, forgottenAfter, message => talk.AskAsync(HttpTemplate.Parse(message)!, cancellation));

    public ValueTask DisposeAsync()
    {
        talk.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A meter over HTTP.</summary>
internal sealed class HttpMeter(HttpTalk talk, HttpTemplate read, MeterMap map, TimeSpan interval) : IMeterDriver
{
    public TimeSpan ReadInterval => interval;

    public async Task<MeterReading> ReadAsync(CancellationToken cancellation) => map.ReadingOf(await talk.AskAsync(read, cancellation));

    public ValueTask DisposeAsync()
    {
        talk.Dispose();
        return ValueTask.CompletedTask;
    }
}
