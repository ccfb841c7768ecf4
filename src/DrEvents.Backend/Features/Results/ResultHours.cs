using DrEvents.Backend.Features.Events;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>The hours for which an event is measured, in whole minutes.</summary>
public sealed record ResultHours(DateTimeOffset Start, DateTimeOffset End)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>
    /// From the later of its start and its beginning, to the nearest minute, to the earlier of its planned end and its end, to the last whole one. Null where
    /// it never began, has not ended, or lasted less than a minute.
    /// </summary>
    public static ResultHours? Of(DrEvent state)
    {
        if (state is not { ActivatedAt: { } began, EndedAt: { } ended })
            return null;
        var (start, end) = (Later(state.StartTime, began), Earlier(state.EndTime, ended));
        if (end - start < Minute)
            return null;
        var hours = new ResultHours(Floor(start + Minute / 2), Floor(end));
        return hours.End > hours.Start ? hours : null;
    }

    /// <summary>The same as they are planned while it runs: to its planned end. Null where it has not begun, or would last less than a minute.</summary>
    public static ResultHours? Planned(DrEvent state) => Of(state with { EndedAt = state.EndTime });

    /// <summary>The same as the engine measures them.</summary>
    public MeasuredHours Measured(int intervalMinutes, DateTimeZone zone) =>
        new(Instant.FromDateTimeOffset(Start), Instant.FromDateTimeOffset(End), intervalMinutes, zone);

    /// <summary>The time before and after an event that is looked at too. One that was changed after it was announced was announced when it was created, for all that is known.</summary>
    public static ResultAround Around(DrEvent state, MeasuredHours measured) =>
        ResultAround.Of(measured, state.IsAnnounced ? state.AnnouncedAt ?? state.CreatedAt : null);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % Minute.Ticks, TimeSpan.Zero);
}
