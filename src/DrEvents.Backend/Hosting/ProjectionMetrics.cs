namespace DrEvents.Backend.Hosting;

/// <summary>Events and seconds that projections are behind, for whoever observes the meter <c>DrEvents.Projections</c>.</summary>
public sealed class ProjectionMetrics : RepeatedWork
{
    private readonly IDocumentStore _store;
    private volatile IReadOnlyList<ProjectionLag> _lags = [];

    public ProjectionMetrics(IDocumentStore store, IMeterFactory meters, TimeProvider clock, ILogger<ProjectionMetrics> log)
        : base("Reading how far the projections are behind", TimeSpan.FromSeconds(5), clock, log)
    {
        _store = store;
        var meter = meters.Create("DrEvents.Projections");
        meter.CreateObservableGauge(
            "drevents.projections.behind",
            () => _lags.Select(l => new Measurement<long>(l.Events, TagOf(l))),
            "{event}",
            "Stored events that a projection has not folded yet"
        );
        meter.CreateObservableGauge(
            "drevents.projections.lag",
            () => _lags.Select(l => new Measurement<double>(l.Age.TotalSeconds, TagOf(l))),
            "s",
            "How long the oldest of them has been stored"
        );
    }

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = _store.QuerySession();
        _lags = await session.LagsAsync(cancellation);
    }

    private static KeyValuePair<string, object?> TagOf(ProjectionLag lag) => new("projection", lag.Name);
}
