using DrEvents.Backend.Features.Telemetry;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Store;
using DrEvents.Contracts.Mqtt;
using JasperFx.Events;
using Npgsql;

namespace DrEvents.Benchmarks.History;

/// <summary>
/// Samples of past days, written as the store keeps them but past the ingest: a sample a minute of every VEN, a stream a VEN and day. The
/// projections are told that they have seen them; their read models of those days are not there.
/// </summary>
internal static class StoredHistory
{
    private const int PerDay = 24 * 60;
    private const int VensPerCopy = 50;

    /// <summary>What a row takes on the disk with its indexes and its part of the log, generously, bytes.</summary>
    private const long BytesPerSample = 1_500;

    /// <summary>Fills a database to which no backend is connected.</summary>
    public static async Task FillAsync(StoreBed bed, int vens, int samples, CancellationToken cancellation)
    {
        var free = new DriveInfo(Path.GetTempPath()).AvailableFreeSpace;
        if (free < samples * BytesPerSample)
            throw new InvalidOperationException(
                $"{samples} samples need {samples * BytesPerSample >> 30} GiB in {Path.GetTempPath()}, and {free >> 30} GiB are free"
            );
        var today = new DateTimeOffset(DateTimeOffset.UtcNow.Date, TimeSpan.Zero);
        var days = (samples + vens * PerDay - 1) / (vens * PerDay);
        var left = samples;
        for (var day = today.AddDays(-days); day < today; day = day.AddDays(1))
        {
            foreach (var some in Enumerable.Range(0, vens).Chunk(VensPerCopy))
            {
                var streams = new List<StreamAction>();
                foreach (var ven in some)
                {
                    var count = Math.Min(PerDay, left);
                    if (count > 0)
                        streams.Add(Day(ven, day, count));
                    left -= count;
                }
                await bed.Store.BulkInsertEventsAsync(streams, cancellation: cancellation);
            }
        }
        await SeenAsync(bed, cancellation);
        await bed.ExecuteAsync("vacuum analyze", cancellation);
        await bed.ExecuteAsync("checkpoint", cancellation);
    }

    private static StreamAction Day(int ven, DateTimeOffset day, int count)
    {
        var (topic, payload) = SampleSeries.Sample(ven, day, 1 + ven % 4_000 / 1_000.0);
        if (!TelemetrySample.Read(payload, Topics.Parse(topic).VenId).TryGet(out var sample, out _))
            throw new InvalidOperationException("A sample of this program cannot be read.");
        var events = Enumerable
            .Range(0, count)
            .Select(i => sample with { At = day.AddMinutes(i) })
            .Select(s =>
                (IEvent)
                    new Event<TelemetrySampled>(TelemetrySampled.From(s, newestBefore: null, s.At))
                    {
                        Id = TelemetryStreams.SampleId(s.VenId, s.At, s.MessageNum),
                        Timestamp = s.At,
                    }
            );
        return StreamAction.Start(TelemetryStreams.Of(sample.VenId, day), [.. events]);
    }

    /// <summary>Sets every projection to the newest event.</summary>
    private static async Task SeenAsync(StoreBed bed, CancellationToken cancellation)
    {
        await using var command = bed.Database.CreateCommand(
            """
            insert into drevents.mt_event_progression (name, last_seq_id)
            select name, (select max(seq_id) from drevents.mt_events) from unnest($1::varchar[]) as n(name)
            on conflict (name) do update set last_seq_id = excluded.last_seq_id
            """
        );
        string[] names = ["HighWaterMark", .. bed.Store.Options.Projections.AllShards().Select(s => s.Name.Identity)];
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
