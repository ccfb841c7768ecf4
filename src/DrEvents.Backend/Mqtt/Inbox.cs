namespace DrEvents.Backend.Mqtt;

/// <summary>Bounded: when the store is slow the connection stops reading, and the broker waits.</summary>
public sealed class Inbox(Pressure pressure)
{
    private const int Capacity = 2_000;

    private readonly Channel<InboundMessage> _channel = Channel.CreateBounded<InboundMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    public ChannelReader<InboundMessage> Reader => _channel.Reader;

    public async Task PutAsync(InboundMessage message, CancellationToken cancellation)
    {
        await _channel.Writer.WriteAsync(message, cancellation);
        pressure.AddMessages(1);
    }

    public void Stored(int messages) => pressure.AddMessages(-messages);
}
