namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Messages became dead letters. Letters are kept for a while only; how many there were stays known. Stream <c>dead-letters/{yyyy-MM-dd}</c>.</summary>
public sealed record MessagesRefused(int Count, DateTimeOffset At);

/// <summary>How many messages of one UTC day became dead letters. State is the fold of that day's stream.</summary>
public sealed record RefusedDay
{
    public const string Prefix = "dead-letters/";

    public required string Id { get; init; }
    public long Count { get; init; }

    public static string StreamOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{at.UtcDateTime:yyyy-MM-dd}");

    public static RefusedDay? Fold(RefusedDay? state, string id, object stored) =>
        stored is MessagesRefused e ? (state ?? new RefusedDay { Id = id }) with { Count = (state?.Count ?? 0) + e.Count } : state;
}
