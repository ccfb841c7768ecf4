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

    /// <summary>The broker's end.</summary>
    public ChannelWriter<InboundMessage> Writer => _channel.Writer;

    /// <summary>Messages that wait for the store.</summary>
    public int Waiting => _channel.Reader.Count;
}
