using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Control;

/// <summary>What the loop looks at of a VEN in an event, all of it from its <see cref="MeteredParticipation"/>. Powers in kW.</summary>
public sealed record ControlledVen(
    string VenId,
    DateTimeOffset Until,
    DateTimeOffset? LastAt,
    double CurrentReductionKw,
    double? LastPromisedKw,
    double? LastAvailableKw,
    double? AskedKw,
    int Asks,
    DateTimeOffset? AskedAt,
    DateTimeOffset? AnsweredAt,
    double? AcceptedKw,
    bool IsFixed,
    double WatchedS,
    double WatchedPromisedKw,
    double? MissingKw,
    double? BaselineKw = null,
    double? LastBetterKw = null,
    double? MaxKw = null,
    double? WatchedExpectedKw = null
)
{
    /// <summary>An answer that is not here by then is not counted on, until it is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Two changes of one VEN's share are at least that far apart.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(120);

    /// <summary>A reading that is older says nothing of now.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(120);

    /// <summary>A VEN is on its share when it is so near to it; then it can go by small steps.</summary>
    private const double OnShare = 0.03;
    private const double OnShareKw = 0.03;

    /// <summary>Of its promise, what may be missing before it is not counted on for more.</summary>
    private const double MissingShareMax = 0.25;

    public static ControlledVen Of(MeteredParticipation m) =>
        new(
            m.VenId,
            m.Until,
            m.LastAt,
            m.CurrentReductionKw,
            m.LastPromisedKw,
            m.LastAvailableKw,
            m.AskedKw,
            m.Asks,
            m.AskedAt,
            m.AnsweredAt,
            m.AcceptedKw,
            m.IsFixed,
            m.WatchedS,
            m.WatchedPromisedKw,
            m.MissingKw,
            m.BaselineKw,
            m.LastBetterKw,
            m.MaxKw,
            m.WatchedExpectedKw
        );

    /// <summary>The same with what it delivers and what is missing of its promise by its baseline as it has moved since the start, where it does not know that itself.</summary>
    public ControlledVen Moved(Drift drift) =>
        this with
        {
            CurrentReductionKw = drift.MovedKw(Reduction.OfReading(CurrentReductionKw, LastBetterKw, BaselineKw)),
            // Held against its own baseline, or its like days, it needs none of others.
            MissingKw = WatchedExpectedKw is null && LastBetterKw is null ? MissingKw - drift.ShiftKw(BaselineKw) : MissingKw,
        };

    public bool IsAsked(DateTimeOffset now) => AskedKw > 0 && now < Until;

    /// <summary>Whether its minutes are up before its event ends.</summary>
    public bool IsOnTurn(DrEvent owner) => Until < owner.EndTime;

    /// <summary>Whether its minutes are up and it has not been told to restore.</summary>
    public bool IsUp(DrEvent owner, DateTimeOffset now) => AskedKw > 0 && Until <= now && IsOnTurn(owner);

    /// <summary>What it could be asked for beside what it delivers.</summary>
    public double RoomKw(DateTimeOffset now) => Math.Min(LastAvailableKw ?? 0, (MaxKw ?? double.MaxValue) - ExpectedKw(now));

    /// <summary>Whether a reading of it is new enough to go by, be it late.</summary>
    public bool IsKnown(DateTimeOffset now) => LastAt >= now - KnownFor;

    /// <summary>Whether its newest answer shows at its meter.</summary>
    public bool IsSettled => LastAt >= AnsweredAt + MeteredParticipation.Settling;

    /// <summary>Whether a reading that is newer than its newest answer says what comes of that.</summary>
    private bool HasPromised => LastAt >= AnsweredAt && LastPromisedKw is not null;

    /// <summary>
    /// What it delivers when all that it was told has taken effect: what it is asked, until it should have answered; what it said, until its meter shows
    /// it; what its meter shows; and what it accepted, while it is silent. So a change that is under way is never made up for a second time, however late
    /// telemetry is.
    /// </summary>
    public double ExpectedKw(DateTimeOffset now) =>
        !IsAsked(now) ? 0
        : AnsweredAt is null
            ? AskedAt > now - Patience ? AskedKw!.Value
                : IsKnown(now) ? CurrentReductionKw
                : 0
        : !IsKnown(now) ? AcceptedKw ?? 0
        : IsSettled ? CurrentReductionKw
        : HasPromised ? LastPromisedKw!.Value
        : AcceptedKw ?? 0;

    /// <summary>Whether it may be told something new.</summary>
    public bool CanChange(DateTimeOffset now) =>
        IsAsked(now) && IsKnown(now) && (IsSettled || HasPromised) && !IsFixed && (Asks <= 1 || AskedAt <= now - Rest) && !IsInDoubt;

    /// <summary>Whether it is on its share, to a few percent.</summary>
    public bool IsOnShare(DateTimeOffset now) =>
        Math.Abs(ExpectedKw(now) - (AskedKw ?? 0)) <= Math.Max(OnShareKw, OnShare * (AskedKw ?? 0));

    private bool IsInDoubt => WatchedS > 0 && MissingKw > MissingShareMax * Math.Max(WatchedPromisedKw, OnShareKw);
}
