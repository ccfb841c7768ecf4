using System.Diagnostics;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using Npgsql;
using NpgsqlTypes;

namespace DrEvents.Benchmarks.Store;

/// <summary>Days of simulated homes, closed: what they take, what closing costs, and what reading them costs before and after.</summary>
internal static class ArchiveBenchmark
{
    private const int IngestVens = 1_000;
    private const double BytesBar = 500;
    private const double BytesBeyond = 200;
    private static readonly DateTimeOffset Day = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan EventLength = TimeSpan.FromHours(2);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        var vens = options.IsShort ? 20 : 100;
        await using var bed = await StoreBed.CreateAsync(machine, "archive", _ => { }, cancellation);
        var samples = await FillAsync(bed, vens, cancellation);
        await bed.ExecuteAsync("vacuum analyze drevents.mt_events", cancellation);
        var bytesBefore = await SizeAsync(bed, "mt_events", cancellation) / (double)samples;
        var readBefore = await ReadDaysAsync(bed, vens, cancellation);
        var windowBefore = await ReadWindowsAsync(bed, vens, cancellation);

        var cost = new ProcessorTime();
        var begin = Stopwatch.GetTimestamp();
        for (var n = 0; n < vens; n++)
        {
            var step = await DayClosing.StepAsync(bed.Store, HomeDays.StreamOf(n, Day), Day.AddDays(4), cancellation);
            if (step is not { IsClosed: true, Samples: HomeDays.SamplesPerDay })
                throw new InvalidOperationException($"The day of VEN {n} was not closed: {step}");
        }
        var closing = Stopwatch.GetElapsedTime(begin);
        var closed = cost.Since();
        var bytesAfter = await SizeAsync(bed, "telemetry_archive", cancellation) / (double)samples;
        var readAfter = await ReadDaysAsync(bed, vens, cancellation);
        var windowAfter = await ReadWindowsAsync(bed, vens, cancellation);

        var reopening = Stopwatch.GetTimestamp();
        for (var n = 0; n < vens; n++)
            await ReopenAsync(bed, HomeDays.StreamOf(n, Day), cancellation);
        var reopened = Stopwatch.GetElapsedTime(reopening);
        var ingest = await IngestCostAsync(bed, options, cancellation);

