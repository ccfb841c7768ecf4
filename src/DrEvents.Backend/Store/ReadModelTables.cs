using JasperFx.Events.Daemon;

namespace DrEvents.Backend.Store;

/// <summary>
/// The tables of read models that are folded beside the streams. Each version of a projection has tables of its own, so that a node of an earlier
/// version goes on with its own; a rebuild makes the next tables beside those in use, and takes their place when it is level.
/// </summary>
public static class ReadModelTables
{
    private const string NextSuffix = "_next";

    /// <summary>The documents of a projection lie in the tables of its version.</summary>
    public static void HaveVersion(this StoreOptions store, uint version, params Type[] documents) =>
        store.HaveSuffix($"_{version}", documents);

    /// <summary>
    /// The options of a store whose read models are the next ones. Their projections go by other names, so that they have a progress of their own;
    /// states are not written there.
    /// </summary>
    public static StoreOptions NextOptions(string connectionString, Action<StoreOptions> rooms) =>
        EventStore.Options(
            connectionString,
            store =>
            {
                rooms(store);
                // Whoever makes them runs them.
                store.Projections.AsyncMode = DaemonMode.ExternallyManaged;
                store.Projections.All.RemoveAll(p => p.Lifecycle == ProjectionLifecycle.Inline);
                foreach (var projection in store.Projections.All)
                {
                    store.HaveSuffix(NextSuffix, [.. projection.Options.StorageTypes]);
                    ((ProjectionBase)projection).Name += "Next";
                }
            }
        );

    /// <summary>The name under which the progress of the projection is stored that makes the next tables.</summary>
    public static string NextShard(string shard) => shard.Replace(":V", "Next:V", StringComparison.Ordinal);

    /// <summary>
    /// Keeps the tables in use as they are until the end of the transaction: no page of the projection is committed meanwhile. Gives up when others
    /// are in the way for long, with an exception of PostgreSQL's.
    /// </summary>
    public static async Task HoldTablesAsync(this IDocumentSession next, IDocumentStore used, Type[] types, CancellationToken cancellation)
    {
        await next.BeginTransactionAsync(cancellation);
        var tables = string.Join(", ", types.Select(t => used.Options.FindOrResolveDocumentType(t).TableName.QualifiedName));
        await next.ExecuteAsync($"set local lock_timeout = '5s'; lock table {tables} in access exclusive mode", [], cancellation);
    }

    /// <summary>Queues that the next tables take the place of those in use.</summary>
    public static async Task SwitchAsync(this IDocumentSession next, IDocumentStore used, Type[] types, CancellationToken cancellation)
    {
        foreach (var type in types)
        {
            var old = used.Options.FindOrResolveDocumentType(type).TableName;
            var made = next.DocumentStore.Options.FindOrResolveDocumentType(type).TableName;
            var indexes = await next.ListAsync<string>(
                "select indexname from pg_indexes where schemaname = $1 and tablename = $2",
                [made.Schema, made.Name],
                cancellation
            );
            next.QueueSqlCommand($"drop table {old.QualifiedName}");
            next.QueueSqlCommand($"alter table {made.QualifiedName} rename to {old.Name}");
            // Marten knows indexes by their names, which have the table's in them.
            foreach (var index in indexes)
                next.QueueSqlCommand(
                    $"alter index {made.Schema}.{index} rename to {index.Replace(made.Name, old.Name, StringComparison.Ordinal)}"
                );
        }
    }

    /// <summary>Queues that the tables of earlier versions of documents go.</summary>
    public static async Task DropEarlierTablesAsync(this IDocumentSession session, CancellationToken cancellation)
    {
        var names = await session.ListAsync<string>(
            "select tablename from pg_tables where schemaname = $1 and tablename ^@ 'mt_doc_'",
            [EventStore.Schema],
            cancellation
        );
        var tables = names.ConvertAll(Versioned);
        foreach (var (table, name, version) in tables)
        {
            if (tables.Exists(t => t.Name == name && t.Version > version))
                session.QueueSqlCommand($"drop table {EventStore.Schema}.{table}");
        }
    }

    /// <summary>A table's name without its version; those of the first version have none.</summary>
    private static (string Table, string Name, uint Version) Versioned(string table) =>
        table.LastIndexOf('_') is var at && uint.TryParse(table[(at + 1)..], out var version)
            ? (table, table[..at], version)
            : (table, table, 1);

    private static void HaveSuffix(this StoreOptions store, string suffix, Type[] documents) =>
        store.Policies.ForAllDocuments(mapping =>
        {
            if (documents.Contains(mapping.DocumentType) && !mapping.Alias.EndsWith(suffix, StringComparison.Ordinal))
                mapping.Alias += suffix;
        });
}
