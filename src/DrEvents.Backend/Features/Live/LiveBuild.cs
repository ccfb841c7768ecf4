using System.Data;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Makes the live read models, the history and the acknowledgements from all stored events, beside those in use: VEN by VEN, in the order of their
/// ids, then the baselines of every event, then what came in meanwhile. At the end the new tables take the place of the old ones.
/// </summary>
public sealed class LiveBuild(
    IDocumentStore store,
    NextStore nextStore,
    Standby standby,
    Pressure pressure,
    TimeProvider clock,
    ILogger<LiveBuild> log
) : RepeatedWork("Making the live read models", TimeSpan.FromSeconds(1), clock, log)
{
    /// <summary>Its name for operators.</summary>
    public const string Name = AcknowledgementProjection.BuildName;

    /// <summary>VENs of which the streams are looked up together.</summary>
    private const int VensAtOnce = 64;

    /// <summary>More documents of one VEN than these are not kept in memory for others.</summary>
    private const int DocumentsMax = 2_000;

    /// <summary>VENs that are folded side by side: one processor is left to others.</summary>
    private static readonly int Folders = Math.Max(1, Environment.ProcessorCount - 1);

    private bool _isTidy;

    private sealed record ParticipationRow(string Id, string VenId);

    private sealed record FoldedVen(LiveFold Fold, IReadOnlyList<Acknowledgement> Acknowledgements, long Events);

    /// <param name="isFirst">Whether nothing complete is in use.</param>
    public static ReadModelBuild Asked(DateTimeOffset now, long upTo, bool isFirst = false) =>
        new(Name, LiveProjection.FormVersion, ReadModelBuild.Running, now)
        {
            UpTo = upTo,
            IsFirst = isFirst,
            EventsTotal = upTo,
        };

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        if (await AskedForAsync(cancellation) is null)
        {
            await TidyAsync(cancellation);
            return;
        }
        await using var held = await LongLock.TryTakeAsync(store, Name, cancellation);
        if (held is null || await AskedForAsync(cancellation) is not { } build)
            return;
        // A participation's state says whose it is.
        if (store.Options.States().Any(s => !s.IsLevel))
            return;
        try
        {
            await MakeAsync(build with { Problem = null }, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Operators see with the progress why it does not go on.
            await store.SaveAsync(
                async session =>
                {
                    if (await session.LoadAsync<ReadModelBuild>(Name, cancellation) is { Status: ReadModelBuild.Running } made)
                        session.Store(made with { Problem = e.Message });
                },
                cancellation
            );
            throw;
        }
    }

    private async Task MakeAsync(ReadModelBuild build, CancellationToken cancellation)
    {
        using var next = nextStore.Open();
        var place = new LiveSwitch(store, next);
        if (build.Cursor.Length == 0)
            await place.CreateTablesAsync(cancellation);
        if (build is { IsFirst: true, Cursor.Length: 0 })
            await store.SaveAsync(session => session.KeepDaysOfFirstGenerationAsync(cancellation), cancellation);
        if (await VensAsync(next, build, cancellation) is not { } read)
            return;
        await place.FinishAsync(read, pressure, Clock, cancellation);
        Log.LogInformation(
            "The live read models were made from {Events} events in {Seconds:0.0} s, and are in use",
            read.EventsDone,
            read.WorkedS
        );
    }

    /// <summary>Drops the tables of earlier versions when this one's are made, and no node of before reads them any more.</summary>
    private async Task TidyAsync(CancellationToken cancellation)
    {
        if (_isTidy || !standby.Active.IsCompleted)
            return;
        await store.SaveAsync(
            async session =>
            {
                var build = await session.LoadAsync<ReadModelBuild>(Name, cancellation);
                if (build is { Status: ReadModelBuild.Done, Version: LiveProjection.FormVersion })
                    await session.DropEarlierTablesAsync(cancellation);
            },
            cancellation
        );
        _isTidy = true;
    }

    private async Task<ReadModelBuild?> AskedForAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var build = await session.LoadAsync<ReadModelBuild>(Name, cancellation);
        // One of another form is made by the nodes of its version.
        return build is { Status: ReadModelBuild.Running, Version: LiveProjection.FormVersion } ? build : null;
    }

    /// <summary>Folds VEN by VEN; null when an operator stopped it.</summary>
    private async Task<ReadModelBuild?> VensAsync(DocumentStore next, ReadModelBuild build, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var vens = (await session.StreamsAsync(Ven.StreamOf(""), cancellation)).ConvertAll(s => Ven.VenOf(s)!);
        var fleet = await FleetAsync(next, cancellation);
        foreach (var venIds in vens.Where(v => string.CompareOrdinal(v, build.Cursor) > 0).Chunk(VensAtOnce))
        {
            await pressure.GiveWayAsync(Waiter.Rebuild, cancellation);
            var begin = Clock.GetTimestamp();
            var folded = await FoldAsync(next, venIds, build.UpTo, cancellation);
            build = build with
            {
                Cursor = venIds[^1],
                EventsDone = build.EventsDone + folded.Sum(v => v.Events),
                WorkedS = build.WorkedS + Clock.GetElapsedTime(begin).TotalSeconds,
            };
            await using var saved = next.LightweightSession();
            if (await build.IsStoppedAsync(saved, cancellation))
                return null;
            foreach (var interval in folded.SelectMany(v => v.Fold.Fleet.Values))
                fleet[interval.Id] = fleet.GetValueOrDefault(interval.Id)?.Plus(interval) ?? interval;
            saved.StoreAll([.. folded.SelectMany(v => v.Fold.Fleet.Keys).Distinct().Select(id => fleet[id])], i => i.Id);
            Store(saved, folded);
            saved.Store(build);
            await saved.SaveChangesAsync(cancellation);
            Log.LogInformation("Making the read models {Progress}", build);
        }
        return build;
    }

    private static async Task<Dictionary<string, FleetInterval>> FleetAsync(DocumentStore next, CancellationToken cancellation)
    {
        await using var session = next.QuerySession();
        return (await session.Query<FleetInterval>().ToListAsync(cancellation)).ToDictionary(i => i.Id);
    }

    private static void Store(IDocumentOperations operations, IReadOnlyCollection<FoldedVen> vens)
    {
        LiveFold.StoreVens(operations, [.. vens.Select(v => v.Fold)]);
        operations.StoreAll([.. vens.SelectMany(v => v.Acknowledgements)], a => a.Id);
    }

    /// <summary>Folds these VENs; what is very much for one VEN is stored at once, which done again comes to the same.</summary>
    private async Task<List<FoldedVen>> FoldAsync(DocumentStore next, string[] venIds, long upTo, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var telemetry = await session.TelemetryStreamsAsync(venIds, cancellation);
        var participations = (
            await session.ColumnsAsync<Participation, ParticipationRow, string>(nameof(Participation.VenId), venIds, cancellation)
        ).ToLookup(p => p.VenId, p => p.Id);
        var all = new ConcurrentBag<FoldedVen>();
        await Parallel.ForEachAsync(
            venIds,
            new ParallelOptions { MaxDegreeOfParallelism = Folders, CancellationToken = cancellation },
            async (venId, stopping) =>
            {
                string[] events = [Ven.StreamOf(venId), .. participations[venId]];
                var one = await FoldAsync(venId, events, [.. telemetry[venId]], upTo, stopping);
                if (one.Fold.Closed.Count + one.Fold.Metered.Count + one.Acknowledgements.Count > DocumentsMax)
                {
                    await next.SaveAsync(saved => Store(saved, [one]), stopping);
                    one = new FoldedVen(new LiveFold { Fleet = one.Fold.Fleet }, [], one.Events);
                }
                all.Add(one);
            }
        );
        return [.. all];
    }

    private async Task<FoldedVen> FoldAsync(string venId, string[] events, string[] telemetry, long upTo, CancellationToken cancellation)
    {
        var (fold, acknowledgements, count) = (new LiveFold(), new List<Acknowledgement>(), 0L);
        await using var session = store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(cancellation);
        await foreach (var stored in VenHistory.ReadAsync(session, events, telemetry, upTo, cancellation))
        {
            count++;
            fold.Apply(stored.Stream, stored.Data);
            if (stored.Event is not null && Acknowledgement.From(stored.Event) is { } acknowledgement)
                acknowledgements.Add(acknowledgement);
        }
        foreach (var kept in await session.KeptDaysAsync<KeptDay>(venId, cancellation))
            kept.AddTo(fold, venId);
        return new FoldedVen(fold, acknowledgements, count);
    }
}
