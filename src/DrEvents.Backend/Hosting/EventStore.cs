using System.Text.Json.Serialization;
using DrEvents.Backend.Features;
using DrEvents.Backend.Features.Dispatch;
using JasperFx.Events;
using Marten;
using Npgsql;
using Weasel.Core;

namespace DrEvents.Backend.Hosting;

/// <summary>How Marten stores the streams. What belongs to one capability is registered in that capability's folder.</summary>
public static class EventStore
{
    /// <summary>Schema that holds streams and read models.</summary>
    public const string Schema = "drevents";

    /// <summary>Statements that a connection keeps prepared: more than the backend has that are repeated.</summary>
    private const int PreparedMax = 100;

    /// <summary>The store's configuration.</summary>
    /// <param name="connectionString">Where it is.</param>
    /// <param name="commandsFirst">What read models wait for.</param>
    public static StoreOptions Options(string connectionString, CommandsFirst commandsFirst)
    {
        var store = new StoreOptions();
        Configure(store, connectionString, commandsFirst);
        return store;
    }

    private static void Configure(StoreOptions store, string connectionString, CommandsFirst commandsFirst)
    {
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
        Capabilities.Configure(store, commandsFirst);
    }

    /// <summary>
    /// A batch of samples is hundreds of times the same statement; PostgreSQL then reads and plans it once for a connection. A connection
    /// string that says <c>Max Auto Prepare</c> itself is left as it is: 0 is for poolers that do not know prepared statements.
    /// </summary>
    private static string WithPreparing(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Max Auto Prepare"))
            builder.MaxAutoPrepare = PreparedMax;
        return builder.ConnectionString;
    }
}
