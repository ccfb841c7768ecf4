using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Live;

/// <summary>What the meter shows of a VEN's part in an event. Powers in kW; sums are as those of <see cref="VenInterval"/>.</summary>
public sealed partial record MeteredParticipation(string Id, string EventId, string VenId)
{
    /// <summary>The baseline sealed at dispatch; null until it is sealed, or when the VEN had too little history.</summary>
    public double? BaselineKw { get; init; }
    public DateTimeOffset Until { get; init; }
    public long Samples { get; init; }

    /// <summary>Readings that cannot be, and are in nothing else here.</summary>
    public long LeftOut { get; init; }

    /// <summary>Those of the samples that came over the topic that all VENs share, where nobody can prove who sends.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long UnprovenSamples { get; init; }
    public double? MeasuredS { get; init; }
    public double UsedSumKw { get; init; }
    public long Claims { get; init; }
    public double? ClaimedS { get; init; }
    public double ClaimedSumKw { get; init; }
    public DateTimeOffset? LastAt { get; init; }
    public double LastUsedKw { get; init; }
    public double? LastClaimedKw { get; init; }

    /// <summary>What the VEN's newest sample says the home would use, and its standard error; null where it does not know.</summary>
    public double? LastExpectedKw { get; init; }
    public double? LastErrorKw { get; init; }

    /// <summary>The time in which the VEN knew what the home would use, what that was, and what was used then.</summary>
    public double ExpectedS { get; init; }
    public double ExpectedSumKw { get; init; }
    public double UsedThenSumKw { get; init; }
    public int ReportIntervalSeconds { get; init; } = Ven.ReportIntervalSecondsDefault;

    /// <summary>The hour after its part, by five minutes; null before the first reading of it.</summary>
    public IReadOnlyList<MeterSums>? Return { get; init; }

    /// <param name="seconds">The time of its part that the reading stands for.</param>
    public MeteredParticipation After(TelemetrySampled sample, int reportIntervalSeconds, double seconds)
    {
        var sums = Sums.Plus(sample, seconds);
        var counted = this with
        {
            Samples = Samples + 1,
            UnprovenSamples = UnprovenSamples + (sample.IsOfSharedTopic ? 1 : 0),
            MeasuredS = sums.MeasuredS,
            UsedSumKw = sums.UsedSumKw,
            Claims = Claims + (sample.ShedPowerKw is null ? 0 : 1),
            ClaimedS = ClaimedWeight + (sample.ShedPowerKw is null ? 0 : seconds),
            ClaimedSumKw = ClaimedSumKw + (sample.ShedPowerKw ?? 0) * seconds,
            ExpectedS = sums.ExpectedS,
            ExpectedSumKw = sums.ExpectedSumKw,
            UsedThenSumKw = sums.UsedThenSumKw,
            Quarters = QuarterSums.Plus(Quarters, sample, seconds),
            OwnErrorKw =
                OwnErrorKw ?? (sample.CounterfactualKw is not null && sample.LiveAt >= AnsweredAt ? sample.BaselineErrorKw + 0.0 : null),
            ReportIntervalSeconds = reportIntervalSeconds,
        };
        // The sum makes a zero of a negative zero, which PostgreSQL's JSON does not know.
        return sample.LiveAt < LastAt
            ? counted
            : counted.Watched(sample, seconds) with
            {
                LastAt = sample.LiveAt,
                LastUsedKw = sample.UsedPowerKw + 0.0,
                LastClaimedKw = sample.ShedPowerKw + 0.0,
                LastExpectedKw = sample.CounterfactualKw + 0.0,
                LastErrorKw = sample.CounterfactualKw is null ? null : sample.BaselineErrorKw + 0.0,
            };
    }

    private double UsedWeight => MeasuredS ?? Samples;
    private double ClaimedWeight => ClaimedS ?? Claims;
    public DateTimeOffset? SilentAfter => LastAt + Silence.After(ReportIntervalSeconds);
    public bool IsVerified => BaselineKw is not null;

    /// <summary>How far what is measured of it rests on readings whose sender nobody can prove, one of <see cref="UnprovenWords"/>; null where it does not.</summary>
    [JsonIgnore]
    public string? Unproven => UnprovenWords.Of(UnprovenSamples, Samples);

    /// <summary>
    /// Baseline minus used power at the newest sample, signed. The baseline is what the VEN's models or its like days say, whichever is surer; else the
    /// sealed one; without any the VEN's claim counts.
    /// </summary>
    public double CurrentReductionKw => MeterSums.OfReading(LastUsedKw, LastExpectedKw).ReductionBy(LastBasis)?.Kw ?? LastClaimedKw ?? 0;

    /// <summary>The mean of the same over the time of the VEN's part that was measured, each moment by the baseline that it had.</summary>
    public double? MeanReductionKw =>
        UsedWeight == 0 ? null
        : ByBaseline is { } r ? r.Kw
        : ClaimedWeight == 0 ? 0
        : ClaimedSumKw / ClaimedWeight;

    /// <summary>The same by a baseline; null where there is nothing but its claim.</summary>
    public double? MeanMeteredKw => ByBaseline?.Kw;

    /// <summary>What of that baseline is the sealed one: see <see cref="Reduction"/>.</summary>
    public double? MeanSealedKw => ByBaseline?.SealedKw;

    /// <summary>Against the sealed baseline, whatever else is known; null where there is none.</summary>
    public double? PreEventReductionKw => BaselineKw - LastUsedKw;

    private MeterSums Sums => new(UsedWeight, UsedSumKw, ExpectedS, ExpectedSumKw, UsedThenSumKw);

    private Reduction? ByBaseline => Reduction.Over(Parts);
}
