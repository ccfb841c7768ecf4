using DrEvents.Measurement.Audit;

namespace DrEvents.Backend.Features.Audit;

/// <summary>A link of the chain of results, in the stream <see cref="HistoryStream.Name"/>.</summary>
public sealed record ResultChained(HistoryLink Link);

/// <summary>
/// Digests of the rows that a link was made over, a page of them: so that a row that is not what it was can be named. In the stream
/// <c>history/{eventId}</c>; what the link says of all of them together holds them.
/// </summary>
/// <param name="Place">Of the link.</param>
public sealed record RowsDigested(int Place, IReadOnlyList<StreamDigests> Streams)
{
    /// <summary>Rows of a page at most, but for those of one stream, which stay together.</summary>
    public const int RowsMax = 2_000;
}

/// <summary>Rows of a stream, in the order of their versions.</summary>
/// <param name="Sequences">Of each row.</param>
/// <param name="Digests">Of each row, one after the other (<see cref="RowDigest.Digits"/> each).</param>
public sealed record StreamDigests(string Stream, IReadOnlyList<long> Sequences, string Digests)
{
    public string Of(int row) => Digests.Substring(row * RowDigest.Digits, RowDigest.Digits);
}

/// <summary>Where the chain of results is stored, and how it is read.</summary>
public static class HistoryStream
{
    public const string Name = "history";

    public static string Of(string eventId) => $"{Name}/{eventId}";

    /// <summary>A result is in the chain once.</summary>
    public static Guid IdOf(string eventId, int number) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}/{eventId}/{number}")).AsSpan(0, 16));

    /// <summary>All links, the first one first.</summary>
    public static async Task<List<HistoryLink>> HistoryAsync(this IQuerySession session, CancellationToken cancellation) =>
        [.. (await session.EventsOfAsync(Name, [typeof(ResultChained)], cancellation)).Select(e => ((ResultChained)e.Data).Link)];

    /// <summary>The newest link; null where there is none.</summary>
    public static async Task<HistoryLink?> HeadAsync(this IQuerySession session, CancellationToken cancellation)
    {
        var newest = await session.NewestEventsAsync([Name], [], [], long.MaxValue, 1, cancellation);
        return newest is [var chained] ? ((ResultChained)chained.Data).Link : null;
    }
}
