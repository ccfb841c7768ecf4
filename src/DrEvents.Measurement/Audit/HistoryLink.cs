using System.Globalization;
using System.Text.Json;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;

namespace DrEvents.Measurement.Audit;

/// <summary>
/// A result in the chain of all results: what it was issued with and the rows that it rests on, tied to the link before it. Who changes a row, a result or
/// a link has to change every link after it, and the head that was published elsewhere says that he did.
/// </summary>
/// <param name="Place">1, 2, …</param>
/// <param name="ResultHash">The hash of the result.</param>
/// <param name="UpTo">Sequence of the last row.</param>
/// <param name="Rows">Rows of the event's own stream, of its VENs' parts and of its measurement, up to then.</param>
/// <param name="RowsSha256">Over their digests (<see cref="RowDigest"/>), in the order of their sequences.</param>
/// <param name="Previous">Hash of the link before it; <see cref="HashChain.Genesis"/> of the first one.</param>
/// <param name="Hash">SHA-256 over the previous hash and the canonical JSON of all else (<see cref="ChainLink"/>).</param>
public sealed record HistoryLink(
    int Place,
    string EventId,
    int Result,
    string ResultHash,
    long UpTo,
    int Rows,
    string RowsSha256,
    DateTimeOffset At,
    string Previous,
    string Hash
)
{
    /// <summary>The link that follows another; hashes are made here.</summary>
    public static HistoryLink After(
        HistoryLink? last,
        string eventId,
        int result,
        string resultHash,
        long upTo,
        IReadOnlyCollection<string> digests,
        DateTimeOffset at
    )
    {
        var link = new HistoryLink(
            (last?.Place ?? 0) + 1,
            eventId,
            result,
            resultHash,
            upTo,
            digests.Count,
            RowDigest.OfAll(digests),
            at,
            last?.Hash ?? HashChain.Genesis,
            ""
        );
        var before = last is null ? null : new ChainLink(last.Previous, last.Entry(), last.Hash);
        return link with { Hash = HashChain.Next(before, link.Entry()).Hash };
    }

    /// <summary>Whether links are those of a chain from its begin, in order; what is wrong, or null.</summary>
    public static string? Problem(IReadOnlyList<HistoryLink> links)
    {
        foreach (var (i, link) in links.Index())
        {
            if (link.Place != i + 1)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"link {i + 1} of the history is not there: the next one is {link.Place}"
                );
        }
        var verdict = ChainVerdict.Of([.. links.Select(l => new ChainLink(l.Previous, l.Entry(), l.Hash))]);
        return verdict.Problem is { } problem ? $"the history's {problem}" : null;
    }

    private string Entry() =>
        JsonSerializer.Serialize(
            new
            {
                place = Place,
                eventId = EventId,
                result = Result,
                resultHash = ResultHash,
                upTo = UpTo,
                rows = Rows,
                rowsSha256 = RowsSha256,
                at = At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
            }
        );
}
