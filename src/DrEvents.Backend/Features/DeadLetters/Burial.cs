namespace DrEvents.Backend.Features.DeadLetters;

public static class Burial
{
    /// <summary>Held, as the last of all locks, by whoever adds letters: their numbers and the count of their day follow one another.</summary>
    private const string Lock = "dead-letters";

    public static async Task AddAsync(Intake intake, IReadOnlyList<DeadLetter> letters, CancellationToken cancellation)
    {
        if (letters.Count == 0)
            return;
        var (session, now) = intake;
        await session.HoldAsync(Lock, cancellation);
        // Letters that the count does not know must not stand in the way of new ones.
        var newest = await session.Query<DeadLetter>().OrderByDescending(l => l.Id).Select(l => l.Id).FirstOrDefaultAsync(cancellation);
        var number = Math.Max(newest, await TotalCountAsync(session, cancellation));
        foreach (var letter in letters)
            letter.Id = ++number;
        session.Insert(letters.ToArray());
        intake.Appends.Add(RefusedDay.StreamOf(now), new MessagesRefused(letters.Count, now));
    }

    public static async Task<long> TotalCountAsync(IQuerySession session, CancellationToken cancellation) =>
        await session.Query<RefusedDay>().SumAsync(d => d.Count, cancellation);
}
