using System.Globalization;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Ingest;

/// <summary>
/// How many samples were committed since it began. To count them costs the store as much as to take some, so nothing is counted before the
/// sequence of stored events has come far enough.
/// </summary>
internal sealed class Progress
{
    private const double WithinS = 180;

    private readonly Bed _bed;
    private readonly long _sequence;

    private Progress(Bed bed, long sequence) => (_bed, _sequence) = (bed, sequence);

    public static async Task<Progress> BeginAsync(Bed bed, CancellationToken cancellation) =>
        new(bed, await bed.NumberedAsync(cancellation));

    /// <summary>How many more are stored by now, counted.</summary>
    public Task<long> CountAsync(CancellationToken cancellation) =>
        _bed.CountAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"select count(*) from drevents.mt_events where type = 'telemetry_sampled' and seq_id > {_sequence}"
            ),
            cancellation
        );

    /// <summary>How many more events have a number by now, which is close and costs nothing.</summary>
    public async Task<long> NumberedAsync(CancellationToken cancellation) => await _bed.NumberedAsync(cancellation) - _sequence;

    /// <summary>Waits until so many more are committed.</summary>
    public Task CommittedAsync(int more, CancellationToken cancellation) =>
        Eventually.HoldsAsync(
            $"{more} more samples are committed",
            async () => await _bed.NumberedAsync(cancellation) >= _sequence + more && await CountAsync(cancellation) >= more,
            WithinS
        );
}
