using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Folds stored events, those of one VEN in order, into live figures, meters and history, the same to the last digit. Projection, rebuild and
/// replay all run this, so that what an auditor rebuilds is what the operator saw.
/// </summary>
public sealed class LiveFold
{
    public Dictionary<string, VenLive> Vens { get; init; } = [];
    public Dictionary<string, MeteredParticipation> Metered { get; init; } = [];

    /// <summary>Earlier intervals of VENs, by id: those that were closed, and those that a late sample changes.</summary>
    public Dictionary<string, VenInterval> Closed { get; init; } = [];
    public Dictionary<string, FleetInterval> Fleet { get; init; } = [];

    /// <summary>The VENs' intervals in times into which readings fell.</summary>
    public IEnumerable<VenInterval> Counted()
    {
        var starts = Fleet.Values.Select(f => f.Start).ToHashSet();
        return Closed.Values.Concat(Vens.Values.Select(v => v.OpenInterval).OfType<VenInterval>()).Where(i => starts.Contains(i.Start));
    }

    /// <summary>Stores the documents of VENs; those of the fleet add up over all folds.</summary>
    public static void StoreVens(IDocumentOperations operations, IReadOnlyCollection<LiveFold> folds)
    {
        operations.StoreAll([.. folds.SelectMany(f => f.Vens.Values)], v => v.Id);
        operations.StoreAll([.. folds.SelectMany(f => f.Metered.Values)], m => m.Id);
        operations.StoreAll([.. folds.SelectMany(f => f.Closed.Values)], i => i.Id);
    }

