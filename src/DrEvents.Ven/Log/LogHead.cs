namespace DrEvents.Ven.Log;

/// <summary>
/// The end of a log at one moment. Its hash covers every entry before it, so whoever was told a head can tell later whether what came
/// before was changed.
/// </summary>
/// <param name="Sequence">Of the newest entry; 0 before the first.</param>
/// <param name="Hash">Of the newest entry, 64 hex digits.</param>
public sealed record LogHead(long Sequence, string Hash);
