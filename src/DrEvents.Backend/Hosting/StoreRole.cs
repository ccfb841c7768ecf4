namespace DrEvents.Backend.Hosting;

/// <summary>Connects to the store before anything runs, and says what is wrong with the role under which it does.</summary>
public static class StoreRole
{
    public static async Task ReachAsync(IDocumentStore store, ILogger log)
    {
        await using var session = store.QuerySession();
        if (await session.SeesOtherRolesAsync(CancellationToken.None))
            log.LogWarning(
                "ConnectionStrings:Postgres: its role is a superuser or a member of pg_read_all_stats. A backup or anybody's long query can hold "
                    + "figures up; give the backend a role of its own (ops/docs/operator-guide.md, PostgreSQL)"
            );
    }
}
