using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Monitoring;

/// <summary>A message that was looked at: whose it is, and the figures that matter in it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Kind">What it carries, by its topic.</param>
/// <param name="VenId">Whose it is; null where neither topic nor payload says so.</param>
/// <param name="Figures">What matters in it, in words.</param>
/// <param name="Problem">Why it could not be read; null where it was.</param>
/// <param name="Sample">The sample, where it is telemetry.</param>
sealed record Sighting(
    BrokerMessage Message,
    TopicKind Kind,
    string? VenId,
    IReadOnlyList<string> Figures,
    string? Problem = null,
    TelemetrySample? Sample = null
)
{
    /// <summary>Looks at a message. Nothing that a device can send makes this fail.</summary>
    public static Sighting Of(BrokerMessage message, Shell shell)
    {
        var topic = Topics.Parse(message.Topic);
        return topic.Kind switch
        {
            TopicKind.Command => From(VenCommand.Read(message.Payload), c => Words.Of(c, topic.VenId, shell)),
            TopicKind.Ack => From(VenAck.Read(message.Payload), ack => Words.Of(ack, topic.VenId, shell)),
            TopicKind.Telemetry => TelemetrySample.Read(message.Payload, topic.VenId).TryGet(out var sample, out var error)
                ? new Sighting(message, topic.Kind, sample.VenId, Words.Of(sample, message.ReceivedAt, shell), Sample: sample)
                : new Sighting(message, topic.Kind, topic.VenId, [], error),
            TopicKind.Loads => From(LoadsSnapshot.Read(message.Payload, topic.VenId), Words.Of),
            TopicKind.Status => From(VenStatusMessage.Read(message.Payload, topic.VenId), status => Words.Of(status, message.Retained)),
            _ => new Sighting(message, topic.Kind, topic.VenId, [], "topic: not one of the contract's"),
        };

        Sighting From<T>(Decoded<T> decoded, Func<T, IReadOnlyList<string>> words)
            where T : class =>
            decoded.TryGet(out var value, out var problem)
                ? new Sighting(message, topic.Kind, topic.VenId, words(value))
                : new Sighting(message, topic.Kind, topic.VenId, [], problem);
    }
}
