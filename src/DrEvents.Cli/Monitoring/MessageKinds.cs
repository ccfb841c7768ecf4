using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Monitoring;

/// <summary>The words for what goes over the broker, the same in <c>--kind</c>, in lines and in JSON.</summary>
static class MessageKinds
{
    private static readonly (TopicKind Kind, string Word)[] All =
    [
        (TopicKind.Command, "commands"),
        (TopicKind.Ack, "acks"),
        (TopicKind.Telemetry, "telemetry"),
        (TopicKind.Loads, "loads"),
        (TopicKind.Status, "status"),
    ];

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> Words => [.. All.Select(entry => entry.Word)];

    /// <summary>The word of a kind.</summary>
    public static string WordOf(TopicKind kind) => All.FirstOrDefault(entry => entry.Kind == kind).Word ?? "unknown";

    /// <summary>The kind that a word names.</summary>
    public static TopicKind KindOf(string word) => All.First(entry => entry.Word == word).Kind;
}
