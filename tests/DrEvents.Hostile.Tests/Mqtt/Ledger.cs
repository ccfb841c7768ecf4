using DrEvents.Contracts.Mqtt;

namespace DrEvents.Hostile.Tests.Mqtt;

/// <summary>What the store has to hold, by what was sent to it.</summary>
internal sealed class Ledger
{
    private readonly HashSet<string> samples = [];

    /// <summary>Different samples, each of which counts once.</summary>
    public IReadOnlySet<string> Samples => samples;

    /// <summary>Messages that nobody can read.</summary>
    public int DeadLetters { get; private set; }

    /// <summary>Acknowledgements, none of which answers a command.</summary>
    public int Acks { get; private set; }

    /// <summary>Writes a message down. The readers judge; that they judge right is held by the contract's own tests.</summary>
    public void Add(Message message)
    {
        var topic = Topics.Parse(message.Topic);
        switch (topic.Kind)
        {
            case TopicKind.Telemetry when TelemetrySample.Read(message.Payload, topic.VenId).Value is { } sample:
                samples.Add(GoodSamples.IdentityOf(sample.VenId, sample.At, sample.MessageNum));
                break;
            case TopicKind.Ack when VenAck.Read(message.Payload).Value is not null:
                Acks++;
                break;
            case TopicKind.Loads when LoadsSnapshot.Read(message.Payload, topic.VenId).Value is not null:
            case TopicKind.Status when message.Payload.Length == 0 || VenStatusMessage.Read(message.Payload, topic.VenId).Value is not null:
            // Refusals of the shadow are answers to the VEN and not letters.
            case TopicKind.Shadow:
                break;
            default:
                DeadLetters++;
                break;
        }
    }
}
