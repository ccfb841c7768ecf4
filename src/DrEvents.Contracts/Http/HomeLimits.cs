using System.Text.Json.Serialization;

namespace DrEvents.Contracts.Http;

/// <summary>How much events may ask of a VEN. What is null has no limit.</summary>
/// <param name="MaxKw">Most that one event asks of it, kW.</param>
/// <param name="MaxMinutesPerEvent">Most minutes that one event asks it for, from its first shed on.</param>
/// <param name="MaxEventsPerDay">Most events of a UTC day.</param>
/// <param name="MaxEventsPerSeason">Most events of a half year: April to September, October to March, UTC.</param>
/// <param name="MinRestMinutes">Least minutes between the end of one event and the start of the next.</param>
[KnownNamesOnly]
public sealed record HomeLimits(
    double? MaxKw = null,
    double? MaxMinutesPerEvent = null,
    int? MaxEventsPerDay = null,
    int? MaxEventsPerSeason = null,
    double? MinRestMinutes = null
)
{
    /// <summary>Whether nothing is limited.</summary>
    [JsonIgnore]
    public bool IsNone => this == new HomeLimits();

    /// <summary>The tighter of two, limit by limit.</summary>
    public HomeLimits With(HomeLimits? other) =>
        new(
            Least(MaxKw, other?.MaxKw),
            Least(MaxMinutesPerEvent, other?.MaxMinutesPerEvent),
            Least(MaxEventsPerDay, other?.MaxEventsPerDay),
            Least(MaxEventsPerSeason, other?.MaxEventsPerSeason),
            other?.MinRestMinutes > MinRestMinutes ? other.MinRestMinutes : MinRestMinutes ?? other?.MinRestMinutes
        );

    private static T? Least<T>(T? one, T? other)
        where T : struct, IComparable<T> => one is { } a && other is { } b ? (a.CompareTo(b) <= 0 ? a : b) : one ?? other;
}
