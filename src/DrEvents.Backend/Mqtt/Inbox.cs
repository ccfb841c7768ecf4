namespace DrEvents.Backend.Mqtt;

/// <summary>
/// What waits to be stored, telemetry by itself: ten thousand answers at once do not hold it up, nor it them. Bounded: when the store is
/// slow a connection stops reading, and the broker waits.
/// </summary>
public sealed class Inbox(Pressure pressure)
{
    private const int Capacity = 2_000;

    private readonly Channel<InboundMessage> _telemetry = New();
    private readonly Channel<InboundMessage> _answers = New();

    public ChannelReader<InboundMessage> Telemetry => _telemetry.Reader;

    /// <summary>Answers, and whatever else is no telemetry.</summary>
    public ChannelReader<InboundMessage> Answers => _answers.Reader;

    public async Task PutAsync(InboundMessage message, CancellationToken cancellation)
    {
        if (Topics.Parse(message.Topic).Kind == TopicKind.Telemetry)
        {
            await _telemetry.Writer.WriteAsync(message, cancellation);
            pressure.AddSamples(1);
        }
        else
        {
            await _answers.Writer.WriteAsync(message, cancellation);
            pressure.AddMessages(1);
        }
    }

    /// <summary>So many of what was read there are stored.</summary>
    public void Stored(ChannelReader<InboundMessage> from, int messages)
    {
        if (from == Telemetry)
            pressure.AddSamples(-messages);
        else
            pressure.AddMessages(-messages);
    }

    private static Channel<InboundMessage> New() =>
        Channel.CreateBounded<InboundMessage>(
            new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
        );
}
