namespace DrEvents.Contracts.Http;

/// <summary>The archive of closed days of telemetry. A VEN-day is one VEN's UTC day.</summary>
/// <param name="VenDays">VEN-days in it.</param>
/// <param name="Samples">Their samples.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="OldestDay">The oldest of them.</param>
/// <param name="NewestDay">The newest.</param>
/// <param name="VenDaysDue">VEN-days that are old enough and still wait to be closed.</param>
/// <param name="VenDaysReopening">VEN-days that were asked for and are still closed.</param>
/// <param name="VenDaysReopened">VEN-days that were reopened and stay open for some days.</param>
/// <param name="Deleted">What retention has deleted so far.</param>
public sealed record ArchiveView(
    long VenDays,
    long Samples,
    long Bytes,
    DateOnly? OldestDay,
    DateOnly? NewestDay,
    long VenDaysDue,
    long VenDaysReopening,
    long VenDaysReopened,
    ArchiveDeleted Deleted
);

/// <summary>What is gone for good, and the newest day of it.</summary>
public sealed record ArchiveDeleted(long VenDays, long Samples, DateOnly? NewestDay);

/// <summary>Asks for closed days to be reopened, from one day to another, both included.</summary>
/// <param name="From">First UTC day, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">Last UTC day.</param>
/// <param name="VenIds">Of which VENs; without it of all.</param>
public sealed record ReopenDaysRequest(string? From, string? To, IReadOnlyList<string>? VenIds = null);

/// <summary>What will be reopened, and until when it stays open.</summary>
public sealed record ReopenTaken(long VenDays, long Samples, DateTimeOffset OpenUntil);
