using System.Threading.Channels;

namespace DrEvents.Backend.Mqtt;

/// <summary>
/// Messages between the broker and the store. It is bounded: when the store is slow the connection stops reading, the broker waits,
/// and nothing is acknowledged that is not stored.
/// </summary>
public sealed class Inbox(TimeProvider clock)
{
    private const int Capacity = 2_000;

    private readonly Channel<InboundMessage> _channel = Channel.CreateBounded<InboundMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>The store's end.</summary>
    public ChannelReader<InboundMessage> Reader => _channel.Reader;

    /// <summary>More messages than this on their way into the store are a jam.</summary>
    private const int UnstoredMax = 500;

    /// <summary>The queue moves in batches: for so long after a jam was seen it may be there still, at the broker.</summary>
    private static readonly TimeSpan JamLasts = TimeSpan.FromSeconds(3);

    private int _unstored;
    private long _jammedAt;

    /// <summary>
    /// Whether more comes in than can be stored at once: what happened by now may not be known yet, and what can wait should.
    /// </summary>
    public bool IsJammed => Volatile.Read(ref _jammedAt) is not 0 and var at && clock.GetElapsedTime(at) < JamLasts;

    /// <summary>The broker's end: waits while the inbox is full.</summary>
    public async Task PutAsync(InboundMessage message, CancellationToken cancellation)
    {
        await _channel.Writer.WriteAsync(message, cancellation);
        if (Interlocked.Increment(ref _unstored) > UnstoredMax)
            Volatile.Write(ref _jammedAt, clock.GetTimestamp());
    }

    /// <summary>So many messages are stored.</summary>
    public void Stored(int messages) => Interlocked.Add(ref _unstored, -messages);
}
