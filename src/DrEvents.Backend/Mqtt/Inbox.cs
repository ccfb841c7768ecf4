using System.Threading.Channels;

namespace DrEvents.Backend.Mqtt;

/// <summary>
/// Messages between the broker and the store. It is bounded: when the store is slow the connection stops reading, the broker waits,
/// and nothing is acknowledged that is not stored.
/// </summary>
public sealed class Inbox
{
    private const int Capacity = 2_000;

    private readonly Channel<InboundMessage> _channel = Channel.CreateBounded<InboundMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>The store's end.</summary>
    public ChannelReader<InboundMessage> Reader => _channel.Reader;

    private int _unstored;

    /// <summary>Messages that came in and are not stored yet.</summary>
    public int Unstored => Volatile.Read(ref _unstored);

    /// <summary>The broker's end: waits while the inbox is full.</summary>
    public async Task PutAsync(InboundMessage message, CancellationToken cancellation)
    {
        await _channel.Writer.WriteAsync(message, cancellation);
        Interlocked.Increment(ref _unstored);
    }

    /// <summary>So many messages are stored.</summary>
    public void Stored(int messages) => Interlocked.Add(ref _unstored, -messages);
}
