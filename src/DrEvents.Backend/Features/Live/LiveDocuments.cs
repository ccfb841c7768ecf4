using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

internal sealed class LiveDocuments
{
    public Dictionary<string, VenLive> Vens { get; } = [];
    public Dictionary<string, MeteredParticipation> Metered { get; } = [];
    public Dictionary<string, VenInterval> Closed { get; } = [];
    public Dictionary<string, FleetInterval> Fleet { get; } = [];

    public LiveFold Fold() => new(Vens, Metered, Closed, Fleet);

    public void Store(IDocumentOperations operations)
    {
        StoreOfVens(operations);
        operations.StoreAll(Fleet.Values, i => i.Id);
    }

    public void StoreOfVens(IDocumentOperations operations)
    {
        operations.StoreAll(Vens.Values, v => v.Id);
        operations.StoreAll(Metered.Values, m => m.Id);
        operations.StoreAll(Closed.Values, i => i.Id);
    }
}
