using Marten;

namespace DrEvents.Backend.Hosting;

/// <summary>Writes documents by one statement, whatever their number; Marten sends one statement each.</summary>
public static class StoreTogether
{
    /// <summary>Queues documents that have no columns beside their id and data.</summary>
    public static void StoreAll<T>(this IDocumentOperations operations, IReadOnlyCollection<T> documents, Func<T, string> idOf)
        where T : class
    {
        if (documents.Count == 0)
            return;
        operations.QueueSqlCommand(
            $"""
            insert into {TableOf<T>(operations)} (id, data)
            select d.id, d.data::jsonb from unnest(?::varchar[], ?::text[]) as d(id, data)
            on conflict (id) do update set data = excluded.data
            """,
            documents.Select(idOf).ToArray(),
            Json(operations, documents)
        );
    }

    /// <summary>Queues documents that have one field in a column of its own, which never changes.</summary>
    /// <param name="operations">The session.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="idOf">Their ids.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="fieldOf">What stands in it.</param>
    public static void StoreAll<T>(
        this IDocumentOperations operations,
        IReadOnlyCollection<T> documents,
        Func<T, string> idOf,
        string column,
        Func<T, string> fieldOf
    )
        where T : class
    {
        if (documents.Count == 0)
            return;
        operations.QueueSqlCommand(
            $"""
            insert into {TableOf<T>(operations)} (id, data, {column})
            select d.id, d.data::jsonb, d.field from unnest(?::varchar[], ?::text[], ?::varchar[]) as d(id, data, field)
            on conflict (id) do update set data = excluded.data
            """,
            documents.Select(idOf).ToArray(),
            Json(operations, documents),
            documents.Select(fieldOf).ToArray()
        );
    }

    private static string TableOf<T>(IDocumentOperations operations) =>
        operations.DocumentStore.Options.FindOrResolveDocumentType(typeof(T)).TableName.QualifiedName;

    private static string[] Json<T>(IDocumentOperations operations, IReadOnlyCollection<T> documents)
        where T : class
    {
        var serializer = operations.DocumentStore.Options.Serializer();
        return [.. documents.Select(serializer.ToJson)];
    }
}