    public void Apply(string stream, object stored)
    {
        switch (stored)
        {
            case TelemetrySampled sample when TelemetryStreams.VenOf(stream) is { } venId:
                Sampled(venId, sample);
                break;
            case AckReceived { Standing: AckStandings.First } answer when Participation.Parse(stream) is var (owner, venId):
                Vens[venId] = Live(venId) with { ResponseMs = answer.ResponseMs };
                if (EventIds.IsValid(owner))
                    Answered(stream, owner, venId, answer);
                break;
            case ReportIntervalChanged changed when Ven.VenOf(stream) is { } venId:
                Vens[venId] = Live(venId) with { ReportIntervalSeconds = changed.Seconds };
                break;
            case LoadsDescribed described when Ven.VenOf(stream) is { } venId:
                Vens[venId] = Live(venId) with { Generates = described.Generate, LargestLoadKw = described.LargestKw };
                break;
            case RestoreNotKnown when Ven.VenOf(stream) is { } venId:
                Vens[venId] = Live(venId) with { KnowsNoRestore = true };
                break;
            case BaselineSealed baseline when BaselineSealed.EventOf(stream) is { } eventId:
                var id = Participation.StreamOf(eventId, baseline.VenId);
                Metered[id] = Meter(id, eventId, baseline.VenId) with
                {
                    BaselineKw = baseline.Verified ? baseline.BaselineKw : null,
                    BaselineSpreadKw = baseline.Verified ? baseline.SpreadKw() : null,
                    LikeDays = baseline.Course(),
                };
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
        Vens[venId] = live with { Held = held };
        var meter = Meter(stream, eventId, venId);
        meter = stored switch
        {
            CommandDispatched { Op: CommandOps.ShedPanel } e => meter.Asked(e, live),
            CommandDispatched { Op: CommandOps.Event } => meter,
            OptedIn e => meter.TakenUp(e),
            AckReceived e => meter.Answered(e),
            _ => meter.NotAsked(),
        };
        Metered[stream] = meter with
        {
            ReportIntervalSeconds = live.ReportIntervalSeconds,
            Until = held.LastOrDefault(s => s.EventId == eventId)?.To ?? default,
        };
    }

    /// <summary>A VEN that refuses is in no event; what its meter shows is nobody's doing.</summary>
    private void Answered(string stream, string eventId, string venId, AckReceived answer)
    {
        var meter = Meter(stream, eventId, venId);
        if (answer.Ok || answer.CorrelationId != meter.AskedId)
            Metered[stream] = meter.Answered(answer);
        else
            IsHeld(stream, eventId, venId, answer);
    }

    private void Sampled(string venId, TelemetrySampled sample)
    {
        var live = Live(venId);
        var at = sample.LiveAt;
        var held = live.HeldAt(at);
        var open = live.OpenInterval;
        var interval = IntervalOf(venId, open, at);
        var watched = Watched(live, sample, interval);
        // A spike is known by the reading after it.
        if (watched.Before != ReadingFlags.None && open is not null)
        {
            var flagged = open with { Flags = open.FlagsWith(watched.Before) };
            (interval, open) = (interval.Start == open.Start ? flagged : interval, flagged);
        }
        // A kept sample that comes late begins its interval by itself: what was before it may not be here yet.
        var beforeAt = interval.LastAt ?? (live.At < at && !sample.IsOutOfOrder ? live.At : null);
        var seconds = interval.SecondsOf(at, beforeAt, live.ReportIntervalSeconds);
        // What a reading stands for before the VEN's part began is none of it.
        var heldSeconds =
            held is null || at <= interval.LastAt
                ? seconds
                : ReadingTime.Seconds(at - (beforeAt > held.From ? beforeAt.Value : held.From), live.ReportIntervalSeconds);
        var counted = sample.IsImplausible
            ? interval with
            {
                LeftOut = interval.LeftOut + 1,
                Flags = interval.FlagsWith(watched.Now),
            }
            : interval.After(sample, held, beforeAt, seconds, heldSeconds, watched.Now);
        var part = ReturnSums.SpanBefore(live, at);
        if (part is not null)
            counted = counted with { IsAfterPart = true };
        if (!sample.IsImplausible && !(at < live.At))
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
        Vens[venId] = live with
        {
            HeardAt = live.HeardAt > sample.ReceivedAt ? live.HeardAt : sample.ReceivedAt,
            OpenInterval = Counted(open, interval, counted),
            Watch = watched.After,
        };
        if (held is not null)
        {
            var id = Participation.StreamOf(held.EventId, venId);
            var meter = Meter(id, held.EventId, venId);
            Metered[id] = sample.IsImplausible
                ? meter with
                {
                    LeftOut = meter.LeftOut + 1,
                }
                : meter.After(sample, live.ReportIntervalSeconds, heldSeconds);
        }
        else if (part is not null)
        {
            var id = Participation.StreamOf(part.EventId, venId);
            if (!(at <= interval.LastAt))
                seconds = ReadingTime.Seconds(at - (beforeAt > part.To ? beforeAt.Value : part.To), live.ReportIntervalSeconds);
            Metered[id] = ReturnSums.Counted(Meter(id, part.EventId, venId), sample, part, seconds);
        }
    }

    private static Watched Watched(VenLive live, TelemetrySampled sample, VenInterval interval) =>
        live.Watch.Next(
            new WatchedReading(
                sample.LiveAt,
                sample.UsedPowerKw,
                sample.ReceivedAt,
                sample.IsOutOfOrder,
                sample.IsAhead,
                sample.IsImplausible,
                sample.IsOfSharedTopic
            ),
            live.Meter,
            interval.IsKnownAt(sample.LiveAt, live.ReportIntervalSeconds)
        );

    private VenInterval IntervalOf(string venId, VenInterval? open, DateTimeOffset at)
    {
        var start = Interval.StartOf(at, Interval.Length);
        return start == open?.Start ? open
            : start < open?.Start && Closed.TryGetValue(VenInterval.IdOf(venId, start), out var closed) ? closed
            : VenInterval.Of(venId, start);
    }

    /// <summary>Counts the change in the fleet's interval, and returns the VEN's newest interval; a later one closes an open one.</summary>
    private VenInterval Counted(VenInterval? open, VenInterval before, VenInterval after)
    {
        CountInFleet(before, after);
        if (after.Start < open?.Start)
        {
            Closed[after.Id] = after;
            return open!;
        }
        if (open is not null && open.Start < after.Start)
            Closed[open.Id] = open;
        return after;
    }

    public void CountInFleet(VenInterval before, VenInterval after)
    {
        var name = Interval.Name(after.Start);
        Fleet[name] = (Fleet.GetValueOrDefault(name) ?? FleetInterval.Of(after.Start)).After(before, after);
    }

    private VenLive Live(string venId) => Vens.GetValueOrDefault(venId) ?? new VenLive { Id = venId };

    private MeteredParticipation Meter(string id, string eventId, string venId) =>
        Metered.GetValueOrDefault(id) ?? new MeteredParticipation(id, eventId, venId);
}
