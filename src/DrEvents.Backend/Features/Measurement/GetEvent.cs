using System.Security.Claims;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting.OpenApi;

namespace DrEvents.Backend.Features.Measurement;

[Middleware(typeof(MeasuredEvent))]
public static class GetEvent
{
    /// <summary>Shows an event with its figures and with every VEN's part.</summary>
    [WolverineGet("/api/events/{id}")]
    [Needs(Need.Read, Reach.Path)]
    public static Task<EventDetail> Get(DrEvent? found, IQuerySession session, TimeProvider clock, CancellationToken cancellation) =>
        EventDetails.OfAsync(session, found!, clock.GetUtcNow(), cancellation);
}

public static class GetCurrentEvent
{
    /// <summary>Shows the active event, the one that goes first if there are several; <c>null</c> when none is active.</summary>
    [WolverineGet("/api/events/current")]
    [Needs(Need.Read, Reach.Own)]
    [ProducesResponseType<EventDetail>(StatusCodes.Status200OK)]
    [OrNull]
    public static async Task<IResult> Get(ClaimsPrincipal user, IQuerySession session, TimeProvider clock, CancellationToken cancellation)
    {
        var own = OfCaller.Programmes(user);
        var active = await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation);
        return active.Where(e => own is null || (e.Targets?.Programme is { } of && own.Contains(of))).MinBy(e => e.Rank) is { } first
            ? TypedResults.Ok(await EventDetails.OfAsync(session, first, clock.GetUtcNow(), cancellation))
            // The framework answers 204 to a null.
            : TypedResults.Text("null", "application/json");
    }
}

[Middleware(typeof(MeasuredEvent))]
public static class GetEventMetrics
{
    /// <summary>Shows the figures of an event.</summary>
    [WolverineGet("/api/events/{id}/metrics")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<EventMetricsView> Get(DrEvent? found, WatchedTotals watched, CancellationToken cancellation) =>
        EventMetrics.Of(found!, await watched.OfAsync(found!.Id, cancellation));
}

/// <summary>Runs before endpoints that show what an event came to: 404 when there is none, 503 when its figures are still being made.</summary>
public static class MeasuredEvent
{
    public static async Task<(DrEvent?, ProblemDetails)> BeforeAsync(string id, IQuerySession session, CancellationToken cancellation)
    {
        if (!EventIds.IsValid(id) || await session.LoadAsync<DrEvent>(id, cancellation) is not { } found)
            return (null, Problems.NotFound("event", id));
        return (found, found.ActivatedAt is { } began ? await LiveReadiness.OfAsync(session, began, cancellation) : Problems.None);
    }
}

public static class EventDetails
{
    public static async Task<EventDetail> OfAsync(IQuerySession session, DrEvent state, DateTimeOffset now, CancellationToken cancellation)
    {
        var figures = await EventFigures.ReadAsync(session, state, cancellation);
        var vens = await session.LoadManyAsync<Ven>(cancellation, figures.Participations.Select(p => Ven.StreamOf(p.VenId)));
        var names = vens.ToDictionary(v => v.VenId, v => v.DisplayName);
        var metrics = EventMetrics.Of(figures.Event, figures.Totals(now));
        var view = EventViews.Of(figures.Event, metrics.ActualReductionKw);
        return new EventDetail(view, metrics, ParticipationViews.Of(figures, names, now));
    }
}

public static class ParticipationViews
{
    /// <summary>It accepted, and its meter does not show it: see <see cref="MeteredParticipation.IsNotDelivering"/>.</summary>
    public const string NotDelivering = "notDelivering";

    public static IReadOnlyList<ParticipationView> Of(
        EventFigures figures,
        IReadOnlyDictionary<string, string> venNames,
        DateTimeOffset now
    )
    {
        var drift = figures.Drift(now);
        return
        [
            .. figures.Participations.Select(p =>
                Of(p, figures.Metered.GetValueOrDefault(p.Id), figures.Event.IsActive, drift, venNames.GetValueOrDefault(p.VenId, p.VenId))
            ),
        ];
    }

    /// <param name="isActive">Whether its event runs: then what it does now is shown, and else the mean.</param>
    public static ParticipationView Of(
        Participation participation,
        MeteredParticipation? meter,
        bool isActive,
        EventDrift drift,
        string venName
    )
    {
        var isNotDelivering = participation.Status == ParticipationStatus.Shedding && meter?.IsNotDelivering == true;
        var shedKw = meter?.Samples > 0 ? ShedKw(MeterRow.Of(meter), isActive, drift) : null;
        return new ParticipationView(
            participation.VenId,
            venName,
            shedKw ?? 0,
            isNotDelivering ? NotDelivering : participation.Status,
            isNotDelivering ? "its meter does not show what it promises" : participation.Reason,
            participation.RequestedKw,
            participation.AcceptedKw,
            meter?.LastClaimedKw,
            meter?.BaselineKw,
            Verified: meter?.BaselineKw is not null,
            participation.ResponseMs,
            [.. participation.Commands.Select(Of)],
            meter?.AcceptedAt,
            meter?.ActuatedAt,
            meter?.MeteredAt,
            meter?.LastPromisedKw,
            meter is { WatchedS: > 0, MissingKw: { } missingKw } ? missingKw : null,
            meter?.LastBetterErrorKw ?? meter?.SealedErrorKw,
            meter is { Samples: > 0 } ? MethodOf(meter, isActive, drift) : null,
            meter?.Unproven
        );
    }

    /// <summary>That of the figure that is shown: what it does now, and when the event is over the mean.</summary>
    private static string MethodOf(MeteredParticipation meter, bool isActive, EventDrift drift) =>
        meter.IsByLikeDays ? BaselineMethods.LikeDays
        : (isActive ? meter.LastBetterKw : meter.MeanBetterKw) is not null ? BetterOf(meter, isActive)
        : !meter.IsVerified ? BaselineMethods.Claim
        : (isActive ? drift.Now : drift.Mean).IsKnown ? BaselineMethods.ControlGroup
        : Seal.Method;

    /// <summary>Its own models, or like days that ended before its part did.</summary>
    private static string BetterOf(MeteredParticipation meter, bool isActive) =>
        isActive || meter.ExpectedS > 0 ? BaselineMethods.Counterfactual : BaselineMethods.LikeDays;

    public static double? ShedKw(MeterRow meter, bool isActive, EventDrift drift) =>
        isActive ? drift.Now.MovedKw(meter.Now)
        : meter.Mean is { } mean ? drift.Mean.MovedKw(mean)
        : null;

    private static CommandView Of(CommandLife life) =>
        new(
            life.CorrelationId,
            life.Op,
            life.Revision,
            life.RequestedReductionKw,
            life.DispatchedAt,
            life.AcceptedAt,
            life.Attempts,
            life.AnsweredAt,
            life.ExpiresAt,
            life.Status,
            life.Reason
        );
}
