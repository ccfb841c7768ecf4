namespace DrEvents.Ven.Devices.LocalMqtt;

/// <summary>Listens to one device, and speaks to it.</summary>
internal sealed class MqttTalk(LocalBroker broker, MqttTopics topics, TimeProvider clock)
{
    /// <summary>What it says now, and its power, which may be another message.</summary>
    /// <exception cref="DeviceException">It cannot be heard, or has told nothing for too long.</exception>
    public async Task<(byte[] State, byte[] Power)> HearAsync(CancellationToken cancellation)
    {
        await broker.ConnectedAsync(cancellation);
        if ((topics.State.Refusal ?? topics.Power.Refusal) is { } refusal)
            throw new DeviceException(DeviceState.Refused, refusal);
        if (topics.Query is { } query)
        {
            var next = topics.State.Next;
            await broker.PublishAsync(query.Topic, query.Payload, cancellation);
            var answer = await next.WaitAsync(cancellation);
            return (answer, ReferenceEquals(topics.Power, topics.State) ? answer : Newest(topics.Power));
        }
        return (Newest(topics.State), Newest(topics.Power));
    }

    /// <summary>Tells it something.</summary>
    public Task SayAsync(MqttTemplate message, CancellationToken cancellation) =>
        broker.PublishAsync(message.Topic, message.Payload, cancellation);

    /// <summary>It is listened to no more.</summary>
    public ValueTask EndAsync() => broker.DisposeAsync();

    private byte[] Newest(LocalTopic topic) =>
        topic.Newest(clock, topics.Oldest)
        ?? throw new DeviceException(
            DeviceState.Stale,
            FormattableString.Invariant($"nothing came on {topic.Name} within {topics.Oldest.TotalSeconds} s")
        );
}

/// <summary>A device over MQTT, as its fields or its profile describe it.</summary>
internal sealed class MqttDevice(MqttTalk talk, DeviceMap map, SwitchCommands commands, double ratedKw) : IDeviceDriver
{
    private readonly CommandedSwitch _switch = new(commands);

    public DeviceTraits Traits => commands.Traits;

    /// <inheritdoc />
    public void MayBeLimited() => _switch.MayBeLeft();

    /// <inheritdoc />
    public bool Changes(double kw) => _switch.Changes(kw);

    public async Task<DeviceReading> ReadAsync(CancellationToken cancellation)
    {
        var (state, power) = await talk.HearAsync(cancellation);
        var reading = map.ReadingOf(state, power, ratedKw);
        return _switch.See(reading);
    }

    public Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation) =>
        _switch.TellAsync(kw, forgottenAfter, message => talk.SayAsync(MqttTemplate.Parse(message)!, cancellation));

    public async ValueTask DisposeAsync() => await talk.EndAsync();
}

/// <summary>A meter over MQTT.</summary>
internal sealed class MqttMeter(MqttTalk talk, MeterMap map, TimeSpan interval) : IMeterDriver
{
    public TimeSpan ReadInterval => interval;

    public async Task<MeterReading> ReadAsync(CancellationToken cancellation) => map.ReadingOf((await talk.HearAsync(cancellation)).State);

    public async ValueTask DisposeAsync() => await talk.EndAsync();
}
