using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>What the meter shows of a VEN's part in an event. Powers in kW; sums are in the order in which the samples were stored.</summary>
public sealed record MeteredParticipation(string Id, string EventId, string VenId)
{
    /// <summary>The baseline sealed at dispatch; null until it is sealed, or when the VEN had too little history.</summary>
    public double? BaselineKw { get; init; }
    public DateTimeOffset Until { get; init; }
    public long Samples { get; init; }
    public double UsedSumKw { get; init; }
    public long Claims { get; init; }
    public double ClaimedSumKw { get; init; }
    public DateTimeOffset? LastAt { get; init; }
    public double LastUsedKw { get; init; }
    public double? LastClaimedKw { get; init; }
    public int ReportIntervalSeconds { get; init; } = Ven.ReportIntervalSecondsDefault;

    public MeteredParticipation After(TelemetrySampled sample, int reportIntervalSeconds)
    {
        var counted = this with
        {
            Samples = Samples + 1,
            UsedSumKw = UsedSumKw + sample.UsedPowerKw,
            Claims = Claims + (sample.ShedPowerKw is null ? 0 : 1),
            ClaimedSumKw = ClaimedSumKw + (sample.ShedPowerKw ?? 0),
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

    public DateTimeOffset? SilentAfter => LastAt + Silence.After(ReportIntervalSeconds);
    public bool IsVerified => BaselineKw is not null;

    /// <summary>Baseline minus used power at the newest sample, signed; by the VEN's claim where there is no baseline.</summary>
    public double CurrentReductionKw => BaselineKw is { } baseline ? baseline - LastUsedKw : LastClaimedKw ?? 0;

    /// <summary>Baseline minus used power, mean over the samples of the VEN's part; by its claims where there is no baseline.</summary>
    public double? MeanReductionKw =>
        Samples == 0 ? null
        : BaselineKw is { } baseline ? baseline - UsedSumKw / Samples
        : Claims == 0 ? 0
        : ClaimedSumKw / Claims;
}
