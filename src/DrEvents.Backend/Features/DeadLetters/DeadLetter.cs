using DrEvents.Backend.Mqtt;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>A message that could not be read or stored, kept with its bytes so that it can be looked at and read again later.</summary>
public sealed class DeadLetter
{
    public long Id { get; set; }
    public required string Topic { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required byte[] Payload { get; init; }
    public int PayloadBytes { get; init; }

    public static DeadLetter From(RefusedMessage refused)
    {
        var (message, reason) = refused;
        return new DeadLetter
        {
            Topic = Printable(message.Topic),
            Reason = Printable(reason),
            ReceivedAt = message.ReceivedAt,
            Payload = message.Payload.ToArray(),
            PayloadBytes = message.Payload.Length,
        };
    }

    public DeadLetterView View() => new(Id, Topic, Reason, ReceivedAt, PayloadBytes, Convert.ToBase64String(Payload), Text());

    public string? Text()
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Payload);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>PostgreSQL's JSON cannot hold NUL; a topic, and what an error says of a message, may.</summary>
    private static string Printable(string text) => text.Replace('\0', '\uFFFD');
}
