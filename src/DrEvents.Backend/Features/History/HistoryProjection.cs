using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Telemetry;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace DrEvents.Backend.Features.History;

/// <summary>Keeps the intervals up to date: three reads and one write a page of events.</summary>
public sealed class HistoryProjection : IProjection
{
    /// <inheritdoc />
    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var intervalIds = new HashSet<string>();
        var fleetIds = new HashSet<string>();
        var venIds = new HashSet<string>();
        foreach (var e in events)
            Touches(e, intervalIds, fleetIds, venIds);
        if (venIds.Count == 0)
            return;

        var intervals = (await operations.LoadManyAsync<VenInterval>(cancellation, intervalIds)).ToDictionary(i => i.Id);
        var fleet = (await operations.LoadManyAsync<FleetInterval>(cancellation, fleetIds)).ToDictionary(i => i.Id);
        var served = (await operations.LoadManyAsync<ServedEvents>(cancellation, venIds)).ToDictionary(s => s.Id);
        var servedBefore = new Dictionary<string, ServedEvents>(served);

        var fold = new HistoryFold(intervals, fleet, served);
        foreach (var e in events)
            fold.Apply(e.StreamKey!, e.Data);

        operations.Store(intervals.Values.ToArray());
        operations.Store(fleet.Values.ToArray());
        operations.Store(
            served.Where(s => !ReferenceEquals(s.Value, servedBefore.GetValueOrDefault(s.Key))).Select(s => s.Value).ToArray()
        );
    }

    private static void Touches(IEvent e, HashSet<string> intervalIds, HashSet<string> fleetIds, HashSet<string> venIds)
    {
        switch (e.Data)
        {
            case TelemetrySampled sample when TelemetryStreams.VenOf(e.StreamKey!) is { } venId:
                var start = Interval.StartOf(sample.LiveAt, Interval.Length);
                intervalIds.Add(VenInterval.IdOf(venId, start));
                fleetIds.Add(Interval.Name(start));
                venIds.Add(venId);
                break;
            case CommandDispatched
            or OptedOut
            or OptedIn
            or ParticipationDisplaced
            or ParticipationEnded when Participation.Parse(e.StreamKey!) is var (_, venId):
                venIds.Add(venId);
                break;
        }
    }
}
