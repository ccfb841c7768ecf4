namespace DrEvents.Backend.Store;

/// <summary>A document that nearly every sample changes.</summary>
public sealed record HotDocument(Type Document);

/// <summary>Leaves room in the pages of rows that every sample changes, so that PostgreSQL updates them in place (heap-only tuples).</summary>
public sealed class HotTables(IEnumerable<HotDocument> documents) : IInitialData
{
    private const int FillPercent = 45;

    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        foreach (var document in documents.Select(d => d.Document))
        {
            var table = store.Options.FindOrResolveDocumentType(document).TableName.QualifiedName;
            session.QueueSqlCommand($"alter table {table} set (fillfactor = {FillPercent})");
        }
        await session.SaveChangesAsync(cancellation);
    }
}
