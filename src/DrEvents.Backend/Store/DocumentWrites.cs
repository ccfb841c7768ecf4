namespace DrEvents.Backend.Store;

/// <summary>Writes documents by one statement, whatever their number; Marten sends one statement each.</summary>
public static class StoreTogether
{
    public static void StoreAll<T>(this IDocumentOperations operations, IReadOnlyCollection<T> documents, Func<T, string> idOf)
        where T : class => operations.StoreAll([.. documents.Select(idOf)], documents);

    internal static void StoreAll<T>(this IDocumentOperations operations, string[] ids, IReadOnlyCollection<T> documents)
        where T : class
    {
        if (documents.Count == 0)
            return;
        var options = operations.DocumentStore.Options;
        var table = options.FindOrResolveDocumentType(typeof(T)).TableName.QualifiedName;
        var serializer = options.Serializer();
        DocumentColumn[] all =
        [
            new("id", "varchar", ids),
            new("data", "text", documents.Select(serializer.ToJson).ToArray()),
            .. DocumentColumns<T>.Of(options, documents),
        ];
        var names = string.Join(", ", all.Select(c => c.Name));
        operations.QueueSqlCommand(
            $"""
            insert into {table} ({names})
            select {string.Join(", ", all.Select(c => c.Name == "data" ? "d.data::jsonb" : "d." + c.Name))}
            from unnest({string.Join(", ", all.Select(c => $"?::{c.Type}[]"))}) as d({names})
            on conflict (id) do update set {string.Join(", ", all.Skip(1).Select(c => $"{c.Name} = excluded.{c.Name}"))}
            """,
            [.. all.Select(c => (object)c.Values)]
        );
    }
}
