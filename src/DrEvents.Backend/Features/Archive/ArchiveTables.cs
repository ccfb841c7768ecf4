using DrEvents.Backend.Hosting;
using Marten;
using Marten.Schema;
using Weasel.Core;
using Weasel.Postgresql.Tables;

namespace DrEvents.Backend.Features.Archive;

/// <summary>The tables of closed days, beside Marten's.</summary>
public sealed class ArchiveTables : IInitialData
{
    /// <summary>
    /// Closed days: the rows of a stream from one version to another, packed. A day has one such part, or more where samples came late or
    /// where there were very many. What is still in Marten's table of events is newer than every part.
    /// </summary>
    public const string Parts = EventStore.Schema + ".telemetry_archive";

    /// <summary>Days that have to be open until a time: those in the archive are put back, and none of them is closed before.</summary>
    public const string Restored = EventStore.Schema + ".telemetry_restored";

    /// <summary>What retention has deleted, day by day.</summary>
    public const string Deleted = EventStore.Schema + ".telemetry_deleted";

    private const string OpenDaysIndex = "telemetry_open_days";

    /// <summary>The day of a stream, as the index of open days has it.</summary>
    public const string DayOfStream = "right(s.id, 10) collate \"C\"";

    /// <summary>The open streams of telemetry, as the index of open days has them.</summary>
    public const string IsOpen = "s.id ^@ 'telemetry/' and not s.is_archived";

    /// <summary>Adds them to the store's schema.</summary>
    public static void Configure(StoreOptions store)
    {
        var parts = new Table(Parts);
        parts.AddColumn("stream_id", "varchar").AsPrimaryKey();
        parts.AddColumn("first_version", "bigint").AsPrimaryKey();
        parts.AddColumn("last_version", "bigint").NotNull();
        parts.AddColumn("ven_id", "varchar").NotNull();
        parts.AddColumn("day", "date").NotNull();
        parts.AddColumn("samples", "integer").NotNull();
        parts.AddColumn("first_sequence", "bigint").NotNull();
        parts.AddColumn("last_sequence", "bigint").NotNull();
        parts.AddColumn("last_stored_at", "timestamptz").NotNull();
        parts.AddColumn("closed_at", "timestamptz").NotNull();
        parts.AddColumn("bytes", "integer").NotNull();
        parts.AddColumn("sha256", "bytea").NotNull();
        parts.AddColumn("content", "bytea").NotNull();
        parts.Indexes.Add(
            new IndexDefinition("telemetry_archive_days") { Columns = ["day", "ven_id"], IncludeColumns = ["samples", "bytes"] }
        );

        var restored = new Table(Restored);
        restored.AddColumn("stream_id", "varchar").AsPrimaryKey();
        restored.AddColumn("until", "timestamptz").NotNull();

        var deleted = new Table(Deleted);
        deleted.AddColumn("day", "date").AsPrimaryKey();
        deleted.AddColumn("ven_days", "bigint").NotNull();
        deleted.AddColumn("samples", "bigint").NotNull();
        deleted.AddColumn("bytes", "bigint").NotNull();
        deleted.AddColumn("deleted_at", "timestamptz").NotNull();

        store.Storage.ExtendedSchemaObjects.AddRange(new ISchemaObject[] { parts, restored, deleted });
        store.Events.IgnoreIndex(OpenDaysIndex);
    }

    /// <summary>
    /// What Marten's schema cannot say: the content is packed already, and open days are found by an index that holds no others. Neither of
    /// its columns changes with a sample, so samples do not touch it.
    /// </summary>
    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        session.QueueSqlCommand($"alter table {Parts} alter column content set storage external");
        session.QueueSqlCommand(
            $"""
            create index if not exists {OpenDaysIndex} on {EventStore.Schema}.mt_streams
            ((right(id, 10) collate "C"), (id collate "C")) where id ^@ 'telemetry/' and not is_archived
            """
        );
        await session.SaveChangesAsync(cancellation);
    }
}
