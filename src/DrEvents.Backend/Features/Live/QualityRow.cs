using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Live;

/// <summary>What is read of five minutes to say how well they are known; each is a column of <see cref="VenInterval"/>.</summary>
public sealed record QualityRow(DateTimeOffset Start, double? UsedKw, double? MeasuredS, int Flags, long LeftOut)
{
    /// <summary>A VEN's five minutes from a time up to another, in the order of time; the newest is still with its live figures.</summary>
    public static async Task<List<QualityRow>> ReadAsync(
        IQuerySession session,
        string venId,
        TimeRange time,
        CancellationToken cancellation
    )
    {
        // The open one first: one that is closed meanwhile is in both, and is then taken from the others.
        var open = (await session.LoadAsync<VenLive>(venId, cancellation))?.OpenInterval;
        var rows = await session.RowsInRangeAsync<VenInterval, QualityRow>(
            (nameof(VenInterval.Start), nameof(VenInterval.VenId)),
            venId,
            time.Start,
            time.End,
            cancellation
        );
        if (open is not null && open.Start >= time.Start && open.Start < time.End && !rows.Exists(r => r.Start == open.Start))
            rows.Add(new QualityRow(open.Start, open.UsedKw, open.MeasuredS, open.Flags, open.LeftOut));
        return [.. rows.OrderBy(r => r.Start)];
    }

    /// <summary>What is odd about each of them. Of the first and the last hour nobody sees whether a value stood still for longer.</summary>
    public static List<FlaggedInterval> OddOf(IReadOnlyList<QualityRow> inOrder) =>
        FrozenRows.Of([.. inOrder.Select(r => new FlaggedInterval(r.Start.ToUnixTimeSeconds() / 60, (ReadingFlags)r.Flags))]);
}
