using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Folds stored events, those of one VEN in order, into live figures, meters and history, the same to the last digit. Projection, rebuild and
/// replay all run this, so that what an auditor rebuilds is what the operator saw.
/// </summary>
/// <param name="closed">Earlier intervals of VENs, by id: those that were closed, and those that a late sample changes.</param>
public sealed class LiveFold(
    Dictionary<string, VenLive> vens,
    Dictionary<string, MeteredParticipation> metered,
    Dictionary<string, VenInterval> closed,
    Dictionary<string, FleetInterval> fleet
)
{
    public LiveFold()
        : this([], [], [], []) { }

    public IReadOnlyDictionary<string, MeteredParticipation> Metered => metered;

    public IReadOnlyList<HeldSpan> Held(string venId) => vens.GetValueOrDefault(venId)?.Held ?? [];

    public void Apply(string stream, object stored)
    {
        switch (stored)
        {
            case TelemetrySampled sample when TelemetryStreams.VenOf(stream) is { } venId:
                Sampled(venId, sample);
                break;
            case AckReceived { Standing: AckStandings.First } answer when Participation.Parse(stream) is var (_, venId):
                vens[venId] = Live(venId) with { ResponseMs = answer.ResponseMs };
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
            or ParticipationEnded when Participation.Parse(stream) is var (eventId, venId) && EventIds.IsValid(eventId):
                IsHeld(stream, eventId, venId, stored);
                break;
        }
    }

    private void IsHeld(string stream, string eventId, string venId, object stored)
    {
        var live = Live(venId);
        var held = HeldSpans.After(live.Held, eventId, stored);
        vens[venId] = live with { Held = held };
        metered[stream] = Meter(stream, eventId, venId) with
        {
            ReportIntervalSeconds = live.ReportIntervalSeconds,
            Until = held.LastOrDefault(s => s.EventId == eventId)?.To ?? default,
        };
    }

    private void Sampled(string venId, TelemetrySampled sample)
    {
        var live = Live(venId);
        var at = sample.LiveAt;
        var held = live.HeldAt(at);
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
        vens[venId] = live with
        {
            HeardAt = live.HeardAt > sample.ReceivedAt ? live.HeardAt : sample.ReceivedAt,
            OpenInterval = Counted(venId, live.OpenInterval, sample, held),
        };
        if (held is not null)
        {
            var id = Participation.StreamOf(held.EventId, venId);
            metered[id] = Meter(id, held.EventId, venId).After(sample, live.ReportIntervalSeconds);
        }
    }

    /// <summary>Counts the sample in its interval and in the fleet's, and returns the VEN's newest interval; a later one closes an open one.</summary>
    private VenInterval Counted(string venId, VenInterval? open, TelemetrySampled sample, HeldSpan? held)
    {
        var start = Interval.StartOf(sample.LiveAt, Interval.Length);
        var isLate = start < open?.Start;
        var before =
            isLate ? closed.GetValueOrDefault(VenInterval.IdOf(venId, start)) ?? VenInterval.Of(venId, start)
            : start == open?.Start ? open
            : VenInterval.Of(venId, start);
        var after = before.After(sample, held);
        var name = Interval.Name(start);
        fleet[name] = (fleet.GetValueOrDefault(name) ?? new FleetInterval { Id = name, Start = start }).After(before, after);
        if (isLate)
        {
            closed[after.Id] = after;
            return open!;
        }
        if (open is not null && open.Start < start)
            closed[open.Id] = open;
        return after;
    }

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
