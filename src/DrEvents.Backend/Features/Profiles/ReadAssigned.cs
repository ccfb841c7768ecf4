namespace DrEvents.Backend.Features.Profiles;

/// <summary>Reads by which profile VENs are measured.</summary>
public static class ReadAssigned
{
    /// <summary>What was the newest of each at a time, by VEN id. One statement, that reads of each VEN what was ever assigned to it.</summary>
    public static async Task<Dictionary<string, ProfileAssigned>> AssignedAsync(
        this IQuerySession session,
        IEnumerable<string> venIds,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        string[] streams = [.. venIds.Select(ProfileAssigned.StreamOf)];
        var newest = await session.NewestOfEachAsync<ProfileAssigned>(streams, "at", at, cancellation);
        return newest.ToDictionary(a => a.VenId);
    }
}
