using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Vens;

/// <summary>What this node remembers of a VEN between two batches, so that an ordinary sample needs no read.</summary>
/// <param name="NewestSampleAt">Time of its newest sample, by the VEN's clock.</param>
public sealed record VenMemory(
    Ven? State,
    DateTimeOffset? NewestSampleAt,
    DateTimeOffset HeardAt,
    DateTimeOffset ReadAt,
    MeterMemory? Meter = null
);

/// <summary>This node's memory of VENs, which may be behind the store: whoever is about to change a VEN locks and reads it first.</summary>
public sealed class VenDirectory(IOptions<ClusterOptions> cluster)
{
    private const int EntriesMax = 100_000;
    private static readonly TimeSpan ValidFor = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, VenMemory> _memories = new();
    private readonly Lock _gate = new();
    private long _changes;

    /// <summary>How many changes were made otherwise than by the VENs' own messages; to be noted before anything is read.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public DateTimeOffset? HeardAt(string venId) => _memories.GetValueOrDefault(venId)?.HeardAt;

    public async Task<Dictionary<string, VenMemory>> GetAsync(
        IQuerySession session,
        IReadOnlyCollection<string> venIds,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var known = new Dictionary<string, VenMemory>(venIds.Count);
        foreach (var venId in venIds)
        {
            if (_memories.TryGetValue(venId, out var memory) && !WasSilent(memory, now) && !MayHaveChanged(memory, now))
                known.Add(venId, memory);
        }
        var missing = venIds.Where(venId => !known.ContainsKey(venId)).ToList();
        if (missing.Count == 0)
            return known;
        var byId = (await session.LoadManyAsync<Ven>(cancellation, missing.Select(Ven.StreamOf))).ToDictionary(v => v.VenId);
        foreach (var venId in missing)
        {
            var before = _memories.GetValueOrDefault(venId);
            known.Add(venId, new VenMemory(byId.GetValueOrDefault(venId), before?.NewestSampleAt, now, now, before?.Meter));
        }
        return known;
    }

    /// <summary>Remembers what a stored batch made of its VENs, unless <see cref="Changes"/> have grown since before it read them.</summary>
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

    public void Forget(string venId)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _changes);
            _memories.TryRemove(venId, out _);
        }
    }

    /// <summary>Another node may have changed it since.</summary>
    private bool MayHaveChanged(VenMemory memory, DateTimeOffset now) => cluster.Value.Enabled && now - memory.ReadAt > ValidFor;

    /// <summary>Somebody may have declared it offline since, or registered it.</summary>
    private static bool WasSilent(VenMemory memory, DateTimeOffset now) =>
        memory.State is not { Removed: false } ven
        || (now - memory.HeardAt).TotalSeconds > Silence.IntervalsMax * ven.ReportIntervalSeconds;
}

public static class Silence
{
    public const int IntervalsMax = ReadingTime.SilenceIntervals;

    public static TimeSpan After(int reportIntervalSeconds) => TimeSpan.FromSeconds(IntervalsMax * reportIntervalSeconds);
}

/// <summary>What this node remembers of a VEN is read anew when it was changed otherwise than by its own messages.</summary>
public static class ForgetVensHandler
{
    public static void Handle(Stored<VenChanged> changed, VenDirectory directory) => directory.Forget(Ven.VenOf(changed.Stream)!);

    public static void Handle(Stored<VenRemoved> removed, VenDirectory directory) => directory.Forget(Ven.VenOf(removed.Stream)!);
}
