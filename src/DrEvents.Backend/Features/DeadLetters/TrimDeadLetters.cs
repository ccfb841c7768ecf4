namespace DrEvents.Backend.Features.DeadLetters;

public sealed record DeadLettersAdded;

/// <summary>Keeps dead letters within bounds, so that no broken VEN fills the disk; for about a second there may be more.</summary>
public static class TrimDeadLettersHandler
{
    public const int LettersMax = 10_000;
    public const long BytesMax = 256L * 1024 * 1024;
    private const string Lock = "dead-letters/retention";

    private sealed record Row(long Id, int PayloadBytes);

    public static Task Handle(DeadLettersAdded[] _, IDocumentSession session, CancellationToken cancellation) =>
        TrimAsync(session, LettersMax, BytesMax, cancellation);

    /// <summary>Removes the oldest letters until the others are within both bounds. Leaves it to another node that is at it already.</summary>
    public static async Task TrimAsync(IDocumentSession session, int lettersMax, long bytesMax, CancellationToken cancellation)
    {
        if (!await session.TryHoldAsync(Lock, cancellation))
            return;
        var letters = (await session.ColumnsAsync<DeadLetter, Row>(cancellation)).OrderByDescending(l => l.Id);
        var (count, bytes) = (0, 0L);
        foreach (var letter in letters)
        {
            (count, bytes) = (count + 1, bytes + letter.PayloadBytes);
            if (count <= lettersMax && bytes <= bytesMax)
                continue;
            session.DeleteWhere<DeadLetter>(l => l.Id <= letter.Id);
            return;
        }
    }
}
