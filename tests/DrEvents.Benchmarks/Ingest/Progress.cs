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
    private const string Samples = "select count(*) from drevents.mt_events where type = 'telemetry_sampled'";

    private readonly Bed _bed;
    private readonly long _sequence;
    private readonly long _samples;

    private Progress(Bed bed, long sequence, long samples) => (_bed, _sequence, _samples) = (bed, sequence, samples);

    public static async Task<Progress> BeginAsync(Bed bed, CancellationToken cancellation) =>
        new(bed, await bed.NumberedAsync(cancellation), await bed.CountAsync(Samples, cancellation));

    /// <summary>How many more are stored by now, counted.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation) => await _bed.CountAsync(Samples, cancellation) - _samples;

    /// <summary>How many more events have a number by now, which is close and costs nothing.</summary>
    public async Task<long> NumberedAsync(CancellationToken cancellation) => await _bed.NumberedAsync(cancellation) - _sequence;

    /// <summary>Waits until so many more are committed.</summary>
    public Task CommittedAsync(int more, CancellationToken cancellation) =>
        Eventually.HoldsAsync(
            $"{more} more samples are committed",
            async () =>
                await _bed.NumberedAsync(cancellation) >= _sequence + more
                && await _bed.CountAsync(Samples, cancellation) >= _samples + more,
            WithinS
        );
}
