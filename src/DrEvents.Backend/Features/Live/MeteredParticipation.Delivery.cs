using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>Whether the VEN does what it was asked: it said yes, it says that its loads moved, its meter shows it.</summary>
public sealed partial record MeteredParticipation
{
    /// <summary>After an answer, loads need so long to show at the meter.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>Nobody is called not delivering by less than this, s.</summary>
    private const double WatchedSMin = 60;

    /// <summary>Older readings are forgotten after about so many seconds.</summary>
    private const double WatchedSMax = 120;

    /// <summary>Standard errors beyond which one of a hundred is missing by chance (one-sided, normal).</summary>
    private const double ErrorsMax = 2.33;

    /// <summary>Noise of a home's meter, kW, where VEN and meter are compared by the VEN's own baseline.</summary>
    private const double MeterNoiseKw = 0.05;

    /// <summary>Smaller promises are not watched, kW.</summary>
    private const double PromisedKwMin = 0.1;

    /// <summary>The newest command to shed, what it asks, and since when it was there to be sent; nothing asked once the VEN is told to restore.</summary>
    public string? AskedId { get; init; }
    public double? AskedKw { get; init; }

    /// <summary>Most that it may be asked, as its newest command says; null when that is not limited.</summary>
    public double? MaxKw { get; init; }

    /// <summary>How often it was asked in this event.</summary>
    public int Asks { get; init; }
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When it said yes to that, and to how much.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
    public double? AcceptedKw { get; init; }

    /// <summary>When it first said yes; when it first said that at least half of it is shed; when at least half of it was first gone from its meter.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }
    public DateTimeOffset? ActuatedAt { get; init; }
    public DateTimeOffset? MeteredAt { get; init; }

    /// <summary>Whether it knows no restore: what it was asked once stays so until its end.</summary>
    public bool IsFixed { get; init; }

    /// <summary>What it used when it was first asked; null where no reading was new then.</summary>
    public double? UsedBeforeKw { get; init; }

    /// <summary>Of the newest sample: what the VEN promises to shed, and what it could shed beside that.</summary>
    public double? LastPromisedKw { get; init; }
    public double? LastAvailableKw { get; init; }

    /// <summary>The time for which it had promised something, and the sum of that.</summary>
    public double PromisedS { get; init; }
    public double PromisedSumKw { get; init; }

    /// <summary>What it promised to shed, over that time; null when it never did.</summary>
    public double? MeanPromisedKw => PromisedS > 0 ? PromisedSumKw / PromisedS : null;

    /// <summary>Standard deviation of the readings under the sealed baseline: how far a single one is from it.</summary>
    public double? BaselineSpreadKw { get; init; }

    /// <summary>Means over about the last two minutes in which an answer had settled, of what was promised and of what was used.</summary>
    public double WatchedS { get; init; }
    public double WatchedPromisedKw { get; init; }
    public double WatchedUsedKw { get; init; }

    /// <summary>The mean of what the VEN itself would use in the same time; null where it does not say so.</summary>
    public double? WatchedExpectedKw { get; init; }

    /// <summary>Whether an event asks it for something, and its newest answer to that is yes.</summary>
    public bool IsPromised => AskedKw > 0 && AnsweredAt is not null;

    /// <summary>
    /// Whether it promises and its meter does not show it: over a minute or more, more than half of the promise is missing, and more than 2.33 standard
    /// errors of what that rests on. By chance that happens to one in a hundred that deliver; who delivers nothing and promised four standard errors is
    /// found in 95 of a hundred.
    /// </summary>
    public bool IsNotDelivering => IsPromised && WatchedS >= WatchedSMin && WatchedPromisedKw >= PromisedKwMin && MissingKw > MissingMaxKw;

    /// <summary>
    /// Of the promise, what the meter does not show; null where there is nothing to hold it against. Without models and like days that is the baseline as it
    /// was sealed, which knows nothing of how others moved since: shown reductions are moved by that (<see cref="Drift"/>), this is not.
    /// </summary>
    public double? MissingKw => WatchedPromisedKw - ((WatchedExpectedKw ?? LastBetterKw ?? BaselineKw) - WatchedUsedKw);

