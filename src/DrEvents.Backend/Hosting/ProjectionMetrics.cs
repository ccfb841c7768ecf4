using System.Diagnostics.Metrics;
using Marten;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Progress of the projections for whoever observes the meter <c>DrEvents.Projections</c>: events behind, and seconds behind, by projection.
/// </summary>
public sealed class ProjectionMetrics : RepeatedWork
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IDocumentStore _store;
    private volatile IReadOnlyList<ProjectionLag> _lags = [];

    /// <summary>Creates the instruments.</summary>
    public ProjectionMetrics(IDocumentStore store, IMeterFactory meters, TimeProvider clock, ILogger<ProjectionMetrics> log)
        : base("Reading how far the projections are behind", Interval, clock, log)
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

    /// <inheritdoc />
    protected override async Task DoAsync(CancellationToken cancellation) => _lags = await ProjectionLag.ReadAsync(_store, cancellation);

    private static KeyValuePair<string, object?> TagOf(ProjectionLag lag) => new("projection", lag.Name);
}
