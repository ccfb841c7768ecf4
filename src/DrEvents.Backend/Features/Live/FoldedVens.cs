using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>What some VENs' events come to.</summary>
internal sealed class FoldedVens
{
    /// <summary>More documents than these are not kept in memory for others.</summary>
    private const int DocumentsMax = 2_000;

    public LiveDocuments Documents { get; } = new();
    public List<Acknowledgement> Acknowledgements { get; } = [];
    public long Events { get; set; }
    public bool IsLarge => Documents.Closed.Count + Documents.Metered.Count + Acknowledgements.Count > DocumentsMax;

    /// <summary>Stores all but the fleet's sums, and forgets it.</summary>
    public async Task StoreNowAsync(DocumentStore next, CancellationToken cancellation)
    {
        await using var session = next.LightweightSession();
        StoreOfVens(session);
        await session.SaveChangesAsync(cancellation);
        Documents.Vens.Clear();
        Documents.Closed.Clear();
        Documents.Metered.Clear();
        Acknowledgements.Clear();
    }

    public void StoreOfVens(IDocumentOperations operations)
    {
        Documents.StoreOfVens(operations);
        operations.StoreAll(Acknowledgements, a => a.Id);
    }

    /// <summary>Adds other VENs'.</summary>
    public void Add(FoldedVens other)
    {
        Events += other.Events;
        Acknowledgements.AddRange(other.Acknowledgements);
        Add(Documents.Vens, other.Documents.Vens);
        Add(Documents.Metered, other.Documents.Metered);
        Add(Documents.Closed, other.Documents.Closed);
        foreach (var (name, interval) in other.Documents.Fleet)
            Documents.Fleet[name] = Documents.Fleet.TryGetValue(name, out FleetInterval? sum) ? sum.Plus(interval) : interval;
    }

    private static void Add<T>(Dictionary<string, T> to, Dictionary<string, T> from)
    {
        foreach (var (id, document) in from)
            to.Add(id, document);
    }
}
