using System.Runtime.CompilerServices;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>
/// Reads every stored event that an event's figures rest on, those of one VEN in the order in which they were stored, whether they are in the
/// table of events or in the archive.
/// </summary>
public static class ReplaySource
{
    private const int PageSize = 5_000;

    /// <summary>VENs that are read together: so many of their archived days are in memory at once.</summary>
    private const int VensAtOnce = 10;

    /// <summary>
    /// The event's own stream and its measurement; for each VEN in it the VEN's own stream, all its participations (another event may have
    /// held it meanwhile) and its telemetry of the event's days. The session has to read all of it in one snapshot.
    /// </summary>
    public static async IAsyncEnumerable<(long Sequence, string Stream, object Data)> ReadAsync(
        IQuerySession session,
        DrEvent owner,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var byVen = await StreamsOfVensAsync(session, owner, cancellation);
        string[][] groups =
        [
            [owner.Id, BaselineSealed.StreamOf(owner.Id)],
            .. byVen.Chunk(VensAtOnce).Select(vens => vens.SelectMany(streams => streams).ToArray()),
        ];
        foreach (var streams in groups)
        {
            await foreach (var stored in InOrderAsync(session, streams, cancellation))
                yield return stored;
        }
    }

    private static async IAsyncEnumerable<(long Sequence, string Stream, object Data)> InOrderAsync(
        IQuerySession session,
        string[] streams,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var json = session.DocumentStore.Options.Serializer();
        var archived = new Queue<(string Stream, ArchivedSample Sample)>(
            (await ArchivedDays.SamplesAsync(session, streams, cancellation)).OrderBy(a => a.Sample.Sequence)
        );
        for (var after = 0L; ; )
        {
            var page = await session
                .Events.QueryAllRawEvents()
                .Where(e => e.StreamKey!.IsOneOf(streams) && e.Sequence > after)
                .OrderBy(e => e.Sequence)
                .Take(PageSize)
                .ToListAsync(cancellation);
            foreach (IEvent e in page)
            {
                while (archived.TryPeek(out var older) && older.Sample.Sequence < e.Sequence)
                    yield return Archived(archived.Dequeue());
                yield return (e.Sequence, e.StreamKey!, e.Data);
            }
            if (page.Count < PageSize)
                break;
            after = page[^1].Sequence;
        }
        while (archived.Count > 0)
            yield return Archived(archived.Dequeue());

        (long, string, object) Archived((string Stream, ArchivedSample Sample) a) => (a.Sample.Sequence, a.Stream, a.Sample.Read(json));
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

    /// <summary>The streams of each VEN that has a part in the event.</summary>
    private static async Task<List<IEnumerable<string>>> StreamsOfVensAsync(
        IQuerySession session,
        DrEvent owner,
        CancellationToken cancellation
    )
    {
        var participations = await NamesAsync(session, "id like $1 || '/%'", [owner.Id], cancellation);
        var venIds = participations.ConvertAll(p => p[(owner.Id.Length + 1)..]);
        var others = await NamesAsync(
            session,
            "id like 'evt-%' and substr(id, strpos(id, '/') + 1) = any($1) and strpos(id, '/') > 0",
            [venIds.ToArray()],
            cancellation
        );
        var partsOf = others.ToLookup(p => Participation.Parse(p)?.VenId);
        var first = owner.ActivatedAt ?? owner.StartTime;
        return venIds.ConvertAll(v => partsOf[v].Append(Ven.StreamOf(v)).Concat(TelemetryStreams.Between(v, first, owner.EndTime)));
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
