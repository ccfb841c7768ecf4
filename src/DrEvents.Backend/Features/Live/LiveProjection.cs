using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.History;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Keeps <see cref="VenLive"/>, <see cref="MeteredParticipation"/> and the history up to date: four reads at most and one write a page of
/// events, whatever the number of events.
/// </summary>
public sealed class LiveProjection : IProjection
{
    private readonly LiveCache _cache = new();

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

        await _cache.BeginAsync(operations, cancellation);
        var vens = await _cache.VensAsync(operations, venIds, cancellation);
        foreach (var (venId, at) in earliestSampleAt)
        {
            foreach (var service in vens.GetValueOrDefault(venId)?.Services ?? [])
            {
                if (service.To > at)
                    meterIds.Add(Participation.StreamOf(service.EventId, venId));
            }
        }
        var metered = await _cache.MeteredAsync(operations, meterIds, cancellation);
        var served = await _cache.ServedAsync(operations, venIds, cancellation);
        var before = (
            Vens: new Dictionary<string, VenLive>(vens),
            Metered: new Dictionary<string, MeteredParticipation>(metered),
            Served: new Dictionary<string, ServedEvents>(served)
        );

        var history = await HistoryPage.ReadAsync(operations, events, vens, served, cancellation);
        var fold = new LiveFold(vens, metered);
        foreach (var e in events)
        {
            fold.Apply(e.StreamKey!, e.Data);
            history.Fold.Apply(e.StreamKey!, e.Data);
        }

        history.Store(operations, vens);
        _cache.Store(operations, Changed(vens, before.Vens), Changed(metered, before.Metered), Changed(served, before.Served));
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
