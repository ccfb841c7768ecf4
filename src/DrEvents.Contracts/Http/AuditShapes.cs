namespace DrEvents.Contracts.Http;

/// <summary>Where the chain of all results ends.</summary>
/// <param name="Links">Results in it.</param>
/// <param name="Hash">Of the newest link; null while there is none.</param>
/// <param name="At">When that was made.</param>
public sealed record HistoryHead(int Links, string? Hash, DateTimeOffset? At);

/// <summary>Whether the stored events that results rest on are what they were when each result was chained.</summary>
/// <param name="Problem">The first that is not, by its number, stream and version; null where all are.</param>
/// <param name="Links">Results in the chain.</param>
/// <param name="Rows">Stored events that were looked at.</param>
/// <param name="Head">Hash of the newest link, to compare it with what was kept elsewhere.</param>
public sealed record HistoryReport(bool Holds, string? Problem, int Links, long Rows, string? Head);
