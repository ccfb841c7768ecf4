namespace DrEvents.Backend.Store;

/// <summary>What an owner did of what it promised.</summary>
/// <param name="Parts">Sum of done ÷ promised, each from 0 to the most that counts.</param>
/// <param name="Times">How often it was asked.</param>
public sealed record DoneOfPromised(string Owner, double Parts, long Times);

/// <summary>Holds what was promised against what was done, and both against what was asked, which are documents of the same id, and adds it up by owner.</summary>
public static class DoneOfPromisedReading
{
    /// <param name="asked">Properties of TAsked that have columns. <c>Counts</c>: whether it was asked at all.</param>
    /// <param name="done">Properties of TDone that have columns. Where they say nothing, nobody knows, and it is left out.</param>
    /// <param name="ofThese">Only documents of which <c>Group</c> is one of these.</param>
    /// <param name="nothing">Where <c>Status</c> is one of these, nothing was done.</param>
    /// <param name="promisedMin">Smaller promises are left out.</param>
    /// <param name="partMost">The most that counts of done ÷ promised.</param>
    public static Task<List<DoneOfPromised>> DoneOfPromisedAsync<TAsked, TDone>(
        this IQuerySession session,
        (string Owner, string Group, string Status, string Counts) asked,
        (string Done, string Promised) done,
        string[] ofThese,
        string[] nothing,
        double promisedMin,
        double partMost,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        string Asked(string property) => "a." + ColumnReading.ColumnOf<TAsked>(options, property);
        string Done(string property) => "d." + ColumnReading.ColumnOf<TDone>(options, property);
        var (isNothing, was, promised) = ($"{Asked(asked.Status)} = any($2)", Done(done.Done), Done(done.Promised));
        return session.ListAsync<DoneOfPromised>(
            $"""
            select {Asked(asked.Owner)},
                sum(case when {isNothing} then 0 else least(greatest({was} / {promised}, 0), $4) end)::double precision, count(*)
            from {options.Table<TAsked>()} a left join {options.Table<TDone>()} d on d.id = a.id
            where {Asked(asked.Group)} = any($1) and {Asked(asked.Counts)} and ({isNothing} or ({promised} >= $3 and {was} is not null))
            group by {Asked(asked.Owner)}
            """,
            [ofThese, nothing, promisedMin, partMost],
            cancellation
        );
    }
}
