using Weasel.Core;
using Weasel.Postgresql.Tables;

namespace DrEvents.Backend.Store;

/// <summary>The tables of closed streams, beside Marten's. Only streams of telemetry are closed: <c>telemetry/{venId}/{yyyy-MM-dd}</c>.</summary>
public sealed class ClosedTables : IInitialData
{
    /// <summary>Packed rows; a stream has more than one such segment where events came late. What is in Marten's table is newer than all of them.</summary>
    internal const string Segments = EventStore.Schema + ".telemetry_archive";

    /// <summary>Streams that have to be open until a time: those in the archive are reopened, and none of them is closed before.</summary>
    internal const string Reopened = EventStore.Schema + ".telemetry_restored";
    internal const string Deleted = EventStore.Schema + ".telemetry_deleted";

    /// <summary>What read models hold of VEN-days of which the samples are deleted.</summary>
    internal const string Kept = EventStore.Schema + ".telemetry_kept";
    private const string OpenIndex = "telemetry_open_days";
    internal const string DayOfStream = "right(s.id, 10) collate \"C\"";
    internal const string IsOpen = "s.id ^@ 'telemetry/' and not s.is_archived";

    public static void Configure(StoreOptions store)
    {
        var segments = new Table(Segments);
        segments.AddColumn("stream_id", "varchar").AsPrimaryKey();
        segments.AddColumn("first_version", "bigint").AsPrimaryKey();
        segments.AddColumn("last_version", "bigint").NotNull();
        segments.AddColumn("ven_id", "varchar").NotNull();
        segments.AddColumn("day", "date").NotNull();
        segments.AddColumn("samples", "integer").NotNull();
        segments.AddColumn("first_sequence", "bigint").NotNull();
        segments.AddColumn("last_sequence", "bigint").NotNull();
        segments.AddColumn("last_stored_at", "timestamptz").NotNull();
        segments.AddColumn("closed_at", "timestamptz").NotNull();
        segments.AddColumn("bytes", "integer").NotNull();
        segments.AddColumn("sha256", "bytea").NotNull();
        segments.AddColumn("content", "bytea").NotNull();
        // Only those samples are left that something rests on; the others are deleted.
        segments.AddColumn("is_trimmed", "boolean").NotNull().DefaultValueByExpression("false");
        segments.Indexes.Add(
            new IndexDefinition("telemetry_archive_days") { Columns = ["day", "ven_id"], IncludeColumns = ["samples", "bytes"] }
        );

        var reopened = new Table(Reopened);
        reopened.AddColumn("stream_id", "varchar").AsPrimaryKey();
        reopened.AddColumn("until", "timestamptz").NotNull();

        var deleted = new Table(Deleted);
        deleted.AddColumn("day", "date").AsPrimaryKey();
        deleted.AddColumn("ven_days", "bigint").NotNull();
        deleted.AddColumn("samples", "bigint").NotNull();
        deleted.AddColumn("bytes", "bigint").NotNull();
        deleted.AddColumn("deleted_at", "timestamptz").NotNull();

        var kept = new Table(Kept);
        kept.AddColumn("ven_id", "varchar").AsPrimaryKey();
        kept.AddColumn("day", "date").AsPrimaryKey();
        kept.AddColumn("content", "jsonb").NotNull();

        store.Storage.ExtendedSchemaObjects.AddRange(new ISchemaObject[] { segments, reopened, deleted, kept });
        store.Events.IgnoreIndex(OpenIndex);
    }

    /// <summary>The content is packed already, and open streams have an index of their own; neither of its columns changes with an event.</summary>
    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        if (!store.MakesTables())
            return;
        await using var session = store.LightweightSession();
        session.QueueSqlCommand($"alter table {Segments} alter column content set storage external");
        session.QueueSqlCommand(
            $"""
            create index if not exists {OpenIndex} on {EventStore.Streams}
            ((right(id, 10) collate "C"), (id collate "C")) where id ^@ 'telemetry/' and not is_archived
            """
        );
        await session.SaveChangesAsync(cancellation);
    }
}
