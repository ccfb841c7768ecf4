using System.Globalization;
using DrEvents.Backend.Hosting;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Messages became dead letters. Letters are kept for a while only; how many there were stays known. Stream <c>dead-letters/{yyyy-MM-dd}</c>.</summary>
public sealed record MessagesRefused(int Count, DateTimeOffset At);

/// <summary>How many messages of one UTC day became dead letters. State is the fold of that day's stream.</summary>
public sealed record RefusedDay
{
    private const string Prefix = "dead-letters/";

    /// <summary>The stream's name.</summary>
    public required string Id { get; init; }

    /// <summary>Messages.</summary>
    public long Count { get; init; }

    /// <summary>The stream of the day of this time.</summary>
    public static string StreamOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{at.UtcDateTime:yyyy-MM-dd}");

    /// <summary>Whether a stream of this name is a day of dead letters.</summary>
    public static bool IsDay(string stream) => stream.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The state after one more stored event.</summary>
    public static RefusedDay? Fold(RefusedDay? state, string id, object stored) =>
        stored is MessagesRefused e ? (state ?? new RefusedDay { Id = id }) with { Count = (state?.Count ?? 0) + e.Count } : state;
}

/// <summary>The count of every day, changed in the transaction that stores the letters.</summary>
public sealed class RefusedDays() : FoldProjection<RefusedDay>(e => RefusedDay.IsDay(e.StreamKey!), d => d.Id, RefusedDay.Fold);
