using System.Security.Claims;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Tables;

public static class GetVenTable
{
    /// <summary>By what it can be ordered.</summary>
    private static readonly Dictionary<string, Func<FleetRow, object?>?> Sorts = new()
    {
        ["id"] = null,
        ["name"] = r => r.Ven.DisplayName,
        ["status"] = r => r.Status,
        ["currentPowerKw"] = r => r.Live?.UsedPowerKw,
        ["shedAvailabilityKw"] = r => r.Live?.AvailableKw,
        ["activeEventId"] = r => r.Part?.EventId,
        ["lastSeen"] = r => r.Live?.HeardAt,
        ["trouble"] = r => r.Trouble,
    };

    public static (TableQuery Query, ProblemDetails Problem) Load(
        string? search,
        string? status,
        string? trouble,
        string? group,
        string? sort,
        string? descending,
        string? offset,
        string? limit,
        string? venId
    ) =>
        TableQuery.Read(
            (search, status, trouble, group, sort, descending, offset, limit, venId),
            VenTroubles.Statuses,
            "trouble",
            VenTroubles.All,
            Sorts.Keys
        );

    /// <summary>Lists a page of the fleet, by a filter and in an order, with how many VENs are in which status and trouble.</summary>
    /// <remarks>
    /// <c>search</c>: a part of the id or the name. <c>venId</c>: that VEN alone. <c>status</c>: <c>online</c>, <c>offline</c> or <c>disabled</c>. <c>trouble</c>: one of those of the
    /// rows. <c>sort</c>: <c>id</c>, <c>name</c>, <c>status</c>, <c>currentPowerKw</c>, <c>shedAvailabilityKw</c>, <c>activeEventId</c>, <c>lastSeen</c>
    /// or <c>trouble</c>; VENs without it come last. <c>limit</c>: 100, at most 500. Filter and order are of a moment at most some seconds ago, what is
    /// listed is of now.
    /// </remarks>
    [WolverineGet("/api/vens/table")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<VenTable> Get(
        TableQuery query,
        ClaimsPrincipal user,
        WatchedFleet fleet,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var (asOf, rows, _) = await fleet.NowAsync(cancellation);
        if (await session.VensOfAsync(user, cancellation) is { } own)
            rows = [.. rows.Where(r => own.Contains(r.Ven.VenId))];
        var found = rows.Where(r =>
                (query.VenId is null || r.Ven.VenId == query.VenId)
                && query.Finds(r.Ven.VenId, r.Ven.DisplayName)
                && (query.Status is null || r.Status == query.Status)
                && (query.Reason is null || r.Trouble == query.Reason)
                && (query.Group is null || r.Ven.Groups.Contains(query.Group))
            )
            .ToList();
        var listed = query.InOrder(found, Sorts[query.Sort]).Skip(query.Offset).Take(query.Limit).ToList();
        return new VenTable(
            asOf,
            found.Count,
            query.Offset,
            rows.CountBy(r => r.Status).ToDictionary(),
            rows.Where(r => r.Trouble is not null).CountBy(r => r.Trouble!).ToDictionary(),
            rows.SelectMany(r => r.Ven.Groups).CountBy(g => g).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(),
            await RowsAsync(session, listed, cancellation)
        );
    }

    private static async Task<IReadOnlyList<VenTableRow>> RowsAsync(
        IQuerySession session,
        List<FleetRow> listed,
        CancellationToken cancellation
    )
    {
        if (listed.Count == 0)
            return [];
        var ids = listed.ConvertAll(r => r.Ven.VenId);
        var vens = (await session.LoadManyAsync<Ven>(cancellation, ids.Select(Ven.StreamOf))).ToDictionary(v => v.VenId);
        var live = (await session.LoadManyAsync<VenLive>(cancellation, ids)).ToDictionary(v => v.Id);
        var held = listed.Where(r => r.Part is not null).Select(r => r.Part!.Id);
        var metered = (await session.LoadManyAsync<MeteredParticipation>(cancellation, held)).ToDictionary(m => m.VenId);
        return [.. listed.Where(r => vens.ContainsKey(r.Ven.VenId)).Select(Row)];

        VenTableRow Row(FleetRow row)
        {
            var (ven, powers, meter) = (
                vens[row.Ven.VenId],
                live.GetValueOrDefault(row.Ven.VenId),
                metered.GetValueOrDefault(row.Ven.VenId)
            );
            return new VenTableRow(
                ven.VenId,
                ven.DisplayName,
                ven.Groups,
                VenViews.StatusOf(ven),
                ven.Location,
                powers?.UsedPowerKw,
                meter?.LastBetterKw ?? meter?.BaselineKw,
                powers?.AvailableKw,
                row.Part?.EventId,
                powers?.HeardAt,
                row.Trouble
            );
        }
    }
}
