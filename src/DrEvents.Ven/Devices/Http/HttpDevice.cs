namespace DrEvents.Ven.Devices.Http;

/// <summary>A device over HTTP, as its fields or its profile describe it.</summary>
internal sealed class HttpDevice(HttpTalk talk, HttpTemplate read, DeviceMap map, SwitchCommands commands, double ratedKw) : IDeviceDriver
{
    private readonly CommandedSwitch _switch = new(commands);

    public DeviceTraits Traits => commands.Traits;

    public async Task<DeviceReading> ReadAsync(CancellationToken cancellation)
    {
        var answer = await talk.AskAsync(read, cancellation);
        var reading = map.ReadingOf(answer, answer, ratedKw);
        _switch.See(reading);
        return reading;
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
