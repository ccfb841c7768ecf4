using DrEvents.Backend.Features.Baselines;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>Where sealed inputs are stored, and how they are read.</summary>
public static class ReadInputs
{
    /// <summary>A VEN's inputs are sealed once in an event: the stored event has one id, and cannot be stored twice.</summary>
    public static Guid IdOf(string eventId, string venId) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{BaselineSealed.StreamOf(eventId)}/{venId}/inputs")).AsSpan(0, 16));

    /// <summary>Those of these VENs in an event, by VEN id.</summary>
    public static async Task<Dictionary<string, InputsSealed>> InputsAsync(
        this IQuerySession session,
        string eventId,
        IEnumerable<string> venIds,
        CancellationToken cancellation
    ) => (await session.EventsAsync<InputsSealed>([.. venIds.Select(v => IdOf(eventId, v))], cancellation)).ToDictionary(s => s.VenId);
}
