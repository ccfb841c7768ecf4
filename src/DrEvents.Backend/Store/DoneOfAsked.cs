namespace DrEvents.Backend.Store;

/// <summary>What an owner did of what it was asked for.</summary>
/// <param name="Parts">Sum of done ÷ asked, each from 0 to the most that counts.</param>
/// <param name="Times">How often it was asked.</param>
public sealed record DoneOfAsked(string Owner, double Parts, long Times);

/// <summary>Holds what was asked against what was done, which are documents of the same id, and adds it up by owner where it is stored.</summary>
public static class DoneOfAskedReading
{
    /// <param name="asked">Properties of TAsked that have columns. <c>Counts</c>: whether it was asked at all.</param>
    /// <param name="done">The property of TDone that says how much was done. Where it says nothing, nobody knows, and it is left out.</param>
    /// <param name="ofThese">Only documents of which <c>Group</c> is one of these.</param>
    /// <param name="owners">Of these owners only; of all where it is null.</param>
    /// <param name="nothing">Where <c>Status</c> is one of these, nothing was done.</param>
    /// <param name="partMost">The most that counts of done ÷ asked.</param>
    public static Task<List<DoneOfAsked>> DoneOfAskedAsync<TAsked, TDone>(
        this IQuerySession session,
        (string Owner, string Group, string Status, string Counts, string Amount) asked,
        string done,
        string[] ofThese,
        string[]? owners,
        string[] nothing,
        double partMost,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        string Of(string property) => "a." + ColumnReading.ColumnOf<TAsked>(options, property);
        var (amount, isNothing) = (Of(asked.Amount), $"{Of(asked.Status)} = any($2)");
        var was = "d." + ColumnReading.ColumnOf<TDone>(options, done);
        return session.ListAsync<DoneOfAsked>(
            $"""
            select {Of(asked.Owner)},
                sum(case when {isNothing} then 0 else least(greatest({was} / {amount}, 0), $3) end)::double precision, count(*)
            from {options.Table<TAsked>()} a left join {options.Table<TDone>()} d on d.id = a.id
            where {(owners is null ? "" : Of(asked.Owner) + " = any($4) and ")}{Of(asked.Group)} = any($1) and {Of(
                asked.Counts
            )} and {amount} > 0 and ({isNothing} or {was} is not null)
            group by {Of(asked.Owner)}
            """,
            owners is null ? [ofThese, nothing, partMost] : [ofThese, nothing, partMost, owners],
            cancellation
        );
    }
}
