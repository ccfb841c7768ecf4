using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Gauges;
using Wolverine.Persistence.Durability;

namespace DrEvents.Backend.Features.Streams;

/// <summary>
/// Gathers what needs an operator from what health and gauges say, and remembers since when each of it has been so. Whoever looks has one of his own.
/// </summary>
public sealed class AttentionReading(
    IDocumentStore store,
    IMessageStore messages,
    HealthCheckService health,
    IOptions<ArchiveOptions> archive,
    Pressure pressure,
    TimeProvider clock
)
{
    /// <summary>Days that are due are counted over all VENs, so that is done less often.</summary>
    private static readonly TimeSpan ArchiveEvery = TimeSpan.FromMinutes(2);

    /// <summary>Every day becomes due at once, at midnight; what gets no fewer for so long stands still.</summary>
    private static readonly TimeSpan ArchiveStands = TimeSpan.FromHours(1);

    private readonly Dictionary<(string Kind, string? EventId), DateTimeOffset> _since = [];
    private ArchiveReading? _archive;
    private DateTimeOffset _archiveAt;
    private DateTimeOffset _archiveFewerAt;

    /// <summary>Not for several at a time.</summary>
    public async Task<IReadOnlyList<AttentionItem>> ReadAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var report = await health.CheckHealthAsync(c => c.Tags.Contains(Health.Ready), cancellation);
        var reading = await StoreAsync(now, cancellation);
        var found = Attention.Of(reading, report, pressure.Since(Urgent.Samples) ?? pressure.Since(Urgent.Messages), now).ToList();
        foreach (var gone in _since.Keys.Except(found.Select(f => (f.Kind, f.EventId))).ToList())
            _since.Remove(gone);
        foreach (var item in found)
            _since.TryAdd((item.Kind, item.EventId), now);
        return found.ConvertAll(f => new AttentionItem(f.Kind, f.Says.Text, _since[(f.Kind, f.EventId)], f.EventId, f.Says.Said));
    }

    private async Task<StoreReading> StoreAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await using var session = store.QuerySession();
            if (_archive is null || now - _archiveAt >= ArchiveEvery)
                await LookAtArchiveAsync(session, now, cancellation);
            var stands = now - _archiveFewerAt > ArchiveStands;
            return (await StoreReading.ReadAsync(session, messages, now, cancellation)) with { Archive = stands ? _archive : null };
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && StoreAway.IsCauseOf(e))
        {
            return StoreReading.Away;
        }
    }

    private async Task LookAtArchiveAsync(IQuerySession session, DateTimeOffset now, CancellationToken cancellation)
    {
        var read = await ArchiveReading.ReadAsync(session, archive.Value, now, cancellation);
        if (_archive is null || read.DaysDue == 0 || read.DaysDue < _archive.DaysDue)
            _archiveFewerAt = now;
        (_archive, _archiveAt) = (read, now);
    }
}
