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
    private const string Loads = $"""
        select coalesce(d.load->>'type', '{TypeUnknown}') as type,
               (d.load->>'capacityKw')::float8 as capacity_kw,
               case when coalesce((d.load->>'enabled')::boolean, true)
                    then coalesce((d.load->>'capacityKw')::float8, greatest(0, (p.load->>'kw')::float8)) end as controllable_kw,
               (p.load->>'kw')::float8 as used_kw,
               case when bool_or(p.load->>'shedKw' is not null) over ()
                    then greatest(0, (p.load->>'shedKw')::float8)
                    else greatest(0, (p.load->>'kw')::float8) end as available_kw
        from jsonb_array_elements(v.data->'loads') as d(load)
        full join jsonb_array_elements(l.data->'loads') as p(load) on p.load->>'id' = d.load->>'id'
        """;

    /// <summary>Over the VENs that active events hold and whose newest sample is fresh, as in <see cref="MeteredParticipation.IsFresh"/>; see <see cref="MeteredParticipation.CurrentReductionKw"/>.</summary>
    private static async Task<(int ActiveEvents, double ReductionKw)> ReductionAsync(
        IQuerySession session,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select count(distinct e.id)::int,
                   coalesce(sum(coalesce((m.data->>'baselineKw')::float8 - (m.data->>'lastUsedKw')::float8, (m.data->>'lastClaimedKw')::float8)), 0)
            from {Table<DrEvent>(session)} e
            left join {Table<MeteredParticipation>(session)} m on m.event_id = e.id and (m.data->>'until')::timestamptz > $2
                 and (m.data->>'lastAt')::timestamptz
                     >= $2 - make_interval(secs => {Silence.IntervalsMax} * (m.data->>'reportIntervalSeconds')::int)
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
