using System.Data;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>The auditor's question: are an event's figures and baselines, rebuilt from the streams alone, what was shown?</summary>
public sealed class Replay(IDocumentStore store, TimeProvider clock, int lookedMax = ReplayedLooks.LookedMax)
{
    private sealed record Replayed(
        EventFigures Figures,
        EventPlan? Plan,
        long Read,
        long Pending,
        HeldEver Held,
        List<string> Gone,
        ReplayedLooks Looks
    );

    public async Task<ReplayReport?> OfAsync(string eventId, CancellationToken cancellation)
    {
        // One snapshot for both halves: what comes in meanwhile is in neither.
        await using var session = store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(cancellation);
        if (await session.LoadAsync<DrEvent>(eventId, cancellation) is not { } owner)
            return null;
        var stored = await EventFigures.ReadAsync(session, owner, cancellation);
        var plan = await session.LoadAsync<EventPlan>(eventId, cancellation);
        var replayed = await FromStreamsAsync(session, stored.Event, cancellation);
        var now = clock.GetUtcNow();
        var storedMetrics = EventMetrics.Of(stored.Event, stored.Totals(now));
        var replayedMetrics = EventMetrics.Of(replayed.Figures.Event, replayed.Figures.Totals(now));
        var differences = new Differences();
        differences.Compare("event", stored.Event, replayed.Figures.Event);
        differences.Compare("plan", plan, replayed.Plan);
        differences.Compare("metrics", storedMetrics, replayedMetrics);
        // What was shown of an event that is over may have been kept.
        if (
            owner.IsOver
            && replayed.Pending == 0
            && EndedTotals.Kept(await session.LoadAsync<KeptFigures>(eventId, cancellation)) is { } kept
        )
            differences.Compare("kept metrics", EventMetrics.Of(owner, kept), storedMetrics);
        differences.CompareEach(
            "participation",
            stored.Participations.ToDictionary(p => p.VenId),
            replayed.Figures.Participations.ToDictionary(p => p.VenId)
        );
        differences.CompareEach("meter", stored.Metered, replayed.Figures.Metered);
        // Where samples are gone, what was looked at then cannot be seen any more.
        if (replayed.Gone.Count == 0)
            differences.AddAll(replayed.Looks.Differences);
        var baselines = await new BaselineAudit(session, replayed.Figures, replayed.Held, differences).RunAsync(now, cancellation);
        return new ReplayReport(
            eventId,
            differences.All.Count == 0,
            replayed.Read,
            storedMetrics,
            replayedMetrics,
            differences.All,
            replayed.Pending,
            baselines.Recomputed,
            [.. replayed.Gone.Union(baselines.NotRecomputable).Order(StringComparer.Ordinal)]
        );
    }

    private async Task<Replayed> FromStreamsAsync(IDocumentSession session, DrEvent stored, CancellationToken cancellation)
    {
        DrEvent? state = null;
        EventPlan? plan = null;
        var participations = new Dictionary<string, Participation>();
        var (fold, held) = (new LiveFold(), new HeldEver());
        var (eventsRead, eventsPending) = (0L, 0L);
        var looks = new ReplayedLooks(stored.Id);
        var projected = await session.ProjectedAsync(LiveProjection.Shard, cancellation);
        var decisions = (await session.EventsOfAsync([stored.Id], cancellation)).Select(e => e.Data).OfType<SharesAdjusted>();
        var vens = (await session.StreamsAsync(stored.Id + "/", cancellation)).Count;
        var after = 0L;
        foreach (var upTo in ReplayedLooks.Windows(decisions, vens, lookedMax))
        {
            await foreach (var (sequence, stream, data, _, _) in ReplaySource.ReadAsync(session, stored, after, upTo, cancellation))
                Read(sequence, stream, data);
            looks.Compare(upTo, fold);
            after = upTo;
        }
        var metered = fold.Metered.Where(m => m.Value.EventId == stored.Id).ToDictionary();
        // Of VENs whose samples of the event retention has deleted, the meters are taken as they were then.
        var (first, last) = (
            TelemetryDays.Of(stored.ActivatedAt ?? stored.StartTime),
            TelemetryDays.Of(stored.EndTime + ReturnSums.Watched)
        );
        var gone = await session.DeletedVensAsync([.. participations.Values.Select(p => p.VenId)], first, last, cancellation);
        foreach (var venId in gone)
        {
            var kept = await session.KeptDaysAsync<KeptDay>(venId, cancellation);
            foreach (var meter in kept.SelectMany(d => d.Meters).Where(m => m.EventId == stored.Id))
                metered[meter.Id] = meter;
        }
        var inOrder = participations.Values.OrderBy(p => p.VenId, StringComparer.Ordinal).ToList();
        var owner = state ?? stored with { Status = "no stream" };
        var chosen = (await ControlGroupSealed.ReadAsync(session, [stored.Id], cancellation)).GetValueOrDefault(stored.Id);
        var others = chosen is not null && EventFigures.AreOthersNeeded(metered.Values) ? ControlGroup.Of(owner, chosen, fold) : null;
        var figures = new EventFigures(owner, inOrder, metered, others);
        return new Replayed(figures, plan, eventsRead, eventsPending, held, gone, looks);

        void Read(long sequence, string stream, object data)
        {
            eventsRead++;
            if (data is SharesAdjusted adjusted)
                looks.Add(state!, adjusted);
            else
                looks.Before(sequence, stream, data, fold);
            if (stream == stored.Id)
                (state, plan) = (DrEvent.Fold(state, stream, data), EventPlan.Fold(plan, stream, data));
            else if (Participation.Parse(stream) is var (partOf, _) && partOf == stored.Id)
                participations[stream] = Participation.Fold(participations.GetValueOrDefault(stream), stream, data)!;
            // The states above are as new as their streams; the live figures are as new as their projection.
            if (sequence <= projected)
            {
                fold.Apply(stream, data);
                if (Participation.Parse(stream) is var (_, venId))
                    held.Note(venId, fold);
            }
            else
                eventsPending++;
        }
    }
}
