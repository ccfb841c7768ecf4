using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Telemetry;

public static class SampleIntake
{
    /// <summary>
    /// Adds the new samples to their streams and returns how many were repeats. Of days that may be closed, a repeat is found in the archive, and
    /// what is new opens its day again.
    /// </summary>
    public static async Task<int> AddAsync(
        Intake intake,
        IReadOnlyList<Incoming> incoming,
        Dictionary<string, VenMemory> memories,
        CancellationToken cancellation
    )
    {
        var samples = new Dictionary<Guid, (TelemetrySample Sample, InboundMessage Message)>();
        var arrived = 0;
        foreach (var message in incoming)
        {
            if (message.Content is not TelemetrySample sample)
                continue;
            arrived++;
            samples.TryAdd(TelemetryStreams.SampleId(sample.VenId, sample.At, sample.MessageNum), (sample, message.Message));
        }
        if (arrived == 0)
            return 0;
        string[] Late() =>
            [.. samples.Values.Select(s => s.Sample).Where(s => TelemetryDays.MayBeClosed(s.At, intake.Now)).Select(StreamOf).Distinct()];

        if (Late() is { Length: > 0 } late)
            await intake.Session.LockStreamsAsync(late, cancellation);
        foreach (var id in await intake.Session.StoredIdsAsync([.. samples.Keys], cancellation))
            samples.Remove(id);
        if (Late() is { Length: > 0 } unknown)
        {
            await foreach (var segment in intake.Session.SegmentsAsync(unknown, cancellation))
            {
                foreach (var row in DayContent.Rows(segment))
                    samples.Remove(row.Id);
            }
            if (Late() is { Length: > 0 } missing)
                await intake.Session.OpenStreamsAsync(missing, cancellation);
        }
        foreach (var (id, (sample, message)) in samples)
        {
            intake.Samples.Add((message, sample));
            var memory = memories[sample.VenId];
            var (meter, isImplausible) = MeterMemory.Weigh(
                memory.Meter,
                sample.UsedPowerKw,
                sample.Panel?.MaxKw,
                memory.State?.Loads ?? []
            );
            var isOfSharedTopic = message.Topic == Topics.SharedMetering;
            var stored = TelemetrySampled.From(sample, memory.NewestSampleAt, message.ReceivedAt, isImplausible, isOfSharedTopic);
            intake.Appends.Add(TelemetryStreams.Of(sample.VenId, stored.LiveAt), new Event<TelemetrySampled>(stored) { Id = id });
            var isNewest = memory.NewestSampleAt is null || stored.LiveAt > memory.NewestSampleAt;
            memories[sample.VenId] = memory with { Meter = meter, NewestSampleAt = isNewest ? stored.LiveAt : memory.NewestSampleAt };
        }
        return arrived - samples.Count;
    }

    private static string StreamOf(TelemetrySample sample) => TelemetryStreams.Of(sample.VenId, sample.At);
}
