using System.Text;
using DrEvents.Backend.Mqtt;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>A message that could not be read or stored, kept with its bytes so that it can be looked at and read again later.</summary>
public sealed class DeadLetter
{
    /// <summary>The how manyth letter it is, of all there ever were.</summary>
    public long Id { get; set; }

    /// <summary>Where it was published.</summary>
    public required string Topic { get; init; }

    /// <summary>What is wrong with it.</summary>
    public required string Reason { get; init; }

    /// <summary>When it came in.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Its bytes.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>How many bytes.</summary>
    public int PayloadBytes { get; init; }

    /// <summary>A letter from a message.</summary>
    public static DeadLetter From(InboundMessage message, string reason) =>
        new()
        {
            Topic = Printable(message.Topic),
            Reason = Printable(reason),
            ReceivedAt = message.ReceivedAt,
            Payload = message.Payload.ToArray(),
            PayloadBytes = message.Payload.Length,
        };

    /// <summary>The payload as text where it is text.</summary>
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
