using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using Marten;

namespace DrEvents.Backend.Features.Events;

/// <summary>Puts together what clients see of events.</summary>
public sealed class EventReader(IDocumentStore store, WatchedTotals watched, TimeProvider clock)
{
    /// <summary>An event, locked for whoever decides on it; null when there is none.</summary>
    public static async Task<DrEvent?> LockAsync(IDocumentSession session, string id, CancellationToken cancellation) =>
        EventIds.IsValid(id) && await session.LockAsync<DrEvent>([id], cancellation) is [var state] ? state : null;

    /// <summary>One event as lists show it; null when there is none.</summary>
    public async Task<EventView?> ViewAsync(string id, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<DrEvent>(id, cancellation) is { } state
            ? (await ViewsAsync(session, [state], cancellation))[0]
            : null;
    }

    /// <summary>Events as lists show them, in the order given.</summary>
    public async Task<List<EventView>> ViewsAsync(IQuerySession session, IReadOnlyList<DrEvent> states, CancellationToken cancellation)
    {
        var begun = states.Where(s => s.ActivatedAt is not null).Select(s => s.Id).ToArray();
        var totals = await EventTotals.ReadAsync(session, begun, clock.GetUtcNow(), cancellation);
        return
        [
            .. states.Select(s =>
                Fill(
                    new EventView
                    {
                        Id = s.Id,
                        Status = s.Status,
                        StartTime = s.StartTime,
                        EndTime = s.EndTime,
                        RequestedReductionKw = s.RequestedReductionKw,
                        Allocation = s.Allocation,
                    },
                    s,
                    EventMetrics.ActualReductionKw(s, totals.GetValueOrDefault(s.Id, EventTotals.None))
                )
            ),
        ];
    }

    /// <summary>One event with its figures; null when there is none.</summary>
    public async Task<EventDetail?> DetailAsync(string id, CancellationToken cancellation)
    {
        if (!EventIds.IsValid(id))
            return null;
        await using var session = store.QuerySession();
        if (await EventFigures.ReadAsync(session, id, cancellation) is not { } figures)
            return null;
        var names = await VenNamesAsync(session, figures.Parts, cancellation);
        var metrics = EventMetrics.Of(figures.Event, figures.Totals(clock.GetUtcNow()));
        var s = figures.Event;
        return Fill(
            new EventDetail
            {
                Id = s.Id,
                Status = s.Status,
                StartTime = s.StartTime,
                EndTime = s.EndTime,
                RequestedReductionKw = s.RequestedReductionKw,
                Allocation = s.Allocation,
                Metrics = metrics,
                Vens = ParticipationViews.Of(figures, names),
            },
            s,
            metrics.ActualReductionKw
        );
    }

    /// <summary>One event's figures, for whoever asks again and again; null when there is none.</summary>
    public async Task<EventMetricsView?> MetricsAsync(string id, CancellationToken cancellation)
    {
        if (!EventIds.IsValid(id))
            return null;
        await using var session = store.QuerySession();
        return await session.LoadAsync<DrEvent>(id, cancellation) is { } state
            ? EventMetrics.Of(state, await watched.OfAsync(id, cancellation))
            : null;
    }

    private static async Task<Dictionary<string, string>> VenNamesAsync(
        IQuerySession session,
        IReadOnlyList<Participation> parts,
        CancellationToken cancellation
    )
    {
        var vens = await session.LoadManyAsync<Vens.Ven>(cancellation, parts.Select(p => Vens.Ven.StreamOf(p.VenId)));
        return vens.ToDictionary(v => v.VenId, v => v.DisplayName);
    }

    private static T Fill<T>(T view, DrEvent s, double? actualReductionKw)
        where T : EventView =>
        (T)(
            (EventView)view with
            {
                ActualReductionKw = actualReductionKw,
                ShortfallKw = s.ShortfallKw,
                Priority = s.Priority,
                Targets = s.Targets,
                CreatedAt = s.CreatedAt,
                ActivatedAt = s.ActivatedAt,
                EndedAt = s.EndedAt,
                Reason = s.Reason,
            }
        );
}
