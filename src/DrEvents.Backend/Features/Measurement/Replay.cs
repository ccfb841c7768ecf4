using System.Data;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Contracts.Http;
using Marten;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>
/// Rebuilds an event's figures from its streams alone and compares them, field by field, with the stored read models: the auditor's
/// question whether what the operator saw is what the streams say.
/// </summary>
public sealed class Replay(IDocumentStore store, TimeProvider clock)
{
    /// <summary>The report; null when there is no such event.</summary>
    public async Task<ReplayReport?> OfAsync(string eventId, CancellationToken cancellation)
    {
        // One snapshot for both halves: what comes in meanwhile is in neither.
        await using var session = store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(cancellation);
        if (await EventFigures.ReadAsync(session, eventId, cancellation) is not { } stored)
            return null;
        var plan = await session.LoadAsync<EventPlan>(eventId, cancellation);
        var (replayed, replayedPlan, eventsRead, eventsPending) = await FromStreamsAsync(session, stored.Event, cancellation);
        var now = clock.GetUtcNow();
        var storedMetrics = EventMetrics.Of(stored.Event, stored.Totals(now));
        var replayedMetrics = EventMetrics.Of(replayed.Event, replayed.Totals(now));
        var differences = new List<ReplayDifference>();
        Compare("event", stored.Event, replayed.Event, differences);
        Compare("plan", plan, replayedPlan, differences);
        Compare("metrics", storedMetrics, replayedMetrics, differences);
        CompareEach("participation", stored.Parts.ToDictionary(p => p.VenId), replayed.Parts.ToDictionary(p => p.VenId), differences);
        CompareEach("meter", stored.Metered, replayed.Metered, differences);
        return new ReplayReport(eventId, differences.Count == 0, eventsRead, storedMetrics, replayedMetrics, differences, eventsPending);
    }

    private static async Task<(EventFigures Figures, EventPlan? Plan, long EventsRead, long EventsPending)> FromStreamsAsync(
        IQuerySession session,
        DrEvent stored,
        CancellationToken cancellation
    )
    {
        DrEvent? state = null;
        EventPlan? plan = null;
        var parts = new Dictionary<string, Participation>();
        var fold = new LiveFold([], []);
        var (eventsRead, eventsPending) = (0L, 0L);
        var projected = await ReplaySource.ProjectedAsync(session, LiveCapability.ProjectionName, cancellation);
        await foreach (var (sequence, stream, data) in ReplaySource.ReadAsync(session, stored, cancellation))
        {
            eventsRead++;
            if (stream == stored.Id)
                (state, plan) = (DrEvent.Fold(state, stream, data), EventPlan.Fold(plan, stream, data));
            else if (Participation.Parse(stream) is var (owner, _) && owner == stored.Id)
                parts[stream] = Participation.Fold(parts.GetValueOrDefault(stream), stream, data)!;
            // The states above are as new as their streams; the live figures are as new as their projection.
            if (sequence <= projected)
                fold.Apply(stream, data);
            else
                eventsPending++;
        }
        var metered = fold.Metered.Where(m => m.Value.EventId == stored.Id).ToDictionary();
        var inOrder = parts.Values.OrderBy(p => p.VenId, StringComparer.Ordinal).ToList();
        return (new EventFigures(state ?? stored with { Status = "no stream" }, inOrder, metered), plan, eventsRead, eventsPending);
    }

    private static void CompareEach<T>(
        string what,
        IReadOnlyDictionary<string, T> stored,
        IReadOnlyDictionary<string, T> replayed,
        List<ReplayDifference> differences
    )
    {
        foreach (var key in stored.Keys.Union(replayed.Keys).Order(StringComparer.Ordinal))
            Compare($"{what} {key}", stored.GetValueOrDefault(key), replayed.GetValueOrDefault(key), differences);
    }

    /// <summary>Compares all fields, as JSON: a double is equal only if every digit is.</summary>
    private static void Compare<T>(string where, T? stored, T? replayed, List<ReplayDifference> differences) =>
        Compare(
            where,
            JsonSerializer.SerializeToNode(stored, JsonSerializerOptions.Web),
            JsonSerializer.SerializeToNode(replayed, JsonSerializerOptions.Web),
            differences
        );

    private static void Compare(string where, JsonNode? stored, JsonNode? replayed, List<ReplayDifference> differences)
    {
        if (stored is JsonObject a && replayed is JsonObject b)
        {
            foreach (var name in a.Select(p => p.Key).Union(b.Select(p => p.Key)))
                Compare($"{where}.{name}", a[name], b[name], differences);
        }
        else if (stored is JsonArray x && replayed is JsonArray y && x.Count == y.Count)
        {
            for (var i = 0; i < x.Count; i++)
                Compare(string.Create(CultureInfo.InvariantCulture, $"{where}[{i}]"), x[i], y[i], differences);
        }
        else if (stored?.ToJsonString() != replayed?.ToJsonString())
        {
            differences.Add(new ReplayDifference(where, stored?.ToJsonString(), replayed?.ToJsonString()));
        }
    }
}
