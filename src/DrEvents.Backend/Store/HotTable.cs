namespace DrEvents.Backend.Store;

/// <summary>Leaves room in the pages of rows that every sample changes, so that PostgreSQL updates them in place (heap-only tuples).</summary>
public sealed class HotTable<T> : IInitialData
{
    private const int FillPercent = 45;

    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        session.QueueSqlCommand($"alter table {store.Options.Table<T>()} set (fillfactor = {FillPercent})");
        await session.SaveChangesAsync(cancellation);
    }
}
