namespace DrEvents.Ven.Devices.Http;

/// <summary>A device over HTTP, as its fields or its profile describe it.</summary>
internal sealed class HttpDevice(HttpTalk talk, HttpTemplate read, DeviceMap map, SwitchCommands commands, double ratedKw) : IDeviceDriver
{
    public DeviceTraits Traits => commands.Traits;

    public async Task<DeviceReading> ReadAsync(CancellationToken cancellation)
    {
        var answer = await talk.AskAsync(read, cancellation);
        return map.ReadingOf(answer, answer, ratedKw);
    }

    public async Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        foreach (var template in commands.For(kw))
            await talk.AskAsync(HttpTemplate.Parse(ProfiledFields.Fill(template, kw ?? 0, forgottenAfter))!, cancellation);
    }

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
