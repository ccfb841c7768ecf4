using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
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
    double? LastErrorKw
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
            m.LastErrorKw
        );

    public bool IsHeld(DateTimeOffset now) => now < Until;

    /// <summary>Whether the event holds the VEN, and its newest sample is no older than three report intervals.</summary>
    public bool IsFresh(DateTimeOffset now) => IsHeld(now) && now <= SilentAfter;
}

/// <summary>What an event's VENs come to, all together: the one place where that is defined. Powers in kW.</summary>
/// <param name="Refused">Those that were told and refused, or were taken out by their owners.</param>
/// <param name="Unverified">Those that were told and have no sealed baseline.</param>
/// <param name="Expected">Those that accepted and are silent: they count by what they accepted.</param>
/// <param name="CurrentReductionKw">Sum over the fresh and the expected ones.</param>
/// <param name="ExpectedReductionKw">What of it is not measured but expected.</param>
/// <param name="ClaimedReductionKw">What the fresh ones claim.</param>
/// <param name="MeanReductionKw">Sum of the means over the VENs' parts.</param>
/// <param name="CurrentErrorKw">Standard error of what the VENs' own models say: root of the sum of squares.</param>
/// <param name="ByCounterfactual">The fresh ones that count by their own models of what they would use.</param>
/// <param name="ByPreEventMean">Those that count by the sealed baseline; the other fresh ones count by their claims.</param>
/// <param name="PreEventReductionKw">Sum over the fresh ones by their sealed baselines, whatever else is known of them.</param>
/// <param name="ReadingsLeftOut">Readings in the VENs' parts that cannot be, and are in no figure.</param>
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
    int ByPreEventMean,
    double PreEventReductionKw,
    long ReadingsLeftOut
)
{
    /// <summary>How they came back, where that was asked too and the event is over.</summary>
    public ReturnTotals? Return { get; init; }

    public static readonly EventTotals None = new(0, 0, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Adds them up in the order of the VENs' ids, so that the same inputs give the same digits.</summary>
    public static EventTotals Of(IReadOnlyCollection<ParticipationRow> participations, IEnumerable<MeterRow> meters, DateTimeOffset now)
    {
        var byId = new SortedDictionary<string, MeterRow>(meters.ToDictionary(m => m.Id), StringComparer.Ordinal);
        var told = participations.Where(p => p.WasToldToShed).OrderBy(p => p.Id, StringComparer.Ordinal).ToList();
        var fresh = byId.Values.Where(m => m.IsFresh(now)).ToList();
        var expectedKw = told.Where(p =>
                p.Status == ParticipationStatus.Shedding && byId.GetValueOrDefault(p.Id) is { } m && m.IsHeld(now) && !m.IsFresh(now)
            )
            .Select(p => p.AcceptedKw ?? 0)
            .ToList();
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
            CurrentReductionKw: fresh.Sum(m => m.CurrentReductionKw) + expectedKw.Sum(),
            ExpectedReductionKw: expectedKw.Sum(),
            ClaimedReductionKw: fresh.Sum(m => m.LastClaimedKw ?? 0),
            MeanReductionKw: byId.Values.Sum(m => m.MeanReductionKw ?? 0),
            CurrentErrorKw: Math.Sqrt(fresh.Sum(m => (m.LastErrorKw ?? 0) * (m.LastErrorKw ?? 0))),
            ByCounterfactual: fresh.Count(m => m.LastErrorKw is not null),
            ByPreEventMean: fresh.Count(m => m is { LastErrorKw: null, IsVerified: true }),
            PreEventReductionKw: fresh.Sum(m => m.PreEventReductionKw ?? 0),
            ReadingsLeftOut: byId.Values.Sum(m => m.LeftOut)
        );
    }

    public static async Task<Dictionary<string, EventTotals>> ReadAsync(
        IQuerySession session,
        string[] eventIds,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (eventIds.Length == 0)
            return [];
        var participations = (await session.PartsAsync<ParticipationRow>(eventIds, cancellation)).ToLookup(p => p.EventId!);
        var meters = (
            await session.ColumnsAsync<MeteredParticipation, MeterRow, string>(nameof(MeteredParticipation.EventId), eventIds, cancellation)
        ).ToLookup(m => Participation.Parse(m.Id)!.Value.Owner);
        return participations.ToDictionary(p => p.Key, p => Of([.. p], meters[p.Key], now));
    }
}

public static class EventMetrics
{
    public static EventMetricsView Of(DrEvent owner, EventTotals totals) =>
        new(
            owner.Id,
            owner.Status,
            owner.RequestedReductionKw,
            CurrentReductionKw: owner.IsActive ? totals.CurrentReductionKw : 0,
            ClaimedReductionKw: owner.IsActive ? totals.ClaimedReductionKw : 0,
            ActualReductionKw(owner, totals),
            VensTargeted: totals.Targeted,
            // Before the start their commands may be ready, and none is sent.
            VensDispatched: owner.ActivatedAt is null ? 0 : totals.Told,
            VensResponding: totals.Responding,
            VensRefused: totals.Refused,
            VensFresh: owner.IsActive ? totals.Fresh : 0,
            VensExpected: owner.IsActive ? totals.Expected : 0,
            ExpectedReductionKw: owner.IsActive ? totals.ExpectedReductionKw : 0,
            VensUnverified: owner.ActivatedAt is null ? 0 : totals.Unverified,
            AvgResponseMs: totals.AvgResponseMs,
            owner.ShortfallKw,
            totals.ReadingsLeftOut,
            CurrentReductionErrorKw: owner.IsActive && totals.ByCounterfactual == totals.Fresh ? totals.CurrentErrorKw : null,
            BaselineMethods: owner.IsActive ? MethodsOf(totals) : null,
            PreEventReductionKw: owner.IsActive ? totals.PreEventReductionKw : 0,
            totals.Return?.ReboundKwh,
            totals.Return?.NetKwh,
            totals.Return?.PeakShare
        );

    private static Dictionary<string, int> MethodsOf(EventTotals totals)
    {
        var byClaim = totals.Fresh - totals.ByCounterfactual - totals.ByPreEventMean;
        (string Method, int Vens)[] all =
        [
            (BaselineMethods.Counterfactual, totals.ByCounterfactual),
            (Seal.Method, totals.ByPreEventMean),
            (BaselineMethods.Claim, byClaim),
        ];
        return all.Where(m => m.Vens > 0).ToDictionary(m => m.Method, m => m.Vens);
    }

    public static async Task<double?> ActualAsync(IQuerySession session, DrEvent owner, DateTimeOffset now, CancellationToken cancellation)
    {
        var totals = await EventTotals.ReadAsync(session, [owner.Id], now, cancellation);
        return ActualReductionKw(owner, totals.GetValueOrDefault(owner.Id, EventTotals.None));
    }

    public static double? ActualReductionKw(DrEvent owner, EventTotals totals) =>
        owner switch
        {
            { ActivatedAt: null } => null,
            { IsActive: true } => totals.CurrentReductionKw,
            _ => totals.MeanReductionKw,
        };
}
