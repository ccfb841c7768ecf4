using System.Runtime.CompilerServices;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Reads every stored event that an event's figures rest on, in the order in which they were stored.</summary>
public static class ReplaySource
{
    private const int PageSize = 5_000;

    /// <summary>
    /// The event's own stream and its measurement; for each VEN in it the VEN's own stream, all its participations (another event may have
    /// held it meanwhile) and its telemetry of the event's days.
    /// </summary>
    public static async IAsyncEnumerable<(long Sequence, string Stream, object Data)> ReadAsync(
        IQuerySession session,
        DrEvent owner,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var streams = await StreamsAsync(session, owner, cancellation);
        for (var after = 0L; ; )
        {
            var page = await session
                .Events.QueryAllRawEvents()
                .Where(e => e.StreamKey!.IsOneOf(streams) && e.Sequence > after)
                .OrderBy(e => e.Sequence)
                .Take(PageSize)
                .ToListAsync(cancellation);
            foreach (IEvent e in page)
                yield return (e.Sequence, e.StreamKey!, e.Data);
            if (page.Count < PageSize)
                yield break;
            after = page[^1].Sequence;
        }
    }

    /// <summary>The sequence up to which a projection has folded all stored events.</summary>
    public static async Task<long> ProjectedAsync(IQuerySession session, string projection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select last_seq_id from {EventStore.Schema}.mt_event_progression where name = $1")
        {
            Parameters = { new() { Value = projection + ":All" } },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation) ? reader.GetInt64(0) : 0;
    }

    private static async Task<string[]> StreamsAsync(IQuerySession session, DrEvent owner, CancellationToken cancellation)
    {
        var participations = await NamesAsync(session, "id like $1 || '/%'", [owner.Id], cancellation);
        var venIds = participations.ConvertAll(p => p[(owner.Id.Length + 1)..]);
        var others = await NamesAsync(
            session,
            "id like 'evt-%' and substr(id, strpos(id, '/') + 1) = any($1) and strpos(id, '/') > 0",
            [venIds.ToArray()],
            cancellation
        );
        var first = owner.ActivatedAt ?? owner.StartTime;
        var telemetry = venIds.SelectMany(v => TelemetryStreams.Between(v, first, owner.EndTime));
        return [owner.Id, BaselineSealed.StreamOf(owner.Id), .. others, .. venIds.Select(Ven.StreamOf), .. telemetry];
    }

    private static async Task<List<string>> NamesAsync(
        IQuerySession session,
        string where,
        object[] parameters,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand($"select id from {EventStore.Schema}.mt_streams where {where} order by id");
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        var names = new List<string>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            names.Add(reader.GetString(0));
        return names;
    }
}
