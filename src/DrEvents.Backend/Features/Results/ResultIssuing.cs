using System.Data;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>
/// Makes results, each from one snapshot of the store, and appends them one after the other for each event. Imports and acceptances that the read models have
/// not passed yet are left out, so that whoever makes a result again knows by <see cref="ResultIssued.AsOf"/> what it rests on.
/// </summary>
public sealed class ResultIssuing(
    IDocumentStore store,
    IOptions<ResultOptions> options,
    IOptions<LikeDayOptions> likeDays,
    TimeProvider clock
)
{
    private sealed record Row(string VenId, bool WasToldToShed);

    /// <summary>Whether the live read models hold all since then.</summary>
    public static async Task<bool> IsReadyAsync(IQuerySession session, DateTimeOffset began, CancellationToken cancellation) =>
        await LiveReadiness.SinceAsync(session, cancellation) is not { } since || since <= began;

    /// <summary>Whether the read models do not hold yet what the event's result is to be made again for.</summary>
    public static async Task<bool> IsBehindAsync(IQuerySession session, string eventId, CancellationToken cancellation) =>
        await session.LoadAsync<AskedReview>(eventId, cancellation) is { Knows: { } knows }
        && await session.ProjectedAsync(LiveProjection.Shard, cancellation) < knows;

    /// <summary>Appends a result to the session where it differs from the newest one, or is the first.</summary>
    /// <returns>The newest result, and whether it was made now; null where the event has none.</returns>
    public async Task<(ResultIssued? Newest, bool IsNew)> IssueAsync(
        IDocumentSession session,
        string eventId,
        bool isAskedFor,
        CancellationToken cancellation
    )
    {
        // Another node, or a message that comes again, waits here, and then finds what this one has issued.
        await session.HoldAsync(ResultStream.Of(eventId), cancellation);
        var before = (await session.ResultsAsync(eventId, cancellation)).LastOrDefault();
        await using var snapshot = store.LightweightSession(IsolationLevel.RepeatableRead);
        await snapshot.BeginTransactionAsync(cancellation);
        if (await snapshot.LoadAsync<DrEvent>(eventId, cancellation) is not { } state || ResultHours.Of(state) is not { } hours)
            return (before, false);
        var now = clock.GetUtcNow();
        var asOf = await snapshot.ProjectedAsync(LiveProjection.Shard, cancellation);
        var made = await MakeAsync(snapshot, state, hours, asOf, now, cancellation);
        var was = before is null ? [] : await WasAsync(session, eventId, before.Number, cancellation);
        var result = made.After(before, was, asOf, isAskedFor, now);
        if (result is null)
            return (before, false);
        var pages = made.Vens.Chunk(VenResultsIssued.VensMax).Select(page => new VenResultsIssued(result.Number, page));
        session.Events.Append(
            ResultStream.Of(eventId),
            [.. pages, new Event<ResultIssued>(result) { Id = ResultStream.IdOf(eventId, result.Number) }]
        );
        return (result, true);
    }

    private async Task<ResultMade> MakeAsync(
        IQuerySession session,
        DrEvent state,
        ResultHours hours,
        long asOf,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var zone = likeDays.Value.Zone;
        var measured = hours.Measured(options.Value.IntervalMinutes, zone);
        var around = ResultHours.Around(state, measured);
        var told = (await session.PartsAsync<Row>([state.Id], cancellation)).Where(r => r.WasToldToShed).Select(r => r.VenId);
        var use = new ReadUse(session, state.Id, zone)
        {
            MetersUpTo = asOf,
            AcceptedUpTo = asOf,
            TemperaturesUpTo = asOf,
        };
        var measure = new MeasureAssigned(session, use, state.Id, state.ActivatedAt!.Value, measured, options.Value.Ordered());
        var vensAround = new MeasureVensAround(session, use, measured, around, now);
        var made = new ResultMade(
            hours,
            measured,
            state.RequestedReductionKw,
            DateTimeZoneProviders.Tzdb.VersionId,
            around,
            now,
            [.. options.Value.Ordered().Select(p => p.Name)]
        );
        foreach (var page in told.Order(StringComparer.Ordinal).Chunk(VenResultsIssued.VensMax))
        {
            var results = await vensAround.OfAsync(await measure.OfAsync(page, cancellation), measure.Minutes, cancellation);
            foreach (var venId in page)
                made.Add(venId, results[venId]);
        }
        return made;
    }

    /// <summary>What the VENs of a result were, each as texts by its id: the results themselves are too large to keep beside the new ones.</summary>
    private static async Task<Dictionary<string, VenWas>> WasAsync(
        IQuerySession session,
        string eventId,
        int number,
        CancellationToken cancellation
    )
    {
        var was = new Dictionary<string, VenWas>();
        await foreach (var page in session.AllVenResultsAsync(eventId, number, cancellation))
        {
            foreach (var ven in page.Vens)
                was.Add(ven.VenId, VenWas.Of(ven));
        }
        return was;
    }
}

/// <summary>Reads results from their stream.</summary>
public static class ReadResults
{
    /// <summary>Each look for pages goes through all of the stream, so that it is for several.</summary>
    private const int PagesAtOnce = 10;

    /// <summary>All that were issued of an event, oldest first.</summary>
    public static async Task<List<ResultIssued>> ResultsAsync(this IQuerySession session, string eventId, CancellationToken cancellation) =>
        [
            .. (await session.EventsOfAsync(ResultStream.Of(eventId), [typeof(ResultIssued)], cancellation)).Select(e =>
                (ResultIssued)e.Data
            ),
        ];

    /// <summary>All pages of a result's VENs, in the order of their ids; a few are in memory at once.</summary>
    public static async IAsyncEnumerable<VenResultsIssued> AllVenResultsAsync(
        this IQuerySession session,
        string eventId,
        int number,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        for (var from = ""; ; )
        {
            var pages = await session.VenResultsAsync(eventId, number, from, PagesAtOnce, cancellation);
            foreach (var page in pages)
                yield return page;
            if (pages.Count < PagesAtOnce)
                yield break;
            // No id lies between one and the same with the smallest character at its end: the next page is the first from there on.
            from = pages[^1].Vens[^1].VenId + "\u0001";
        }
    }

    /// <summary>Pages of VENs of a result, from the one on in which this VEN is or would be.</summary>
    public static Task<List<VenResultsIssued>> VenResultsAsync(
        this IQuerySession session,
        string eventId,
        int number,
        string from,
        int most,
        CancellationToken cancellation
    ) =>
        session.PagesAsync<VenResultsIssued>(
            ResultStream.Of(eventId),
            ("number", number.ToString(CultureInfo.InvariantCulture)),
            ("vens", "venId"),
            from,
            most,
            cancellation
        );
}
