using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

internal sealed class FleetSums
{
    private readonly Dictionary<string, FleetInterval> _sums;
    private readonly HashSet<string> _changed = [];

    private FleetSums(Dictionary<string, FleetInterval> sums) => _sums = sums;

    public static async Task<FleetSums> LoadAsync(DocumentStore next, CancellationToken cancellation)
    {
        await using var session = next.QuerySession();
        return new FleetSums((await session.Query<FleetInterval>().ToListAsync(cancellation)).ToDictionary(i => i.Id));
    }

    public void Add(IEnumerable<FleetInterval> ofVen)
    {
        foreach (var interval in ofVen)
        {
            _sums[interval.Id] = _sums.TryGetValue(interval.Id, out var sum) ? sum.Plus(interval) : interval;
            _changed.Add(interval.Id);
        }
    }

    public void Store(IDocumentOperations operations)
    {
        operations.StoreAll([.. _changed.Select(id => _sums[id])], i => i.Id);
        _changed.Clear();
    }
}
