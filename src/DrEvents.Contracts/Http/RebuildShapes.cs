namespace DrEvents.Contracts.Http;

/// <summary>How far the making of a read model from the stored events is: <c>GET /api/rebuilds</c>.</summary>
/// <param name="Name">The read model.</param>
/// <param name="Status"><c>running</c>, <c>stopped</c> or <c>done</c>.</param>
/// <param name="EventsDone">Events read.</param>
/// <param name="EventsTotal">About how many there are.</param>
/// <param name="EventsPerS">Events a second, while it was worked on.</param>
/// <param name="SecondsLeft">How long the rest takes at that rate; null while it is not worked on.</param>
/// <param name="BeganAt">When it was asked for the last time.</param>
/// <param name="DoneAt">When it was done.</param>
/// <param name="Problem">Why it could not go on the last time that it was tried.</param>
public sealed record RebuildView(
    string Name,
    string Status,
    long EventsDone,
    long EventsTotal,
    double EventsPerS,
    double? SecondsLeft,
    DateTimeOffset? BeganAt,
    DateTimeOffset? DoneAt,
    string? Problem
);
