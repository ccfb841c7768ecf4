using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>What an event's VENs come to, all together: the one place where that is defined. Powers in kW.</summary>
/// <param name="Refused">Those that were told and refused, or were taken out by their owners.</param>
/// <param name="Unverified">Those that were told and have no sealed baseline.</param>
/// <param name="Expected">Those that accepted and are silent: they count by what they accepted.</param>
/// <param name="CurrentReductionKw">Sum over the fresh and the expected ones.</param>
/// <param name="ExpectedReductionKw">What of it is not measured but expected.</param>
/// <param name="ClaimedReductionKw">What the fresh ones claim.</param>
/// <param name="MeanReductionKw">Sum of the means over the VENs' parts.</param>
/// <param name="CurrentErrorKw">One standard error of <paramref name="CurrentReductionKw"/>: see <see cref="TotalsError"/>.</param>
/// <param name="ByCounterfactual">The fresh ones that count by their own models of what they would use.</param>
/// <param name="ByLikeDays">Those that count by their own like days.</param>
/// <param name="ByControlGroup">Those that count by the sealed baseline, moved as the use of those moved that know it.</param>
/// <param name="ByPreEventMean">Those that count by the sealed baseline as it is; the other fresh ones count by their claims.</param>
/// <param name="PreEventReductionKw">Sum over the fresh ones by their sealed baselines, whatever else is known of them.</param>
/// <param name="ReadingsLeftOut">Readings in the VENs' parts that cannot be, and are in no figure.</param>
/// <param name="Delivering">The fresh ones that accepted, and whose meters do not deny it.</param>
/// <param name="NotDelivering">The fresh ones that accepted, and whose meters deny it.</param>
/// <param name="Unproven">Those whose parts were measured, wholly or partly, by readings whose sender nobody can prove.</param>
public sealed record EventTotals(
    int Targeted,
    int Told,
    int Responding,
    double? AvgResponseMs,
    int Refused,
    int Unverified,
    int Fresh,
    int Expected,
    double CurrentReductionKw,
    double ExpectedReductionKw,
    double ClaimedReductionKw,
    double MeanReductionKw,
    double CurrentErrorKw,
    int ByCounterfactual,
    int ByLikeDays,
    int ByControlGroup,
    int ByPreEventMean,
    double PreEventReductionKw,
    long ReadingsLeftOut,
    int Delivering,
    int NotDelivering,
    int Unproven = 0
)
{
    /// <summary>How they came back, where that was asked too and the event is over.</summary>
    public ReturnTotals? Return { get; init; }

    public static readonly EventTotals None = new(0, 0, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Adds them up in the order of the VENs' ids, so that the same inputs give the same digits.</summary>
    /// <param name="others">VENs that the event does not call; null where they are not known, or not needed.</param>
    public static EventTotals Of(
        IReadOnlyCollection<ParticipationRow> participations,
        IEnumerable<MeterRow> meters,
        DateTimeOffset now,
        ControlGroup? others = null
    )
    {
        var byId = new SortedDictionary<string, MeterRow>(meters.ToDictionary(m => m.Id), StringComparer.Ordinal);
        var told = participations.Where(p => p.WasToldToShed).OrderBy(p => p.Id, StringComparer.Ordinal).ToList();
        var fresh = byId.Values.Where(m => m.IsFresh(now)).ToList();
        var expectedKw = told.Where(p =>
                p.Status == ParticipationStatus.Shedding && byId.GetValueOrDefault(p.Id) is { } m && m.IsHeld(now) && !m.IsFresh(now)
            )
            .Select(p => p.AcceptedKw ?? 0)
            .ToList();
        var (drift, meanDrift) = EventDrift.Of(byId.Values, now, others);
        var byBaseline = fresh.Count(m => m is { LastBetterKw: null, IsVerified: true });
        var responses = told.Where(p => p.ResponseMs is not null).Select(p => p.ResponseMs!.Value).ToList();
        return new EventTotals(
            Targeted: participations.Count,
            Told: told.Count,
            Responding: responses.Count,
            AvgResponseMs: responses.Count == 0 ? null : responses.Average(),
            Refused: told.Count(p => p.Status is ParticipationStatus.Refused or ParticipationStatus.OptedOut),
            Unverified: told.Count(p => byId.GetValueOrDefault(p.Id)?.IsVerified is not true),
            Fresh: fresh.Count,
            Expected: expectedKw.Count,
            CurrentReductionKw: fresh.Sum(m => drift.MovedKw(m.Now)) + expectedKw.Sum(),
            ExpectedReductionKw: expectedKw.Sum(),
            ClaimedReductionKw: fresh.Sum(m => m.LastClaimedKw ?? 0),
            MeanReductionKw: byId.Values.Sum(m => m.Mean is { } mean ? meanDrift.MovedKw(mean) : 0),
            CurrentErrorKw: TotalsError.Of(fresh, expectedKw, drift),
            ByCounterfactual: fresh.Count(m => m is { LastBetterKw: not null, IsByLikeDays: false }),
            ByLikeDays: fresh.Count(m => m.IsByLikeDays),
            ByControlGroup: drift.IsKnown ? byBaseline : 0,
            ByPreEventMean: drift.IsKnown ? 0 : byBaseline,
            PreEventReductionKw: fresh.Sum(m => m.PreEventReductionKw ?? 0),
            ReadingsLeftOut: byId.Values.Sum(m => m.LeftOut),
            Delivering: told.Count(p => IsPromising(p) && !byId[p.Id].IsNotDelivering),
            NotDelivering: told.Count(p => IsPromising(p) && byId[p.Id].IsNotDelivering),
            Unproven: byId.Values.Count(m => m.Unproven is not null)
        );

        bool IsPromising(ParticipationRow p) =>
            p.Status == ParticipationStatus.Shedding && byId.GetValueOrDefault(p.Id)?.IsFresh(now) == true;
    }

    public static Task<Dictionary<string, EventTotals>> ReadAsync(
        IQuerySession session,
        string[] eventIds,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => ReadAsync(session, eventIds, now, newest: null, cancellation);

    /// <param name="newest">One of these events, where more is known of it than is stored.</param>
    public static async Task<Dictionary<string, EventTotals>> ReadAsync(
        IQuerySession session,
        string[] eventIds,
        DateTimeOffset now,
        DrEvent? newest,
        CancellationToken cancellation
    )
    {
        if (eventIds.Length == 0)
            return [];
        var participations = (await session.PartsAsync<ParticipationRow>(eventIds, cancellation)).ToLookup(p => p.EventId!);
        var meters = (
            await session.ColumnsAsync<MeteredParticipation, MeterRow, string>(nameof(MeteredParticipation.EventId), eventIds, cancellation)
        ).ToLookup(m => Participation.Parse(m.Id)!.Value.Owner);
        var others = await OthersAsync(session, [.. meters.Where(m => m.Any(r => r.IsMoved)).Select(m => m.Key)], newest, cancellation);
        return participations.ToDictionary(p => p.Key, p => Of([.. p], meters[p.Key], now, others.GetValueOrDefault(p.Key)));
    }

    /// <summary>The VENs that these events do not call, by event id.</summary>
    private static async Task<Dictionary<string, ControlGroup>> OthersAsync(
        IQuerySession session,
        string[] eventIds,
        DrEvent? newest,
        CancellationToken cancellation
    )
    {
        var others = new Dictionary<string, ControlGroup>();
        if (eventIds.Length == 0 || await ControlGroupSealed.ReadAsync(session, eventIds, cancellation) is not { Count: > 0 } chosen)
            return others;
        foreach (var owner in await session.LoadManyAsync<DrEvent>(cancellation, chosen.Keys))
            others.Add(
                owner.Id,
                await session.ControlGroupAsync(owner.Id == newest?.Id ? newest : owner, chosen[owner.Id], isWhole: false, cancellation)
            );
        return others;
    }
}