        var what = $"{vens} simulated homes, one day at 10 s each";
        report.Add(
            new Figure("stored per sample before closing, with indexes", bytesBefore, "B", BytesBar, Note: what, Beyond: BytesBeyond)
        );
        report.Add(
            new Figure("stored per sample after closing", bytesAfter, "B", BytesBar, bytesBefore, "before closing", Beyond: BytesBeyond)
        );
        report.Add(new Figure("days closed, without the rests between them", samples / closing.TotalSeconds, "samples/s"));
        report.Add(Beside("backend's processor time per sample closed", "load", closed, ingest, samples, options));
        report.Add(Beside("PostgreSQL's processor time per sample closed", "postgres", closed, ingest, samples, options));
        report.Add(new Figure("days put back", samples / reopened.TotalSeconds, "samples/s"));
        report.Add(new Figure("a VEN's closed day read, median", readAfter, "ms", Floor: readBefore, FloorIs: "open"));
        report.Add(
            new Figure($"two hours of {vens} VENs read from closed days", windowAfter, "ms", Floor: windowBefore, FloorIs: "open days")
        );
    }

    private static Task ReopenAsync(StoreBed bed, string stream, CancellationToken cancellation) =>
        bed.Store.ReopenAsync(stream, DayContent.Rows, cancellation);

    private static Figure Beside(string name, string program, ProcessorUse closed, ProcessorUse ingest, long samples, RunOptions options) =>
        new(name, closed.UsPer(program, (int)samples), "µs", Floor: ingest.UsPer(program, options.Samples), FloorIs: "to ingest it");

    /// <summary>Puts the days into Marten's tables, as if they had come in, and says that the projections have passed them.</summary>
    private static async Task<long> FillAsync(StoreBed bed, int vens, CancellationToken cancellation)
    {
        for (var n = 0; n < vens; n++)
        {
            var stream = HomeDays.StreamOf(n, Day);
            await bed.ExecuteAsync(
                $"insert into drevents.mt_streams (id, version, tenant_id) values ('{stream}', {HomeDays.SamplesPerDay}, '*DEFAULT*')",
                cancellation
            );
            await using var connection = await bed.Database.OpenConnectionAsync(cancellation);
            await using var copy = await connection.BeginBinaryImportAsync(
                "copy drevents.mt_events (seq_id, id, stream_id, version, data, bdata, type, timestamp, tenant_id, is_archived) from stdin binary",
                cancellation
            );
            foreach (var row in HomeDays.Rows(n, vens, Day))
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(row.Sequence, NpgsqlDbType.Bigint, cancellation);
                await copy.WriteAsync(row.Id, NpgsqlDbType.Uuid, cancellation);
                await copy.WriteAsync(stream, NpgsqlDbType.Varchar, cancellation);
                await copy.WriteAsync(row.Version, NpgsqlDbType.Bigint, cancellation);
                await copy.WriteAsync(row.Json, NpgsqlDbType.Jsonb, cancellation);
                await copy.WriteAsync(row.Binary!, NpgsqlDbType.Bytea, cancellation);
                await copy.WriteAsync(row.Type, NpgsqlDbType.Varchar, cancellation);
                await copy.WriteAsync(row.StoredAt, NpgsqlDbType.TimestampTz, cancellation);
                await copy.WriteAsync("*DEFAULT*", NpgsqlDbType.Varchar, cancellation);
                await copy.WriteAsync(false, NpgsqlDbType.Boolean, cancellation);
            }
            await copy.CompleteAsync(cancellation);
        }
        foreach (var projection in new[] { LiveProjection.ProjectionName, AcknowledgementProjection.ProjectionName })
        {
            await bed.ExecuteAsync(
                $"insert into drevents.mt_event_progression (name, last_seq_id) select '{projection}:All', max(seq_id) from drevents.mt_events",
                cancellation
            );
        }
        await bed.ExecuteAsync("select setval('drevents.mt_events_sequence', (select max(seq_id) from drevents.mt_events))", cancellation);
        return (long)vens * HomeDays.SamplesPerDay;
    }

    /// <summary>What the way in costs a sample, measured in the same run.</summary>
    private static async Task<ProcessorUse> IngestCostAsync(StoreBed bed, RunOptions options, CancellationToken cancellation)
    {
        await PathBenchmark.StoreAsync(
            bed,
            StoreBed.Messages(IngestVens, 2 * IngestVens + options.Samples, DateTimeOffset.UtcNow.AddMinutes(-10)),
            cancellation
        );
        var messages = StoreBed.Messages(IngestVens, options.Samples, DateTimeOffset.UtcNow);
        var cost = new ProcessorTime();
        await PathBenchmark.StoreAsync(bed, messages, cancellation);
        return cost.Since();
    }

    private static async Task<double> ReadDaysAsync(StoreBed bed, int vens, CancellationToken cancellation)
    {
        var times = new List<double>();
        for (var n = 0; n < vens; n++)
        {
            var begin = Stopwatch.GetTimestamp();
            await using var session = bed.Store.QuerySession();
            var read = await SampleReader.BetweenAsync(session, SampleSeries.VenId(n), new TimeRange(Day, Day.AddDays(1)), cancellation);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            if (read.Count != HomeDays.SamplesPerDay)
                throw new InvalidOperationException($"{read.Count} samples of VEN {n} were read");
        }
        return Figures.Median(times);
    }

    /// <summary>An evening's event: the window is in the last third of the day, so an open day is read from its end to there.</summary>
    private static async Task<double> ReadWindowsAsync(StoreBed bed, int vens, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        await using var session = bed.Store.QuerySession();
        for (var n = 0; n < vens; n++)
            await SampleReader.BetweenAsync(
                session,
                SampleSeries.VenId(n),
                new TimeRange(Day.AddHours(17), Day.AddHours(17) + EventLength),
                cancellation
            );
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static async Task<long> SizeAsync(StoreBed bed, string table, CancellationToken cancellation)
    {
        await using NpgsqlCommand size = bed.Database.CreateCommand($"select pg_total_relation_size('drevents.{table}')");
        return (long)(await size.ExecuteScalarAsync(cancellation))!;
    }
}
