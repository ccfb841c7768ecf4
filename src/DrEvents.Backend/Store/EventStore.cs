using JasperFx;
using Weasel.Core;

namespace DrEvents.Backend.Store;

/// <summary>How Marten stores the streams. What belongs to one room is registered in that room's folder.</summary>
public static class EventStore
{
    public const string Schema = "drevents";
    internal const string Streams = Schema + ".mt_streams";
    internal const string Events = Schema + ".mt_events";
    internal const string Progression = Schema + ".mt_event_progression";

    private const int PreparedMax = 100;

    public static StoreOptions Options(string connectionString, Action<StoreOptions> rooms)
    {
        var store = new StoreOptions();
        // Figures of the pool bear this name, and not the connection string.
        store.ConfigureNpgsqlDataSourceBuilder(pool => pool.Name = Schema);
        store.Connection(WithPreparing(connectionString));
        store.DatabaseSchemaName = Schema;
        store.DisableNpgsqlLogging = true;
        store.UseSystemTextJsonForSerialization(
            casing: Casing.CamelCase,
            configure: json =>
            {
                json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
                // What is computed from stored fields is not stored beside them.
                json.IgnoreReadOnlyProperties = true;
            }
        );
        store.Events.StreamIdentity = StreamIdentity.AsString;
        // A sample's id is made of what identifies the sample, so this index keeps a second copy out on every node.
        store.Events.EnableUniqueIndexOnEventId = true;
        store.Events.UseListenNotifyForEventAppends = true;
        // States tell Wolverine of the events that they fold: see StreamState.
        store.Events.EnableSideEffectsOnInlineProjections = true;
        // An event that cannot be applied stops its projection and shows in health, instead of being skipped without a word.
        store.Projections.Errors.SkipApplyErrors = false;
        store.Projections.Errors.SkipSerializationErrors = false;
        store.Projections.Errors.SkipUnknownEvents = false;
        // Read models hold nothing but what the streams say: no versions, no times of writing. So rebuilding them gives the same bytes.
        store.Policies.ForAllDocuments(mapping =>
        {
            mapping.Metadata.Version.Enabled = false;
            mapping.Metadata.LastModified.Enabled = false;
            mapping.Metadata.DotNetType.Enabled = false;
        });
        rooms(store);
        return store;
    }

    /// <summary>PostgreSQL plans a repeated statement once for a connection. A string that says <c>Max Auto Prepare</c> itself is left as it is.</summary>
    private static string WithPreparing(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Max Auto Prepare"))
            builder.MaxAutoPrepare = PreparedMax;
        return builder.ConnectionString;
    }

    /// <summary>Whether this store is one of a process that makes and changes tables.</summary>
    internal static bool MakesTables(this IDocumentStore store) => ((StoreOptions)store.Options).AutoCreateSchemaObjects != AutoCreate.None;

    internal static string Table<T>(this IReadOnlyStoreOptions options) =>
        options.FindOrResolveDocumentType(typeof(T)).TableName.QualifiedName;
}
