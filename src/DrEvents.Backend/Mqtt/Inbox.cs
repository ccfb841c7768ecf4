namespace DrEvents.Backend.Mqtt;

/// <summary>
/// What waits to be stored, telemetry by itself: ten thousand answers at once do not hold it up, nor it them. Bounded: when the store is
/// slow a connection stops reading, and the broker waits.
/// </summary>
public sealed class Inbox(Pressure pressure)
{
    private const int Capacity = 2_000;

    private readonly Channel<InboundMessage> _telemetry = New();
    private readonly Channel<InboundMessage> _rest = New();

    /// <summary>Each has one reader.</summary>
    public IReadOnlyList<ChannelReader<InboundMessage>> Readers => [_telemetry.Reader, _rest.Reader];

    public async Task PutAsync(InboundMessage message, CancellationToken cancellation)
    {
        var channel = Topics.Parse(message.Topic).Kind == TopicKind.Telemetry ? _telemetry : _rest;
        await channel.Writer.WriteAsync(message, cancellation);
        pressure.AddMessages(1);
    }

    public void Stored(int messages) => pressure.AddMessages(-messages);

    private static Channel<InboundMessage> New() =>
        Channel.CreateBounded<InboundMessage>(
            new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
        );
}
