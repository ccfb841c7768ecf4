namespace DrEvents.Backend.Store;

/// <summary>Which node does a piece of work, and until when the others leave it alone.</summary>
public sealed record NodesTurn(string Id, string Node, DateTimeOffset Until);

/// <summary>
/// What one of several nodes does, and the others leave alone so that it is not done twice for nothing: whoever was first, for as long as it goes on. For
/// a moment two may do it, or none: it saves work and decides nothing.
/// </summary>
/// <param name="turn">So long after a node's last look others take its work: longer than from one look to the next.</param>
public sealed class OneOfMany(IDocumentStore store, string work, TimeSpan turn, TimeProvider clock)
{
    private readonly string _node = Guid.NewGuid().ToString("N");

    /// <summary>Whether it is this node's to do now; it stays so for its next look.</summary>
    public async Task<bool> IsThisOneAsync(CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await session.HoldAsync("turn/" + work, cancellation);
        var now = clock.GetUtcNow();
        if (await session.LoadAsync<NodesTurn>(work, cancellation) is { } other && other.Node != _node && other.Until > now)
            return false;
        session.Store(new NodesTurn(work, _node, now + turn));
        await session.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>Leaves it to others, if it was this node's.</summary>
    public Task LeaveAsync(CancellationToken cancellation) =>
        store.SaveAsync(s => s.DeleteWhere<NodesTurn>(t => t.Id == work && t.Node == _node), cancellation);
}
