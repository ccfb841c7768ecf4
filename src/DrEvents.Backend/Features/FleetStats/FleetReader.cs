using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Http;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.FleetStats;

/// <summary>
/// Sums over the fleet, made by the database: ten thousand VENs are summed where they are, not carried here. A VEN that was removed is in
/// none of them.
/// </summary>
public static class FleetReader
{
    /// <summary>Type of loads whose VEN never said what they are.</summary>
    public const string TypeUnknown = "unknown";

    /// <summary>The fleet now. What VENs use and could shed is summed over those that are online: of the others nobody knows.</summary>
    public static async Task<NetworkStats> NetworkAsync(IQuerySession session, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select count(*)::int,
                   (count(*) filter (where v.online))::int,
                   coalesce(sum(loads.controllable_kw) filter (where v.enabled), 0),
                   coalesce(sum(loads.available_kw) filter (where v.enabled and v.online), 0),
                   coalesce(sum((l.data->>'usedPowerKw')::float8) filter (where v.online), 0)
            from {Table<Ven>(session)} v
            left join {Table<VenLive>(session)} l on l.id = v.ven_id
            cross join lateral (
              select sum(controllable_kw) as controllable_kw, sum(available_kw) as available_kw from ({Loads}) loads
            ) loads
            where not v.removed
            """
        );
        var (activeEvents, reductionKw) = await ReductionAsync(session, now, cancellation);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        await reader.ReadAsync(cancellation);
        return new NetworkStats(
            reader.GetInt32(0),
            reader.GetInt32(1),
            reader.GetDouble(2),
            reader.GetDouble(3),
            reader.GetDouble(4),
            reductionKw,
            activeEvents,
            now
        );
    }

    /// <summary>The fleet's loads by type, by name. What they use and could shed is summed over VENs that are online.</summary>
    public static async Task<IReadOnlyList<LoadTypeStats>> LoadTypesAsync(IQuerySession session, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select loads.type,
                   count(*)::int,
                   coalesce(sum(loads.capacity_kw), 0),
                   coalesce(sum(loads.available_kw) filter (where v.online), 0),
                   coalesce(sum(loads.used_kw) filter (where v.online), 0)
            from {Table<Ven>(session)} v
            left join {Table<VenLive>(session)} l on l.id = v.ven_id
            cross join lateral ({Loads}) loads
            where not v.removed
            group by loads.type order by loads.type collate "C"
            """
        );
        var types = new List<LoadTypeStats>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            types.Add(new(reader.GetString(0), reader.GetInt32(1), reader.GetDouble(2), reader.GetDouble(3), reader.GetDouble(4)));
        }
        return types;
    }

    /// <summary>
    /// The loads of a VEN <c>v</c> with live figures <c>l</c>: a load counts with its capacity, or with its power where that was never
    /// described. <c>available_kw</c> adds up to <see cref="VenLive.AvailableKw"/>.
    /// </summary>
    private static readonly string Loads = FormattableString.Invariant(
        $"""
        select coalesce(d.load->>'type', '{TypeUnknown}') as type,
               (d.load->>'capacityKw')::float8 as capacity_kw,
               case when coalesce((d.load->>'enabled')::boolean, true)
                    then coalesce((d.load->>'capacityKw')::float8, greatest(0, p.kw)) end as controllable_kw,
               p.kw as used_kw,
               greatest(0, case when bool_or(p.shed_kw is not null) over () then p.shed_kw else p.kw end) as available_kw
        from jsonb_array_elements(v.data->'loads') as d(load)
        full join (
            select powers->>place as id, (powers->>(place + 1))::float8 as kw, (powers->>(place + 2))::float8 as shed_kw
            from (select l.data->'loads' as powers) live, generate_series(0, jsonb_array_length(powers) - 1, {FlatLoadPowers.Places}) place
        ) p on p.id = d.load->>'id'
        """
    );

    /// <summary>Over the VENs that active events hold and whose newest sample is fresh, as in <see cref="MeteredParticipation.IsFresh"/>.</summary>
    private static async Task<(int ActiveEvents, double ReductionKw)> ReductionAsync(
        IQuerySession session,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select count(distinct e.id)::int, coalesce(sum(m.current_reduction_kw), 0)
            from {Table<DrEvent>(session)} e
            left join {Table<MeteredParticipation>(session)} m on m.event_id = e.id and $2 < m.until and $2 <= m.silent_after
            where e.status = $1
            """
        )
        {
            Parameters =
            {
                new() { Value = EventStatus.Active },
                new() { Value = now.UtcDateTime },
            },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt32(0), reader.GetDouble(1));
    }

    private static string Table<T>(IQuerySession session) =>
        session.DocumentStore.Options.FindOrResolveDocumentType(typeof(T)).TableName.QualifiedName;
}
