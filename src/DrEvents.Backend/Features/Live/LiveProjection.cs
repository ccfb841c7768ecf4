using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.History;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Keeps <see cref="VenLive"/>, <see cref="MeteredParticipation"/> and the history up to date: five reads at most and one write a page of
/// events, whatever the number of events.
/// </summary>
public sealed class LiveProjection : IProjection
{
    /// <inheritdoc />
    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var earliestSampleAt = new Dictionary<string, DateTimeOffset>();
        var venIds = new HashSet<string>();
        var meterIds = new HashSet<string>();
        foreach (var e in events)
            Touches(e, venIds, meterIds, earliestSampleAt);
        if (venIds.Count == 0 && meterIds.Count == 0)
            return;

        var vens = (await operations.LoadManyAsync<VenLive>(cancellation, venIds)).ToDictionary(v => v.Id);
        foreach (var (venId, at) in earliestSampleAt)
        {
            foreach (var service in vens.GetValueOrDefault(venId)?.Services ?? [])
            {
                if (service.To > at)
                    meterIds.Add(Participation.StreamOf(service.EventId, venId));
            }
        }
        var metered = (await operations.LoadManyAsync<MeteredParticipation>(cancellation, meterIds)).ToDictionary(m => m.Id);
        var before = (Vens: new Dictionary<string, VenLive>(vens), Metered: new Dictionary<string, MeteredParticipation>(metered));

        var history = await HistoryPage.ReadAsync(operations, events, vens, cancellation);
        var fold = new LiveFold(vens, metered);
        foreach (var e in events)
        {
            fold.Apply(e.StreamKey!, e.Data);
            history.Fold.Apply(e.StreamKey!, e.Data);
        }

        history.Store(operations, vens);
        operations.StoreAll(Changed(vens, before.Vens), v => v.Id);
        operations.StoreAll(Changed(metered, before.Metered), m => m.Id, "event_id", m => m.EventId);
    }

    private static List<T> Changed<T>(Dictionary<string, T> after, Dictionary<string, T> before)
        where T : class => [.. after.Where(d => !ReferenceEquals(d.Value, before.GetValueOrDefault(d.Key))).Select(d => d.Value)];

    private static void Touches(
        IEvent e,
        HashSet<string> venIds,
        HashSet<string> meterIds,
        Dictionary<string, DateTimeOffset> earliestSampleAt
    )
    {
        switch (e.Data)
        {
            case TelemetrySampled sample when TelemetryStreams.VenOf(e.StreamKey!) is { } venId:
                venIds.Add(venId);
                if (!earliestSampleAt.TryGetValue(venId, out var earliest) || sample.LiveAt < earliest)
                    earliestSampleAt[venId] = sample.LiveAt;
                break;
            case ReportIntervalChanged when Ven.VenOf(e.StreamKey!) is { } venId:
                venIds.Add(venId);
                break;
            case BaselineSealed sealed_ when BaselineSealed.EventOf(e.StreamKey!) is { } eventId:
                meterIds.Add(Participation.StreamOf(eventId, sealed_.VenId));
                break;
            case AckReceived when Participation.Parse(e.StreamKey!) is var (_, venId):
                venIds.Add(venId);
                break;
            case CommandDispatched
            or OptedOut
            or OptedIn
            or ParticipationDisplaced
            or ParticipationEnded when Participation.Parse(e.StreamKey!) is var (_, venId):
                venIds.Add(venId);
                meterIds.Add(e.StreamKey!);
                break;
        }
    }
}
