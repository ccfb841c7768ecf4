namespace DrEvents.Backend.Hosting;

/// <summary>What is urgent on one node of a cluster, and since when.</summary>
public sealed record NodePressure(string Id, DateTimeOffset? CommandsSince, DateTimeOffset? MessagesSince, DateTimeOffset ToldAt);

/// <summary>Tells the other nodes of a cluster what is urgent here, and this node what is urgent there.</summary>
public sealed class PressureOfNodes(IDocumentStore store, Pressure pressure, TimeProvider clock, ILogger<PressureOfNodes> log)
    : RepeatedWork("Telling other nodes what is urgent", TimeSpan.FromMilliseconds(500), clock, log)
{
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(3);
    private readonly string _node = Guid.NewGuid().ToString("N");
    private bool _toldUrgent;

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        await using var session = store.LightweightSession();
        var own = new NodePressure(_node, pressure.SinceHere(Urgent.Commands), pressure.SinceHere(Urgent.Messages), now);
        var isUrgent = own.CommandsSince is not null || own.MessagesSince is not null;
        if (isUrgent)
            session.Store(own);
        else if (_toldUrgent)
            session.Delete<NodePressure>(_node);
        await session.SaveChangesAsync(cancellation);
        _toldUrgent = isUrgent;
        var others = await session.Query<NodePressure>().Where(p => p.Id != _node).ToListAsync(cancellation);
        var there = others.Where(p => now - p.ToldAt < GoneAfter).ToList();
        pressure.Elsewhere(
            new() { [Urgent.Commands] = there.Min(n => n.CommandsSince), [Urgent.Messages] = there.Min(n => n.MessagesSince) }
        );
    }
}
