using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;

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
    double? LastErrorKw,
    bool IsNotDelivering,
    double? BaselineKw,
    double? BaselineSpreadKw,
    double? LastExpectedKw,
    double? MeanExpectedKw
)
{
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
            m.LastErrorKw,
            m.IsNotDelivering,
            m.BaselineKw,
            m.BaselineSpreadKw,
            m.LastExpectedKw,
            m.MeanExpectedKw
        );

    public bool IsHeld(DateTimeOffset now) => now < Until;

    /// <summary>Whether the event holds the VEN, and its newest sample is no older than three report intervals.</summary>
    public bool IsFresh(DateTimeOffset now) => IsHeld(now) && now <= SilentAfter;
}
