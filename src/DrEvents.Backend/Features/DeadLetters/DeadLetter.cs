using System.Text.Unicode;

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

    public static DeadLetter From(RefusedMessage refused) =>
        new()
        {
            Topic = Printable(refused.Message.Topic),
            Reason = Printable(refused.Reason),
            ReceivedAt = refused.Message.ReceivedAt,
            Payload = refused.Message.Payload.ToArray(),
            PayloadBytes = refused.Message.Payload.Length,
        };

    public DeadLetterView View()
    {
        var text = Utf8.IsValid(Payload) ? Encoding.UTF8.GetString(Payload) : null;
        return new(Id, Topic, Reason, ReceivedAt, PayloadBytes, Convert.ToBase64String(Payload), text);
    }

    /// <summary>PostgreSQL's JSON cannot hold NUL; a topic, and what an error says of a message, may.</summary>
    private static string Printable(string text) => text.Replace('\0', '\uFFFD');
}
