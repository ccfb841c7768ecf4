namespace DrEvents.Dashboard.Feeds;

/// <summary>The profiles that events can be measured by.</summary>
internal static class MeasurableProfiles
{
    /// <summary>What ships is another one with another version of the backend.</summary>
    private static readonly TimeSpan AgeMost = TimeSpan.FromMinutes(5);

    /// <summary>Those that need nothing but the VENs' own meters.</summary>
    public static async Task<ProfileView[]> MeasurableProfilesAsync(this SharedReads reads) =>
        [.. (await reads.OfAsync<ProfileView[]>("api/profiles", AgeMost)).Where(p => p.IsMeasurable)];
}
