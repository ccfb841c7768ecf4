using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using Marten;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Features.Ingest.Receivers;

/// <summary>What a receiver says of itself.</summary>
public sealed record ReceiverState
{
    /// <summary>Its number, from 1.</summary>
    public required int Id { get; init; }

    /// <summary>Since when it hears.</summary>
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>When it said so.</summary>
    public required DateTimeOffset ToldAt { get; init; }
}

/// <summary>Whether everything is heard that VENs send, by this backend alone or by the receivers of a cluster together.</summary>
public sealed class Reception(IOptions<ClusterOptions> cluster, IBroker broker, TimeProvider clock)
{
    /// <summary>How often a receiver says that it hears.</summary>
    public static readonly TimeSpan ToldEvery = TimeSpan.FromSeconds(2);

    /// <summary>A receiver that said nothing for so long is taken to be gone.</summary>
    private static readonly TimeSpan GoneAfter = 3 * ToldEvery;

    /// <summary>Since when nothing is missed; null while somebody is not heard who would have to be.</summary>
    public async Task<DateTimeOffset?> CompleteSinceAsync(IQuerySession session, CancellationToken cancellation)
    {
        if (!cluster.Value.Enabled)
            return broker.ConnectedAt;
        var hearing = await HearingAsync(session, cancellation);
        return hearing.Count == cluster.Value.Receivers ? hearing.Max(r => r.ConnectedAt) : null;
    }

    /// <summary>The receivers of the cluster that hear.</summary>
    public async Task<IReadOnlyList<ReceiverState>> HearingAsync(IQuerySession session, CancellationToken cancellation)
    {
        var (receivers, since) = (cluster.Value.Receivers, clock.GetUtcNow() - GoneAfter);
        var known = await session.Query<ReceiverState>().Where(r => r.Id <= receivers).ToListAsync(cancellation);
        return [.. known.Where(r => r.ToldAt >= since)];
    }
}
