using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Forecast;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Preview;

/// <summary>Says what an event would ask of whom, by the functions that plan it.</summary>
public sealed class EventPreviews(FleetForecast forecasts, DeliveredShares sharesOf, IOptions<ReturnOptions> returns, TimeProvider clock)
{
    /// <summary>Nobody has it yet. Where priority and start are those of another event, the ids decide, and the one that is there goes first.</summary>
    public const string NoId = "evt-ffffffff";

    /// <summary>The plan as it would be made now.</summary>
    public Task<PlanNow> PlanAsync(IQuerySession session, DrEvent state, CancellationToken cancellation) =>
        PlanNow.ReadAsync(session, state, clock.GetUtcNow(), sharesOf, returns.Value, cancellation);

    public async Task<EventPreview> OfAsync(
        IQuerySession session,
        DrEvent state,
        PlanNow planned,
        PreviewPage page,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var from = state.StartTime > now ? state.StartTime : now;
        var query = ForecastQuery.Of(from, state.EndTime, ForecastQuery.Coarse, state.Targets);
        var forecast = query.IsWithinReach(now) ? await forecasts.OfAsync(session, query, cancellation) : null;
        var shortfallKw =
            (forecast is null ? null : ForecastShortfall.By(forecast, state, now)) ?? ShortfallNow.Of(state, planned.Candidates, now);
        var limits = PlanSums.Limits(planned, state, from);
        var inOrder = PlanSums.InOrder(planned);
        return new EventPreview(
            now,
            state.StartTime,
            state.EndTime,
            state.StartTime <= now,
            state.AnnounceAt,
            state.RequestedReductionKw,
            planned.Plan.Shares.Sum(s => s.Kw),
            PlanSums.ExpectedKw(planned),
            planned.Candidates.Where(c => c.Skip is null).Sum(c => c.AvailableKw ?? 0),
            shortfallKw,
            planned.Plan.ShortfallKw,
            PlanSums.Shortfall(planned, limits, shortfallKw),
            planned.Candidates.Count,
            planned.Plan.Shares.Count,
            PlanSums.NotAsked(planned),
            limits,
            await Conflicts.ReadAsync(session, state, planned.Candidates, cancellation),
            IsDrawn: state.HoldOutPercent > 0 || planned.Candidates.Any(c => c is { Skip: null, EndsAt: not null }),
            planned.Plan.ReturnSeconds,
            forecast,
            forecast is null ? Unforeseen(query) : null,
            inOrder.Count,
            page.Offset,
            await VensAsync(session, [.. inOrder.Skip(page.Offset).Take(page.Limit)], page.WithBands ? query : null, cancellation)
        );
    }

    private async Task<IReadOnlyList<PreviewVen>> VensAsync(
        IQuerySession session,
        IReadOnlyList<(Candidate Ven, double ShareKw, string? Reason)> listed,
        ForecastQuery? query,
        CancellationToken cancellation
    )
    {
        if (listed.Count == 0)
            return [];
        var names = await session.NamesAsync(listed.Select(v => v.Ven.VenId), cancellation);
        var bands =
            query?.IsWithinReach(clock.GetUtcNow()) == true
                ? await forecasts.HoldByVenAsync(session, query, [.. listed.Select(v => v.Ven.VenId)], cancellation)
                : [];
        return
        [
            .. listed.Select(v => new PreviewVen(
                v.Ven.VenId,
                names.GetValueOrDefault(v.Ven.VenId, v.Ven.VenId),
                v.ShareKw,
                v.Reason,
                v.Ven.AvailableKw,
                v.Ven.DeliveredShare,
                v.Ven.CappedKw,
                v.Ven.EndsAt,
                bands.GetValueOrDefault(v.Ven.VenId)
            )),
        ];
    }

    private static string Unforeseen(ForecastQuery query) =>
        query.End - query.Start > ForecastQuery.LengthMax
            ? $"longer than {ForecastQuery.LengthMax.TotalHours:0} hours"
            : $"ends more than {ForecastQuery.AheadMax.TotalHours:0} hours ahead";
}
