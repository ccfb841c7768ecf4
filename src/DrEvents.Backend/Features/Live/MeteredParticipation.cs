using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>What the meter shows of a VEN's part in an event. Powers in kW; sums are as those of <see cref="VenInterval"/>.</summary>
public sealed record MeteredParticipation(string Id, string EventId, string VenId)
{
    /// <summary>The baseline sealed at dispatch; null until it is sealed, or when the VEN had too little history.</summary>
    public double? BaselineKw { get; init; }
    public DateTimeOffset Until { get; init; }
    public long Samples { get; init; }

    /// <summary>Readings that cannot be, and are in nothing else here.</summary>
    public long LeftOut { get; init; }
    public double? MeasuredS { get; init; }
    public double UsedSumKw { get; init; }
    public long Claims { get; init; }
    public double? ClaimedS { get; init; }
    public double ClaimedSumKw { get; init; }
    public DateTimeOffset? LastAt { get; init; }
    public double LastUsedKw { get; init; }
    public double? LastClaimedKw { get; init; }
    public int ReportIntervalSeconds { get; init; } = Ven.ReportIntervalSecondsDefault;

    /// <param name="seconds">The time of its part that the reading stands for.</param>
    public MeteredParticipation After(TelemetrySampled sample, int reportIntervalSeconds, double seconds)
    {
        var counted = this with
        {
            Samples = Samples + 1,
            MeasuredS = UsedWeight + seconds,
            UsedSumKw = UsedSumKw + sample.UsedPowerKw * seconds,
            Claims = Claims + (sample.ShedPowerKw is null ? 0 : 1),
            ClaimedS = ClaimedWeight + (sample.ShedPowerKw is null ? 0 : seconds),
            ClaimedSumKw = ClaimedSumKw + (sample.ShedPowerKw ?? 0) * seconds,
            ReportIntervalSeconds = reportIntervalSeconds,
        };
        // The sum makes a zero of a negative zero, which PostgreSQL's JSON does not know.
        return sample.LiveAt < LastAt
            ? counted
            : counted with
            {
                LastAt = sample.LiveAt,
                LastUsedKw = sample.UsedPowerKw + 0.0,
                LastClaimedKw = sample.ShedPowerKw + 0.0,
            };
    }

    private double UsedWeight => MeasuredS ?? Samples;
    private double ClaimedWeight => ClaimedS ?? Claims;
    public DateTimeOffset? SilentAfter => LastAt + Silence.After(ReportIntervalSeconds);
    public bool IsVerified => BaselineKw is not null;

    /// <summary>Baseline minus used power at the newest sample, signed; by the VEN's claim where there is no baseline.</summary>
    public double CurrentReductionKw => BaselineKw is { } baseline ? baseline - LastUsedKw : LastClaimedKw ?? 0;

    /// <summary>Baseline minus used power, mean over the time of the VEN's part that was measured; by its claims where there is no baseline.</summary>
    public double? MeanReductionKw =>
        UsedWeight == 0 ? null
        : BaselineKw is { } baseline ? baseline - UsedSumKw / UsedWeight
        : ClaimedWeight == 0 ? 0
        : ClaimedSumKw / ClaimedWeight;
}
