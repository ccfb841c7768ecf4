using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Folds stored events, in the order of their storing, into live figures. The projection and the replay both run this and nothing else,
/// so that what an auditor rebuilds is what the operator saw.
/// </summary>
/// <param name="vens">Live figures by VEN.</param>
/// <param name="metered">Metered participations by stream.</param>
public sealed class LiveFold(Dictionary<string, VenLive> vens, Dictionary<string, MeteredParticipation> metered)
{
    /// <summary>Services that a VEN's live figures keep; samples older than the oldest of them belong to no event here.</summary>
    private const int ServicesMax = 16;

    /// <summary>Live figures by VEN.</summary>
    public IReadOnlyDictionary<string, VenLive> Vens => vens;

    /// <summary>Metered participations by stream.</summary>
    public IReadOnlyDictionary<string, MeteredParticipation> Metered => metered;

    /// <summary>One more event of this stream.</summary>
    public void Apply(string stream, object stored)
    {
        switch (stored)
        {
            case TelemetrySampled sample when TelemetryStreams.VenOf(stream) is { } venId:
                Sampled(venId, sample);
                break;
            case ReportIntervalChanged changed when Ven.VenOf(stream) is { } venId:
                vens[venId] = Live(venId) with { ReportIntervalSeconds = changed.Seconds };
                break;
            case BaselineSealed baseline when BaselineSealed.EventOf(stream) is { } eventId:
                var id = Participation.StreamOf(eventId, baseline.VenId);
                metered[id] = Meter(id, eventId, baseline.VenId) with { BaselineKw = baseline.Verified ? baseline.BaselineKw : null };
                break;
            case CommandDispatched
            or OptedOut
            or OptedIn
            or ParticipationDisplaced
            or ParticipationEnded
                when Participation.Parse(stream) is var (eventId, venId)
                    && !eventId.StartsWith(DirectCommands.Prefix, StringComparison.Ordinal):
                Served(stream, eventId, venId, stored);
                break;
        }
    }

    private void Served(string stream, string eventId, string venId, object stored)
    {
        var live = Live(venId);
        var services = stored switch
        {
            CommandDispatched { Op: CommandOps.ShedPanel } e => Open(live.Services, eventId, e.At, e.EndsAt ?? e.ExpiresAt),
            CommandDispatched { Op: CommandOps.Event, StartsAt: { } from } e => Added(
                Close(live.Services, eventId, e.At),
                new Service(eventId, from, e.EndsAt ?? e.ExpiresAt)
            ),
            CommandDispatched { Op: CommandOps.Restore } e => Close(live.Services, eventId, e.At),
            OptedOut e => Close(live.Services, eventId, e.ReceivedAt),
            OptedIn e => Open(live.Services, eventId, e.StartsAt ?? e.ReceivedAt, e.EndsAt),
            ParticipationDisplaced e => Close(live.Services, eventId, e.At),
            ParticipationEnded e => Close(live.Services, eventId, e.At),
            _ => live.Services,
        };
        vens[venId] = live with { Services = services };
        metered[stream] = Meter(stream, eventId, venId) with
        {
            ReportIntervalSeconds = live.ReportIntervalSeconds,
            Until = services.LastOrDefault(s => s.EventId == eventId)?.To ?? default,
        };
    }

    private void Sampled(string venId, TelemetrySampled sample)
    {
        var live = Live(venId);
        var at = sample.LiveAt;
        if (live.At is null || at >= live.At)
        {
            live = live with
            {
                At = at,
                UsedPowerKw = sample.UsedPowerKw,
                ShedPowerKw = sample.ShedPowerKw,
                BatterySoc = sample.BatterySoc ?? live.BatterySoc,
                Loads = sample.Loads ?? live.Loads,
            };
        }
        vens[venId] = live with { HeardAt = live.HeardAt > sample.ReceivedAt ? live.HeardAt : sample.ReceivedAt };

        // Newest first: where two services touch, the later one holds the VEN.
        for (var i = live.Services.Count - 1; i >= 0; i--)
        {
            var service = live.Services[i];
            if (at < service.From || at >= service.To)
                continue;
            var id = Participation.StreamOf(service.EventId, venId);
            metered[id] = Counted(Meter(id, service.EventId, venId), sample, at, live.ReportIntervalSeconds);
            return;
        }
    }

    private static MeteredParticipation Counted(MeteredParticipation meter, TelemetrySampled sample, DateTimeOffset at, int intervalSeconds)
    {
        meter = meter with
        {
            Samples = meter.Samples + 1,
            UsedSumKw = meter.UsedSumKw + sample.UsedPowerKw,
            Claims = meter.Claims + (sample.ShedPowerKw is null ? 0 : 1),
            ClaimedSumKw = meter.ClaimedSumKw + (sample.ShedPowerKw ?? 0),
            ReportIntervalSeconds = intervalSeconds,
        };
        return meter.LastAt is { } last && at < last
            ? meter
            : meter with
            {
                LastAt = at,
                LastUsedKw = sample.UsedPowerKw,
                LastClaimedKw = sample.ShedPowerKw,
            };
    }

    private static List<Service> Open(IReadOnlyList<Service> services, string eventId, DateTimeOffset from, DateTimeOffset to)
    {
        // A new command for the event that holds the VEN already changes the end of its time, not the beginning.
        var closed = Close(services, eventId, from);
        return services.Count > 0 && services[^1] is { } last && last.EventId == eventId && last.To > from
            ? [.. closed.SkipLast(1), last with { To = to }]
            : Added(closed, new Service(eventId, from, to));
    }

    private static List<Service> Added(List<Service> services, Service newest) => [.. services.TakeLast(ServicesMax - 1), newest];

    private static List<Service> Close(IReadOnlyList<Service> services, string eventId, DateTimeOffset at) =>
        [.. services.Select(s => s.EventId == eventId && s.To > at ? s with { To = at < s.From ? s.From : at } : s)];

    private VenLive Live(string venId) => vens.GetValueOrDefault(venId) ?? new VenLive { Id = venId };

    private MeteredParticipation Meter(string id, string eventId, string venId) =>
        metered.GetValueOrDefault(id)
        ?? new MeteredParticipation
        {
            Id = id,
            EventId = eventId,
            VenId = venId,
        };
}
