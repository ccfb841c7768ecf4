namespace DrEvents.Backend.Hosting;

/// <summary>What parts say of themselves: their text, and what it is made of.</summary>
internal static class HealthWords
{
    private const string Key = "said";

    public static HealthCheckResult As(this Sentence sentence, HealthStatus status) =>
        new(status, sentence.Text, data: new Dictionary<string, object> { [Key] = sentence.Said! });

    /// <summary>Null for a part that says nothing, or something that nobody put into parts.</summary>
    public static Said? Says(this HealthReportEntry entry) => entry.Data.GetValueOrDefault(Key) as Said;
}
