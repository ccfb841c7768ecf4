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
public sealed partial class LiveBuild(
    IDocumentStore store,
    NextStore nextStore,
    Pressure pressure,
    TimeProvider clock,
    ILogger<LiveBuild> log
) : RepeatedWork("Making the live read models", Interval, clock, log)
{
    /// <summary>Its name for operators.</summary>
    public const string Name = AcknowledgementProjection.BuildName;

    /// <summary>VENs of which the streams are looked up together.</summary>
    private const int VensAtOnce = 64;

    /// <summary>VENs that are folded side by side: one processor is left to others.</summary>
    private static readonly int Folders = Math.Max(1, Environment.ProcessorCount - 1);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private sealed record ParticipationRow(string Id, string VenId);

    /// <summary>The making as it is when it is asked for.</summary>
    /// <param name="now">When that is.</param>
    /// <param name="upTo">The last sequence to read.</param>
    /// <param name="isFirst">Whether nothing complete is in use.</param>
    public static ReadModelBuild Asked(DateTimeOffset now, long upTo, bool isFirst = false) =>
        new()
        {
            Id = Name,
            Version = LiveProjection.FormVersion,
            Status = ReadModelBuild.Running,
            UpTo = upTo,
            IsFirst = isFirst,
            EventsTotal = upTo,
            BeganAt = now,
        };

    /// <inheritdoc />
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        if (await AskedForAsync(cancellation) is null)
            return;
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
            await TellAsync(e.Message, cancellation);
            throw;
        }
    }

    private async Task MakeAsync(ReadModelBuild build, CancellationToken cancellation)
    {
        using var next = nextStore.Open();
        if (build.Cursor.Length == 0)
            await LiveTables.CreateAsync(next, cancellation);
        if (build is { IsFirst: true, Cursor.Length: 0 })
            await KeepDaysAsync(cancellation);
        if (await VensAsync(next, build, cancellation) is not { } read)
            return;
        await LiveSwitch.FinishAsync(store, next, read, pressure, Clock, cancellation);
        await DropEarlierAsync(cancellation);
        LogDone(log, read.EventsDone, read.WorkedS);
    }

    /// <summary>Operators see with the progress why it does not go on.</summary>
    private async Task TellAsync(string problem, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        if (await session.LoadAsync<ReadModelBuild>(Name, cancellation) is { Status: ReadModelBuild.Running } build)
            session.Store(build with { Problem = problem });
        await session.SaveChangesAsync(cancellation);
    }

    private async Task KeepDaysAsync(CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await session.KeepDaysOfFirstGenerationAsync(cancellation);
        await session.SaveChangesAsync(cancellation);
    }

    /// <summary>Nothing reads the tables of earlier versions any more.</summary>
    private async Task DropEarlierAsync(CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await session.DropEarlierTablesAsync(cancellation);
        await session.SaveChangesAsync(cancellation);
    }

    private async Task<ReadModelBuild?> AskedForAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var build = await session.LoadAsync<ReadModelBuild>(Name, cancellation);
        return build?.Status == ReadModelBuild.Running ? build : null;
    }

    /// <summary>Folds VEN by VEN; null when an operator stopped it.</summary>
    private async Task<ReadModelBuild?> VensAsync(DocumentStore next, ReadModelBuild build, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var vens = (await session.StreamsAsync(Ven.StreamOf(""), cancellation)).ConvertAll(s => Ven.VenOf(s)!);
        var fleet = await FleetSums.LoadAsync(next, cancellation);
        foreach (var venIds in vens.Where(v => string.CompareOrdinal(v, build.Cursor) > 0).Chunk(VensAtOnce))
        {
            await pressure.GiveWayAsync(Waiter.Rebuild, cancellation);
            var begin = Clock.GetTimestamp();
            var folded = await FoldAsync(next, venIds, build.UpTo, cancellation);
            build = build with
            {
                Cursor = venIds[^1],
                EventsDone = build.EventsDone + folded.Events,
                WorkedS = build.WorkedS + Clock.GetElapsedTime(begin).TotalSeconds,
            };
            await using var saved = next.LightweightSession();
            if (await build.IsStoppedAsync(saved, cancellation))
                return null;
            fleet.Add(folded.Documents.Fleet.Values);
            fleet.Store(saved);
            folded.StoreOfVens(saved);
            saved.Store(build);
            await saved.SaveChangesAsync(cancellation);
            LogProgress(log, build);
        }
        return build;
    }

    /// <summary>Folds these VENs; what is very much for one VEN is stored at once, which done again comes to the same.</summary>
    private async Task<FoldedVens> FoldAsync(DocumentStore next, string[] venIds, long upTo, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var telemetry = await session.TelemetryStreamsAsync(venIds, cancellation);
        var participations = (
            await session.ColumnsAsync<Participation, ParticipationRow, string>(nameof(Participation.VenId), venIds, cancellation)
        ).ToLookup(p => p.VenId, p => p.Id);
        var all = new FoldedVens();
        await Parallel.ForEachAsync(
            venIds,
            new ParallelOptions { MaxDegreeOfParallelism = Folders, CancellationToken = cancellation },
            async (venId, stopping) =>
            {
                var streams = new VenStreams([Ven.StreamOf(venId), .. participations[venId]], [.. telemetry[venId]]);
                var one = await FoldAsync(venId, streams, upTo, stopping);
                if (one.IsLarge)
                    await one.StoreNowAsync(next, stopping);
                lock (all)
                    all.Add(one);
            }
        );
        return all;
    }

    private async Task<FoldedVens> FoldAsync(string venId, VenStreams streams, long upTo, CancellationToken cancellation)
    {
        var folded = new FoldedVens();
        var fold = folded.Documents.Fold();
        await using var session = store.QuerySession();
        await using var rows = store.LightweightSession(IsolationLevel.RepeatableRead);
        await rows.BeginTransactionAsync(cancellation);
        await foreach (var stored in VenHistory.ReadAsync(session, rows, streams, upTo, cancellation))
        {
            folded.Events++;
            fold.Apply(stored.Stream, stored.Data);
            if (stored.Event is not null && Acknowledgement.From(stored.Event) is { } acknowledgement)
                folded.Acknowledgements.Add(acknowledgement);
        }
        foreach (var kept in await KeptDay.OfAsync(session, venId, cancellation))
            kept.AddTo(folded.Documents, venId);
        return folded;
    }

    [LoggerMessage(LogLevel.Information, "Making the read models {Progress}")]
    private static partial void LogProgress(ILogger log, ReadModelBuild progress);

    [LoggerMessage(LogLevel.Information, "The live read models were made from {Events} events in {Seconds:0.0} s, and are in use")]
    private static partial void LogDone(ILogger log, long events, double seconds);
}
