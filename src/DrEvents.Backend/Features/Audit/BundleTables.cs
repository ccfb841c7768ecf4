using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Writes tables of a bundle: each minute once, in the order of time.</summary>
internal static class BundleTables
{
    /// <summary>A reading as an auditor reads it from the table of readings.</summary>
    public static StoredReading ReadingOf(long sequence, TelemetrySampled s) =>
        new(sequence, s.LiveAt, s.UsedPowerKw, s.IsOutOfOrder, s.IsImplausible, s.ReceivedAt, s.IsAhead, s.IsOfSharedTopic);

    public static async Task WriteAsync(TextWriter text, string header, IEnumerable<Reading> readings)
    {
        await text.WriteLineAsync(header);
        foreach (var reading in readings.DistinctBy(r => r.Minute).OrderBy(r => r.Minute))
            await text.WriteLineAsync(AuditTables.Line(reading));
    }

    public static async Task WriteAsync(TextWriter text, IEnumerable<FlaggedInterval> flags)
    {
        await text.WriteLineAsync(AuditTables.FlagsHeader);
        foreach (var interval in flags.DistinctBy(f => f.Minute).OrderBy(f => f.Minute))
            await text.WriteLineAsync(AuditTables.Line(interval));
    }
}
