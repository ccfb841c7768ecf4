using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using Marten.Events;

namespace DrEvents.Backend.Features.Live;

/// <summary>What VENs do now and what running events come to, from the ends of streams: there in seconds, while a rebuild may take hours.</summary>
public static class LiveSeed
{
    /// <summary>VENs whose samples are in memory at once.</summary>
    private const int VensAtOnce = 50;

    /// <summary>More than a VEN's day has.</summary>
    private const int SamplesMax = 20_000;

    private sealed record VenRow(string VenId);

    /// <summary>
    /// The time from which on samples are read: with the half hour before the start, by which it is measured how others' use moves, and the interval
    /// before that, which may be known in part only.
    /// </summary>
    public static DateTimeOffset Since(IEnumerable<DrEvent> active, DateTimeOffset now) =>
        Interval.StartOf(active.Select(e => ControlGroup.Needed(e).Start).Append(now).Min() - Interval.Length, Interval.Length);

    /// <summary>Stores it, unless the tables hold something already.</summary>
    /// <param name="before">The first sequence that the projection folds itself.</param>
    /// <param name="now">The time of that event.</param>
    public static async Task PlantAsync(IDocumentStore store, long before, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        if (await session.LoadAsync<LivePage>(LivePage.TheOne, cancellation) is not null)
            return;
        var fold = new LiveFold();
        var active = await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation);
        var since = Since(active, now);
        foreach (var vens in (await session.ColumnsAsync<Ven, VenRow, bool>(nameof(Ven.Removed), [false], cancellation)).Chunk(VensAtOnce))
            await AddAsync(vens);
        string[] measured = [.. active.Select(e => BaselineSealed.StreamOf(e.Id))];
        foreach (var baseline in await session.EventsOfAsync(measured, [typeof(BaselineSealed)], cancellation))
        {
            if (baseline.Sequence < before)
                fold.Apply(baseline.StreamKey!, baseline.Data);
        }
        LiveFold.StoreVens(session, [fold]);
        session.StoreAll(fold.Fleet.Values, i => i.Id);
        session.Store(new LivePage(LivePage.TheOne, "seed", 0, since));
        await session.SaveChangesAsync(cancellation);

        async Task AddAsync(VenRow[] vens)
        {
            string[] streams = [.. vens.Select(v => Ven.StreamOf(v.VenId))];
            // As it was known then, and not as it is now: readings stand for their time by it.
            var intervals = await session
                .Events.QueryAllRawEvents()
                .Where(e =>
                    e.StreamKey!.IsOneOf(streams)
                    && e.EventTypesAre(typeof(ReportIntervalChanged), typeof(RestoreNotKnown), typeof(LoadsDescribed))
                    && e.Sequence < before
                )
                .OrderBy(e => e.Sequence)
                .ToListAsync(cancellation);
            foreach (var changed in intervals)
                fold.Apply(changed.StreamKey!, changed.Data);
            var json = session.DocumentStore.Options.Serializer();
            string[] participations = [.. vens.SelectMany(v => active.Select(e => Participation.StreamOf(e.Id, v.VenId)))];
            string[] days = [.. vens.SelectMany(v => TelemetryStreams.Between(v.VenId, since, now))];
            var events = (await session.EventsOfAsync(participations, cancellation)).Select(e =>
                (e.Sequence, Stream: e.StreamKey!, e.Data)
            );
            var (rows, _) = await session.TailsAsync(days, SamplesMax, cancellation);
            var samples = rows.SelectMany(r => r)
                .Select(r => (r.Sequence, r.Stream, Data: (object)StoredSample.Read(r, json)))
                .Where(s => ((TelemetrySampled)s.Data).LiveAt >= since);
            foreach (var (_, stream, data) in events.Concat(samples).Where(e => e.Sequence < before).OrderBy(e => e.Sequence))
                fold.Apply(stream, data);
        }
    }
}
