using System.Collections.Concurrent;
using DrEvents.Backend.Hosting;
using Marten;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Features.Vens;

/// <summary>What this node remembers of a VEN between two batches, so that an ordinary sample needs no read.</summary>
/// <param name="State">The VEN as this node last read or changed it; null when it is not registered.</param>
/// <param name="NewestSampleAt">Time of its newest sample, by the VEN's clock.</param>
/// <param name="HeardAt">When this node last heard it.</param>
/// <param name="ReadAt">When the state was read.</param>
public sealed record VenMemory(Ven? State, DateTimeOffset? NewestSampleAt, DateTimeOffset HeardAt, DateTimeOffset ReadAt);

/// <summary>
/// This node's memory of VENs. It may be behind the store: whoever is about to change a VEN locks and reads it first, and a VEN that was
/// silent for a while is read again. In a cluster, where others change VENs too, each is read again every few seconds.
/// </summary>
public sealed class VenDirectory(IOptions<ClusterOptions> cluster)
{
    private const int EntriesMax = 100_000;

    /// <summary>How long a node of a cluster goes by what it read.</summary>
    private static readonly TimeSpan ValidFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, VenMemory> _memories = new();
    private readonly Lock _gate = new();
    private long _changes;

    /// <summary>How many changes were made otherwise than by the VENs' own messages; to be noted before anything is read.</summary>
    public long Changes
    {
        get
        {
            lock (_gate)
                return _changes;
        }
    }

    /// <summary>When this node last heard the VEN; null when it does not remember.</summary>
    public DateTimeOffset? HeardAt(string venId) => _memories.GetValueOrDefault(venId)?.HeardAt;

    /// <summary>What is known of these VENs; those that this node does not remember are read in one query.</summary>
    public async Task<Dictionary<string, VenMemory>> GetAsync(
        IQuerySession session,
        IReadOnlyCollection<string> venIds,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var known = new Dictionary<string, VenMemory>(venIds.Count);
        var missing = new List<string>();
        foreach (var venId in venIds)
        {
            if (_memories.TryGetValue(venId, out var memory) && !WasSilent(memory, now) && !MayHaveChanged(memory, now))
                known.Add(venId, memory);
            else
                missing.Add(venId);
        }
        if (missing.Count == 0)
            return known;
        var states = await session.LoadManyAsync<Ven>(cancellation, missing.Select(Ven.StreamOf));
        var byId = states.ToDictionary(v => v.VenId);
        foreach (var venId in missing)
            known.Add(venId, new VenMemory(byId.GetValueOrDefault(venId), _memories.GetValueOrDefault(venId)?.NewestSampleAt, now, now));
        return known;
    }

    /// <summary>Remembers what a batch, once it is stored, has made of its VENs.</summary>
    /// <param name="memories">The VENs.</param>
    /// <param name="changesBefore"><see cref="Changes"/> before the batch read them.</param>
    public void Remember(IReadOnlyDictionary<string, VenMemory> memories, long changesBefore)
    {
        lock (_gate)
        {
            if (_memories.Count > EntriesMax)
                _memories.Clear();
            foreach (var (venId, memory) in memories)
            {
                // Changed since, a VEN must not be remembered as it was before; the next batch reads it again.
                if (changesBefore == _changes)
                    _memories[venId] = memory;
                else
                    _memories.TryRemove(venId, out _);
            }
        }
    }

    /// <summary>Forgets a VEN whose change otherwise than by its own messages was just stored.</summary>
    public void Forget(string venId)
    {
        lock (_gate)
        {
            _changes++;
            _memories.TryRemove(venId, out _);
        }
    }

    /// <summary>Another node may have changed it since.</summary>
    private bool MayHaveChanged(VenMemory memory, DateTimeOffset now) => cluster.Value.Enabled && now - memory.ReadAt > ValidFor;

    /// <summary>Somebody may have declared it offline since.</summary>
    private static bool WasSilent(VenMemory memory, DateTimeOffset now) =>
        memory.State is not { } ven || (now - memory.HeardAt).TotalSeconds > Silence.IntervalsMax * ven.ReportIntervalSeconds;
}

/// <summary>When a VEN counts as silent.</summary>
public static class Silence
{
    /// <summary>Report intervals without a sample.</summary>
    public const int IntervalsMax = 3;

    /// <summary>How long a sample of this VEN counts as fresh.</summary>
    public static TimeSpan After(int reportIntervalSeconds) => TimeSpan.FromSeconds(IntervalsMax * reportIntervalSeconds);
}
