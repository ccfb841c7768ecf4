using DrEvents.Backend.Features.Baselines;

namespace DrEvents.Backend.Features.Results;

/// <summary>Where results are stored: the stream <c>mv/{eventId}</c>, beside the sealed baselines.</summary>
public static class ResultStream
{
    public static string Of(string eventId) => BaselineSealed.StreamOf(eventId);

    public static string EventOf(string stream) => BaselineSealed.EventOf(stream)!;

    /// <summary>A number is issued once: the stored event has one id, and cannot be stored twice.</summary>
    public static Guid IdOf(string eventId, int number) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Of(eventId)}/result/{number}")).AsSpan(0, 16));
}
