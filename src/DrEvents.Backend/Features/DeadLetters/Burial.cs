using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Stores dead letters and counts them.</summary>
public static class Burial
{
    /// <summary>Held, as the last of all locks, by whoever adds letters: their numbers and the count of their day follow one another.</summary>
    private const string Lock = "dead-letters";

    /// <summary>Adds letters to the session and numbers them.</summary>
    public static async Task AddAsync(
        IDocumentSession session,
        IReadOnlyList<DeadLetter> letters,
        StreamAppends appends,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (letters.Count == 0)
            return;
        await session.HoldAsync(Lock, cancellation);
        // Letters that the count does not know must not stand in the way of new ones.
        var newest = await session.Query<DeadLetter>().OrderByDescending(l => l.Id).Select(l => l.Id).FirstOrDefaultAsync(cancellation);
        var number = Math.Max(newest, await TotalCountAsync(session, cancellation));
        foreach (var letter in letters)
            letter.Id = ++number;
        session.Insert(letters.ToArray());
        appends.Add(RefusedDay.StreamOf(now), new MessagesRefused(letters.Count, now));
    }

    /// <summary>How many letters there ever were.</summary>
    public static async Task<long> TotalCountAsync(IQuerySession session, CancellationToken cancellation) =>
        await session.Query<RefusedDay>().SumAsync(d => d.Count, cancellation);
}
