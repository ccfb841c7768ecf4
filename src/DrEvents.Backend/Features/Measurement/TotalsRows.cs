using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Measurement;

public sealed record ParticipationRow(string Id, string? EventId, string Status, bool WasToldToShed, double? AcceptedKw, double? ResponseMs)
{
    public static ParticipationRow Of(Participation p) => new(p.Id, p.EventId, p.Status, p.WasToldToShed, p.AcceptedKw, p.ResponseMs);
}

public sealed record MeterRow(
    string Id,
    DateTimeOffset Until,
    DateTimeOffset? SilentAfter,
    bool IsVerified,
    double CurrentReductionKw,
    double? LastClaimedKw,
    double? MeanReductionKw,
    long LeftOut,
    double? PreEventReductionKw,
    bool IsNotDelivering,
    double? BaselineKw,
    double? SealedErrorKw,
    double? LastBetterKw,
    double? LastBetterErrorKw,
    bool IsByLikeDays,
    double? MeanBetterKw,
    double? MeanSealedKw,
    string? Unproven = null
)
{
    public Reduction Now => Reduction.OfReading(CurrentReductionKw, LastBetterKw, BaselineKw);

    /// <summary>That of its part so far; null before anything was measured.</summary>
    public Reduction? Mean => MeanReductionKw is { } kw ? new Reduction(kw, MeanSealedKw ?? 0) : null;

    /// <summary>Whether all or a part of what it counts by is the sealed baseline, which moves with others.</summary>
    public bool IsMoved => IsVerified && (LastBetterKw is null || MeanSealedKw > 0);

    public static MeterRow Of(MeteredParticipation m) =>
        new(
            m.Id,
            m.Until,
            m.SilentAfter,
            m.IsVerified,
            m.CurrentReductionKw,
            m.LastClaimedKw,
            m.MeanReductionKw,
            m.LeftOut,
            m.PreEventReductionKw,
            m.IsNotDelivering,
            m.BaselineKw,
            m.SealedErrorKw,
            m.LastBetterKw,
            m.LastBetterErrorKw,
            m.IsByLikeDays,
            m.MeanBetterKw,
            m.MeanSealedKw,
            m.Unproven
        );

    public bool IsHeld(DateTimeOffset now) => now < Until;

    /// <summary>Whether the event holds the VEN, and its newest sample is no older than three report intervals.</summary>
    public bool IsFresh(DateTimeOffset now) => IsHeld(now) && now <= SilentAfter;
}

/// <summary>How the use of an event's homes has moved since their baselines were sealed: until now, and over their parts in the mean.</summary>
public readonly record struct EventDrift(Drift Now, Drift Mean)
{
    /// <summary>By those of its homes that know better, or by homes that it does not call, whichever is surer.</summary>
    /// <param name="meters">In the order of the VENs' ids.</param>
    public static EventDrift Of(IReadOnlyCollection<MeterRow> meters, DateTimeOffset now, ControlGroup? others = null) =>
        new(
            Drift.Surer(Drift.Of(meters.Where(m => m.IsFresh(now)).Select(m => (m.LastBetterKw, m.BaselineKw))), others?.Now(now)),
            Drift.Surer(Drift.Of(meters.Select(m => (m.MeanBetterKw, m.BaselineKw))), others?.Mean())
        );
}
