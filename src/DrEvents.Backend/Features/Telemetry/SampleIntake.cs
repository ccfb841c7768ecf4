using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Mqtt;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Adds the samples of a batch, each once.</summary>
public static class SampleIntake
{
    /// <summary>Adds the new samples to their streams and returns how many were repeats.</summary>
    public static async Task<int> AddAsync(
        IDocumentSession session,
        IReadOnlyList<Incoming> incoming,
        Dictionary<string, VenMemory> memories,
        StreamAppends appends,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var samples = new Dictionary<Guid, (TelemetrySample Sample, DateTimeOffset ReceivedAt)>();
        var arrived = 0;
        foreach (var message in incoming)
        {
            if (message.Content is not TelemetrySample sample)
                continue;
            arrived++;
            samples.TryAdd(TelemetryStreams.SampleId(sample.VenId, sample.At, sample.MessageNum), (sample, message.Message.ReceivedAt));
        }
        if (arrived == 0)
            return 0;
        string[] Late() =>
            [.. samples.Values.Select(s => s.Sample).Where(s => LateSamples.MayBeClosed(s.At, now)).Select(StreamOf).Distinct()];

        if (Late() is { Length: > 0 } late)
            await LateSamples.LockAsync(session, late, cancellation);
        foreach (var id in await StoredAsync(session, samples.Keys, cancellation))
            samples.Remove(id);
        if (Late() is { Length: > 0 } unknown)
        {
            foreach (var id in await LateSamples.ArchivedIdsAsync(session, unknown, cancellation))
                samples.Remove(id);
            if (Late() is { Length: > 0 } missing)
                await LateSamples.OpenAsync(session, missing, cancellation);
        }
        foreach (var (id, (sample, receivedAt)) in samples)
        {
            var memory = memories[sample.VenId];
            var stored = TelemetrySampled.From(sample, memory.NewestSampleAt, receivedAt);
            appends.Add(TelemetryStreams.Of(sample.VenId, stored.LiveAt), new Event<TelemetrySampled>(stored) { Id = id });
            if (memory.NewestSampleAt is null || stored.LiveAt > memory.NewestSampleAt)
                memories[sample.VenId] = memory with { NewestSampleAt = stored.LiveAt };
        }
        return arrived - samples.Count;
    }

    private static string StreamOf(TelemetrySample sample) => TelemetryStreams.Of(sample.VenId, sample.At);

    private static async Task<List<Guid>> StoredAsync(IQuerySession session, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select id from {EventStore.Schema}.mt_events where id = any($1)")
        {
            Parameters = { new() { Value = ids.ToArray() } },
        };
        var stored = new List<Guid>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            stored.Add(reader.GetGuid(0));
        return stored;
    }
}