    private double MissingMaxKw =>
        Math.Max(
            WatchedPromisedKw / 2,
            ErrorsMax * (WatchedExpectedKw is not null ? MeterNoiseKw : LastBetterErrorKw ?? SealedErrorKw ?? double.MaxValue)
        );

    public MeteredParticipation Asked(CommandDispatched e, VenLive live) =>
        this with
        {
            AskedId = e.CorrelationId,
            AskedKw = e.RequestedReductionKw,
            MaxKw = e.MaxKw,
            Asks = Asks + 1,
            AskedAt = e.SendAt ?? e.At,
            AnsweredAt = null,
            IsFixed = live.KnowsNoRestore,
            UsedBeforeKw = UsedBeforeKw ?? (live.At >= e.At - Interval.Length ? live.UsedPowerKw + 0.0 : null),
        };

    public MeteredParticipation NotAsked() => this with { AskedKw = null, AnsweredAt = null, WatchedS = 0 };

    public MeteredParticipation TakenUp(OptedIn e) =>
        this with
        {
            AskedId = e.CorrelationId,
            AskedKw = e.RequestedReductionKw,
            AskedAt = e.ReceivedAt,
            AnsweredAt = e.ReceivedAt,
            AcceptedKw = e.ActualShedKw ?? AcceptedKw,
        };

    public MeteredParticipation Answered(AckReceived e) =>
        e.CorrelationId != AskedId ? this
        : !e.Ok ? NotAsked()
        : this with
        {
            AnsweredAt = e.ReceivedAt,
            AcceptedKw = e.ActualShedKw ?? e.RequestedShedKw ?? AskedKw,
            AcceptedAt = AcceptedAt ?? e.ReceivedAt,
        };

    private MeteredParticipation Watched(TelemetrySampled sample, double seconds)
    {
        // The word of one that does not say so with each sample is its answer.
        var promisedKw = sample.PromisedReductionKw ?? AcceptedKw;
        var next = this with { LastPromisedKw = promisedKw + 0.0, LastAvailableKw = sample.AvailableKw + 0.0 };
        if (!IsPromised || sample.LiveAt < AnsweredAt)
            return next;
        if (promisedKw is { } promised)
            next = next with { PromisedS = PromisedS + seconds, PromisedSumKw = PromisedSumKw + promised * seconds };
        var halfKw = AcceptedKw / 2;
        next = next with
        {
            ActuatedAt = ActuatedAt ?? (sample.ShedPowerKw >= halfKw ? sample.LiveAt : null),
            MeteredAt = MeteredAt ?? ((sample.CounterfactualKw ?? UsedBeforeKw) - sample.UsedPowerKw >= halfKw ? sample.LiveAt : null),
        };
        if (promisedKw is null || sample.LiveAt < AnsweredAt + Settling)
            return next;
        // Held against its own baseline, whatever that is: so its error is none of this.
        var expectedKw = sample.PromisedReductionKw is null ? null : sample.BaselinePowerKw;
        var isSameKind = WatchedExpectedKw is null == expectedKw is null;
        var watchedS = (isSameKind ? WatchedS : 0) + seconds;
        var weight = watchedS > 0 ? seconds / Math.Min(watchedS, WatchedSMax) : 0;
        return next with
        {
            WatchedS = watchedS,
            WatchedPromisedKw = Mean(WatchedPromisedKw, promisedKw.Value),
            WatchedUsedKw = Mean(WatchedUsedKw, sample.UsedPowerKw),
            WatchedExpectedKw = expectedKw is { } kw ? Mean(WatchedExpectedKw ?? 0, kw) : null,
        };

        double Mean(double before, double now) => before + (Math.Min(1, weight) * (now - before)) + 0.0;
    }
}
