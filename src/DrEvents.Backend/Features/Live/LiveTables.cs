using DrEvents.Backend.Features.Commands;
using JasperFx.Events.Projections;

namespace DrEvents.Backend.Features.Live;

/// <summary>The tables of the read models that are made together.</summary>
internal static class LiveTables
{
    /// <summary>The documents of each projection, with the shard that keeps them.</summary>
    public static readonly (Func<IJasperFxProjection<IDocumentOperations>> New, string Shard, Type[] Documents)[] All =
    [
        (() => new AcknowledgementProjection(pressure: null), AcknowledgementProjection.Shard, [typeof(Acknowledgement)]),
        (() => new LiveProjection(pressure: null), LiveProjection.Shard, LiveProjection.Documents),
    ];

    /// <summary>Makes the next ones, empty.</summary>
    public static async Task CreateAsync(DocumentStore next, CancellationToken cancellation)
    {
        foreach (var document in All.SelectMany(t => t.Documents))
        {
            await next.Storage.Database.EnsureStorageExistsAsync(document, cancellation);
            await next.Advanced.Clean.DeleteDocumentsByTypeAsync(document, cancellation);
        }
        await using var session = next.LightweightSession();
        session.Forget(next.Options.AsyncShards());
        await session.SaveChangesAsync(cancellation);
    }
}
