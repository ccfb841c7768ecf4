namespace DrEvents.Backend.Store;

/// <summary>
/// Nodes of other versions that share the database. Each generation of the stored forms has its own tables of nodes and messages, so that nodes of
/// different ones do not take over each other's work.
/// </summary>
public static class EarlierNodes
{
    /// <summary>
    /// Raised with every change after which nodes of before and after may not work side by side: a form of a state or of a message is another one, or
    /// there are events that the nodes of before do not know.
    /// </summary>
    public const int Generation = 5;

    public static readonly string MessageSchema = $"{EventStore.Schema}_messages_{Generation}";

    /// <summary>Whether a node of another generation has said within a time that it lives.</summary>
    public static async Task<bool> AnyEarlierNodesAsync(this IQuerySession session, TimeSpan within, CancellationToken cancellation)
    {
        var schemas = await session.ListAsync<string>(
            "select table_schema from information_schema.tables where table_name = 'wolverine_nodes' and table_schema ^@ $1 and table_schema <> $2",
            [EventStore.Schema, MessageSchema],
            cancellation
        );
        foreach (var schema in schemas)
        {
            var alive = $"select exists (select from {schema}.wolverine_nodes where health_check > now() - $1)";
            if (await session.FirstAsync<bool>(alive, [within], cancellation))
                return true;
        }
        return false;
    }
}
