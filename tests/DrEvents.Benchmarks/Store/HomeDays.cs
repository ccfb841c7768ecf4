using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Contracts.Mqtt;
using DrEvents.Simulator;
using DrEvents.Ven.Loads;

namespace DrEvents.Benchmarks.Store;

/// <summary>
/// Days of the simulator's homes as their rows lie in the table of events: sampled every ten seconds by a VEN's clock that jitters, received
/// and stored some milliseconds later, among the samples of ten thousand other VENs.
/// </summary>
internal static class HomeDays
{
    public const int SamplesPerDay = 8_640;

    private const int FleetVens = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly FleetHomes Homes = FleetHomes.Find(FleetHomes.Default).Homes!;

    /// <summary>The stream of VEN n.</summary>
    public static string StreamOf(int n, DateTimeOffset day) => TelemetryStreams.Of(SampleSeries.VenId(n), day);

    /// <summary>The rows of one VEN's day.</summary>
    /// <param name="n">Which VEN.</param>
    /// <param name="vens">VENs that have such rows: no sequence number is given twice.</param>
    /// <param name="day">The first moment of the day.</param>
    public static IEnumerable<EventRow> Rows(int n, int vens, DateTimeOffset day)
    {
        var random = new Random(n);
        var loads = Homes.Build(n);
        var phase = Interval * random.NextDouble();
        for (var i = 0; i < SamplesPerDay; i++)
        {
            var measured = day + i * Interval + phase * 0.9 + TimeSpan.FromMilliseconds(random.Next(4));
            var at = DateTimeOffset.FromUnixTimeMilliseconds(measured.ToUnixTimeMilliseconds());
            var receivedAt =
                at + TimeSpan.FromTicks(random.Next(20 * (int)TimeSpan.TicksPerMillisecond, 60 * (int)TimeSpan.TicksPerMillisecond));
            var storedAt = receivedAt + TimeSpan.FromMicroseconds(random.Next(5_000, 30_000));
            var sample = TelemetrySampled.From(Sample(n, loads, at), newestBefore: null, receivedAt);
            yield return new EventRow(
                Version: i + 1,
                // Others come before and after it in the same batch.
                Sequence: ((long)i * FleetVens + random.Next(FleetVens / 20)) * vens + n + 1,
                TelemetryStreams.SampleId(SampleSeries.VenId(n), at, messageNum: null),
                storedAt.AddTicks(-(storedAt.Ticks % TimeSpan.TicksPerMicrosecond)),
                "telemetry_sampled",
                DotNetType: null,
                Json: "{}",
                SampleFormat.Instance.Serialize(typeof(TelemetrySampled), sample)
            );
        }
    }

    private static TelemetrySample Sample(int n, IReadOnlyList<ILoad> loads, DateTimeOffset at)
    {
        var readings = loads.Select(l => new LoadState(l.Description, l.MeasureAt(at))).ToList();
        return new TelemetrySample
        {
            VenId = SampleSeries.VenId(n),
            At = at,
            UsedPowerKw = Math.Round(readings.Sum(l => l.Readout.PowerKw), 3),
            ShedPowerKw = 0,
            BatterySoc = readings.Select(l => l.Readout.StateOfChargePercent).FirstOrDefault(p => p is not null) is { } percent
                ? Math.Round(percent, 1)
                : null,
            Loads = [.. readings.Select(l => l.ToReading())],
        };
    }
}
