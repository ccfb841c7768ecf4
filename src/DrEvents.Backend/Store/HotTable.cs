namespace DrEvents.Backend.Store;

/// <summary>Leaves room in the pages of rows that every sample changes, so that PostgreSQL updates them in place (heap-only tuples).</summary>
public sealed class HotTable<T> : IInitialData
{
    private const int FillPercent = 45;

    public Task Populate(IDocumentStore store, CancellationToken cancellation) =>
        store.MakesTables()
            ? store.SaveAsync(
                s => s.QueueSqlCommand($"alter table {store.Options.Table<T>()} set (fillfactor = {FillPercent})"),
                cancellation
            )
            : Task.CompletedTask;
}
