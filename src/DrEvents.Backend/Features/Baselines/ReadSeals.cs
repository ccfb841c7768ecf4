namespace DrEvents.Backend.Features.Baselines;

public static class ReadSeals
{
    /// <summary>The sealed baselines of these VENs in an event.</summary>
    public static async Task<List<BaselineSealed>> SealsAsync(
        this IQuerySession session,
        string eventId,
        IReadOnlyCollection<string> venIds,
        CancellationToken cancellation
    )
    {
        var seals = await session.EventsAsync<BaselineSealed>([.. venIds.Select(v => BaselineSealed.IdOf(eventId, v))], cancellation);
        string[] others = [.. venIds.Except(seals.Select(s => s.VenId))];
        // Seals of earlier versions have any id; to look for them is to read the seals of all VENs.
        if (others.Length > 0)
            seals.AddRange(await session.EventsAsync<BaselineSealed>(BaselineSealed.StreamOf(eventId), "venId", others, cancellation));
        return seals;
    }
}
