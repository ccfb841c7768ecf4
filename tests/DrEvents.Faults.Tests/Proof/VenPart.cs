using System.Text;
using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Faults.Tests.Proof;

/// <summary>A VEN's own record of its part in one event.</summary>
/// <param name="Started">Reductions that began.</param>
/// <param name="Ended">When a reduction ended.</param>
/// <param name="Received">Correlation ids of the event's commands, as often as they came.</param>
/// <param name="Answered">Correlation ids of the event's commands that were decided on.</param>
/// <param name="RunsSince">When the VEN last began to run.</param>
/// <param name="ConnectedSince">When its connection last came or went, or its running began.</param>
/// <param name="IsLimited">Whether a load is still limited at the end of the log.</param>
internal sealed record VenPart(
    int Started,
    IReadOnlyList<DateTimeOffset> Ended,
    IReadOnlyList<string> Received,
    IReadOnlyList<string> Answered,
    DateTimeOffset RunsSince,
    DateTimeOffset ConnectedSince,
    bool IsLimited
)
{
    /// <summary>Reads it from the log.</summary>
    public static VenPart Of(string eventId, IReadOnlyList<LogEntry> log)
    {
        var received = Commands(eventId, log).Select(c => c.Command.CorrelationId).ToList();
        return new VenPart(
            log.Count(e => e.Kind == "shedStarted" && Text(e, "eventId") == eventId),
            [.. log.Where(e => e.Kind == "shedEnded" && Text(e, "eventId") == eventId).Select(e => e.At)],
            received,
            [.. log.Where(e => e.Kind == "commandAnswered").Select(e => Text(e, "correlationId")!).Where(received.Contains)],
            log.Last(e => e.Kind == "venStarted").At,
            log.Last(e => e.Kind is "venStarted" or "connectionChanged").At,
            log.LastOrDefault(e => e.Kind is "loadsLimited" or "shedEnded") is { Kind: "loadsLimited" }
        );
    }

    /// <summary>The commands of the event that came, as often as they came, and when.</summary>
    public static IEnumerable<(DateTimeOffset At, VenCommand Command)> Commands(string eventId, IReadOnlyList<LogEntry> log) =>
        log.Where(e => e.Kind == "commandReceived")
            .Select(e => (e.At, Command: VenCommand.Read(Encoding.UTF8.GetBytes(Text(e, "payload")!)).Value!))
            .Where(c => c.Command?.EventId == eventId);

    private static string? Text(LogEntry entry, string name)
    {
        using var json = JsonDocument.Parse(entry.Json);
        return json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
