using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using Marten.Events.Projections;

namespace DrEvents.Backend.Features.Live;

/// <summary>Four reads at most and one write a page of events, whatever the number of events.</summary>
public sealed class LiveProjection : ProjectionBase, IProjection
{
    public const string ProjectionName = "Live";

    /// <summary>
    /// Raised with every change after which documents that were written before lack something, or are read as something else. One of them,
    /// <see cref="KeptFigures"/>, holds what the room of measurement calls EventTotals, as JSON: a change of its form, or of how it is added up, counts too.
    /// </summary>
    public const uint FormVersion = 8;
    public static readonly string Shard = ShardName.Compose(ProjectionName, version: FormVersion).Identity;

    public static readonly Type[] Documents =
    [
        typeof(VenLive),
        typeof(MeteredParticipation),
        typeof(LivePage),
        typeof(VenInterval),
        typeof(FleetInterval),
        typeof(KeptFigures),
    ];

    /// <summary>Live, a page is what came in meanwhile; behind, a large one folds several samples of a VEN into one write.</summary>
    public const int PageMax = 5_000;
    private readonly LiveCache _cache = new();
    private readonly Pressure? _pressure;

    public LiveProjection(Pressure? pressure)
    {
        _pressure = pressure;
        Name = ProjectionName;
        Version = FormVersion;
        IncludeType<TelemetrySampled>();
        IncludeType<ReportIntervalChanged>();
        IncludeType<RestoreNotKnown>();
        IncludeType<LoadsDescribed>();
        IncludeType<BaselineSealed>();
        IncludeType<CommandDispatched>();
        IncludeType<AckReceived>();
        IncludeType<OptedOut>();
        IncludeType<OptedIn>();
        IncludeType<ParticipationDisplaced>();
        IncludeType<ParticipationEnded>();
        Options.BatchSize = PageMax;
        foreach (var document in Documents)
            Options.DeleteViewTypeOnTeardown(document);
    }

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        if (_pressure is not null)
            await _pressure.GiveWayAsync(Waiter.ReadModels, cancellation);
        if (!await _cache.BeginAsync(operations, cancellation))
        {
            await LiveSeed.PlantAsync(operations.DocumentStore, events[0].Sequence, events[0].Timestamp, cancellation);
            await _cache.BeginAsync(operations, cancellation);
        }
        var touched = new Touched(events);
        var vens = await _cache.Vens.GetAsync(operations, touched.VenIds, cancellation);
        var (lateIds, fleetIds) = touched.Intervals(vens);
        var meterIds = touched.MeterIds(vens);
        var fold = new LiveFold
        {
            Vens = vens,
            Metered = await _cache.Metered.GetAsync(operations, meterIds, cancellation),
            Closed = lateIds.Count == 0 ? [] : (await operations.LoadManyAsync<VenInterval>(cancellation, lateIds)).ToDictionary(i => i.Id),
            Fleet =
                fleetIds.Count == 0 ? [] : (await operations.LoadManyAsync<FleetInterval>(cancellation, fleetIds)).ToDictionary(i => i.Id),
        };
        foreach (var e in events)
            fold.Apply(e.StreamKey!, e.Data);
        operations.StoreAll(fold.Closed.Values, i => i.Id);
        operations.StoreAll(fold.Fleet.Values, i => i.Id);
        await KeptFigures.ForgetAsync(operations, meterIds, fold.Counted(), events[^1].Timestamp, cancellation);
        _cache.Store(operations, fold);
    }
}
