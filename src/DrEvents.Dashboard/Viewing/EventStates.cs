using System.Buffers;

namespace DrEvents.Dashboard.Viewing;

/// <summary>What the states of events mean.</summary>
public static class EventStates
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>All of them, as the contract names them.</summary>
    public static IReadOnlyList<string> All { get; } = ["scheduled", "active", "completed", "cancelled"];

    /// <summary>Whether nothing more happens.</summary>
    public static bool IsOver(this EventView e) => e.Status is "completed" or "cancelled";

    /// <summary>Whether an id can be an event's.</summary>
    public static bool IsEventId(string? id) =>
        id is { Length: 12 } && id.StartsWith("evt-", StringComparison.Ordinal) && id.AsSpan(4).IndexOfAnyExcept(HexDigits) < 0;
}
