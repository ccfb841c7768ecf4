using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Vens;

/// <summary>Reads what persons accepted of VENs' odd readings.</summary>
public static class ReadAccepted
{
    /// <summary>By VEN id, in the order of storing; VENs of which nothing was are not in it. It costs what the streams of these VENs hold.</summary>
    public static async Task<Dictionary<string, List<AcceptedReadings>>> AcceptedAsync(
        this IQuerySession session,
        IEnumerable<string> venIds,
        CancellationToken cancellation
    )
    {
        string[] streams = [.. venIds.Select(Ven.StreamOf)];
        if (streams.Length == 0)
            return [];
        var stored = await session.EventsOfAsync(streams, [typeof(ReadingsAccepted)], cancellation);
        return stored
            .GroupBy(e => Ven.VenOf(e.StreamKey!)!)
            .ToDictionary(g => g.Key, g => g.Select(e => Of(e.Sequence, (ReadingsAccepted)e.Data)).ToList());
    }

    private static AcceptedReadings Of(long sequence, ReadingsAccepted a) => new(sequence, a.From, a.To, a.Flags, a.Reason, a.At, a.By);
}
