using DrEvents.Backend.Features.Live;
using Marten;
using Marten.Schema;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Rows that every sample changes leave more than half of their page free. PostgreSQL then writes the new row into the same page, touches no
/// index and clears the old rows away by itself (heap-only tuples); in full pages each change would be written elsewhere until the next vacuum.
/// </summary>
public sealed class HotTables : IInitialData
{
    private const int FillPercent = 45;

    private static readonly Type[] Documents = [typeof(VenLive), typeof(MeteredParticipation)];

    /// <inheritdoc />
    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        foreach (var document in Documents)
        {
            var table = store.Options.FindOrResolveDocumentType(document).TableName.QualifiedName;
            session.QueueSqlCommand($"alter table {table} set (fillfactor = {FillPercent})");
        }
        await session.SaveChangesAsync(cancellation);
    }
}
