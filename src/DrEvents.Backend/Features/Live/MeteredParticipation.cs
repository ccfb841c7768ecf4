using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>What the meter shows of a VEN's part in an event. Powers in kW; sums are in the order in which the samples were stored.</summary>
public sealed record MeteredParticipation
{
    /// <summary>The participation's stream, <c>evt-…/{venId}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The DR event.</summary>
    public required string EventId { get; init; }

    /// <summary>The VEN.</summary>
    public required string VenId { get; init; }

    /// <summary>The baseline sealed at dispatch; null until it is sealed, or when the VEN had too little history.</summary>
    public double? BaselineKw { get; init; }

    /// <summary>When the event holds the VEN no longer, as far as is known now.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Samples that fell into the VEN's part of the event.</summary>
    public long Samples { get; init; }

    /// <summary>Sum of their used power.</summary>
    public double UsedSumKw { get; init; }

    /// <summary>Samples among them in which the VEN claimed something.</summary>
    public long Claims { get; init; }

    /// <summary>Sum of what was claimed.</summary>
    public double ClaimedSumKw { get; init; }

    /// <summary>Time of the newest of them.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Used power at that time.</summary>
    public double LastUsedKw { get; init; }

    /// <summary>What the VEN claimed at that time.</summary>
    public double? LastClaimedKw { get; init; }

    /// <summary>Seconds between two samples of the VEN.</summary>
    public int ReportIntervalSeconds { get; init; } = Ven.ReportIntervalSecondsDefault;

    /// <summary>When its newest sample will be older than three report intervals.</summary>
    public DateTimeOffset? SilentAfter => LastAt + Silence.After(ReportIntervalSeconds);

    /// <summary>Whether the event holds the VEN and it is not silent.</summary>
    public bool IsFresh(DateTimeOffset now) => now < Until && now <= SilentAfter;

    /// <summary>Whether its reduction is measured against a sealed baseline; otherwise its claim has to do.</summary>
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
