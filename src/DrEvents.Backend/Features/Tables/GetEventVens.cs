using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Tables;

[Middleware(typeof(MeasuredEvent))]
public static class GetEventVens
{
    private static readonly IReadOnlyList<string> Statuses =
    [
        ParticipationStatus.Announced,
        ParticipationStatus.Pending,
        ParticipationStatus.Shedding,
        ParticipationViews.NotDelivering,
        ParticipationStatus.Refused,
        ParticipationStatus.OptedOut,
        ParticipationStatus.Displaced,
        ParticipationStatus.Skipped,
        ParticipationStatus.Restoring,
        ParticipationStatus.Restored,
        ParticipationStatus.Ended,
    ];

    /// <summary>By what it can be ordered; what a VEN is called is not known of its part.</summary>
    private static readonly Dictionary<string, Func<PartRow, object?>?> Sorts = new()
    {
        ["venId"] = null,
        [Name] = null,
        ["status"] = r => r.Status,
        ["reason"] = r => r.Lacks,
        ["requestedKw"] = r => r.RequestedKw,
        ["acceptedKw"] = r => r.AcceptedKw,
        ["claimedKw"] = r => r.ClaimedKw,
        ["measuredKw"] = r => r.MeasuredKw,
        ["missingKw"] = r => r.RequestedKw - r.MeasuredKw,
        ["responseMs"] = r => r.ResponseMs,
    };

    private const string Name = "name";

    public static (TableQuery Query, ProblemDetails Problem) Load(
        string? search,
        string? status,
        string? reason,
        string? group,
        string? sort,
        string? descending,
        string? offset,
        string? limit,
        string? venId
    ) => TableQuery.Read((search, status, reason, group, sort, descending, offset, limit, venId), Statuses, "reason", Lack.All, Sorts.Keys);

    /// <summary>Lists a page of an event's VENs, by a filter and in an order, with how many are in which status and lack what.</summary>
    /// <remarks>
    /// <c>search</c>: a part of the id or the name. <c>venId</c>: that VEN alone. <c>status</c>, <c>reason</c> (what a row lacks) and <c>group</c>: only those. <c>sort</c>:
    /// <c>venId</c>, <c>name</c>, <c>status</c>, <c>reason</c>, <c>requestedKw</c>, <c>acceptedKw</c>, <c>claimedKw</c>, <c>measuredKw</c>,
    /// <c>missingKw</c> (requested less measured) or <c>responseMs</c>; VENs without it come last. <c>limit</c>: 100, at most 500. Filter and order are of
    /// a moment at most some seconds ago, what is listed is of now.
    /// </remarks>
    [WolverineGet("/api/events/{id}/vens")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<EventVenTable> Get(
        DrEvent? found,
        TableQuery query,
        WatchedParts watched,
        WatchedFleet fleet,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var parts = await watched.OfAsync(found!.Id, cancellation);
        var vens = query is { Search: null, Group: null, Sort: not Name } ? null : (await fleet.NowAsync(cancellation)).ById;
        var (table, listed) = PageOf(found.Id, parts, query, venId => vens?.GetValueOrDefault(venId)?.Ven);
        return table with { Vens = await RowsAsync(session, parts, listed, clock.GetUtcNow(), cancellation) };
    }

    /// <summary>The same of an event whose figures were made otherwise.</summary>
    /// <param name="vens">What is known of each VEN.</param>
    public static EventVenTable Of(EventFigures figures, IReadOnlyDictionary<string, VenRow> vens, TableQuery query, DateTimeOffset now)
    {
        var parts = EventParts.Of(figures, now);
        var (table, listed) = PageOf(figures.Event.Id, parts, query, vens.GetValueOrDefault);
        var ids = listed.Select(r => r.Id).ToHashSet();
        var stored = figures.Participations.Where(p => ids.Contains(p.Id)).ToDictionary(p => p.Id);
        return table with
        {
            Vens =
            [
                .. listed.Select(r =>
                    Row(stored[r.Id], figures.Metered.GetValueOrDefault(r.Id), vens.GetValueOrDefault(r.VenId), parts, now)
                ),
            ],
        };
    }

    /// <summary>The page without its rows, and what stands in these.</summary>
    private static (EventVenTable Table, List<PartRow> Listed) PageOf(
        string eventId,
        EventParts parts,
        TableQuery query,
        Func<string, VenRow?> venOf
    )
    {
        var rows = parts.Rows.Where(Matches).ToList();
        var sort = query.Sort == Name ? r => NameOf(r.VenId) : Sorts[query.Sort];
        var listed = query.InOrder(rows, sort).Skip(query.Offset).Take(query.Limit).ToList();
        var table = new EventVenTable(
            eventId,
            parts.AsOf,
            rows.Count,
            query.Offset,
            parts.Rows.CountBy(r => r.Status).ToDictionary(),
            parts.Rows.Where(r => r.Lacks is not null).CountBy(r => r.Lacks!).ToDictionary(),
            []
        );
        return (table, listed);

        string NameOf(string venId) => venOf(venId)?.DisplayName ?? venId;
        bool Matches(PartRow row) =>
            (query.VenId is null || row.VenId == query.VenId)
            && (query.Status is null || row.Status == query.Status)
            && (query.Reason is null || row.Lacks == query.Reason)
            && (query.Search is null || query.Finds(row.VenId, NameOf(row.VenId)))
            && (query.Group is null || venOf(row.VenId)?.Groups.Contains(query.Group) == true);
    }

    private static async Task<IReadOnlyList<EventVenRow>> RowsAsync(
        IQuerySession session,
        EventParts parts,
        List<PartRow> listed,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (listed.Count == 0)
            return [];
        var ids = listed.ConvertAll(r => r.Id);
        var stored = (await session.LoadManyAsync<Participation>(cancellation, ids)).ToDictionary(p => p.Id);
        var metered = (await session.LoadManyAsync<MeteredParticipation>(cancellation, ids)).ToDictionary(m => m.Id);
        var vens = await session.LoadManyAsync<Ven>(cancellation, listed.Select(r => Ven.StreamOf(r.VenId)));
        var known = vens.Select(VenRow.Of).ToDictionary(v => v.VenId);
        return
        [
            .. listed
                .Where(r => stored.ContainsKey(r.Id))
                .Select(r => Row(stored[r.Id], metered.GetValueOrDefault(r.Id), known.GetValueOrDefault(r.VenId), parts, now)),
        ];
    }

    private static EventVenRow Row(Participation part, MeteredParticipation? meter, VenRow? ven, EventParts parts, DateTimeOffset now)
    {
        var view = ParticipationViews.Of(part, meter, parts.IsActive, parts.Drift, ven?.DisplayName ?? part.VenId);
        var isFresh = meter is not null && MeterRow.Of(meter).IsFresh(now);
        return new EventVenRow(
            view.VenId,
            view.VenName,
            ven?.Groups ?? [],
            view.Status,
            view.Reason,
            Lack.Of(view.Status, part.Reason, view.RequestedKw, view.AcceptedKw, parts.IsActive && !isFresh),
            view.RequestedKw,
            view.AcceptedKw,
            view.PromisedKw,
            view.ClaimedKw,
            meter?.Samples > 0 ? view.ShedKw : null,
            view.BaselineKw,
            view.BaselineErrorKw,
            view.BaselineMethod,
            view.Verified,
            isFresh,
            view.ResponseMs,
            view.Commands.Count > 0 ? view.Commands[^1] : null,
            view.Commands,
            view.Unproven
        );
    }
}
