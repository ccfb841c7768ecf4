using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>Makes results and appends them, in one transaction and one after the other for each event.</summary>
public sealed class ResultIssuing(IOptions<ResultOptions> options, IOptions<LikeDayOptions> likeDays, TimeProvider clock)
{
    private sealed record Row(string VenId, bool WasToldToShed);

    /// <summary>Whether the live read models hold all since then.</summary>
    public static async Task<bool> IsReadyAsync(IQuerySession session, DateTimeOffset began, CancellationToken cancellation) =>
        await LiveReadiness.SinceAsync(session, cancellation) is not { } since || since <= began;

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
        if (await session.LoadAsync<DrEvent>(eventId, cancellation) is not { } state || ResultHours.Of(state) is not { } hours)
            return (before, false);
        var asOf = await session.ProjectedAsync(LiveProjection.Shard, cancellation);
        var made = await MakeAsync(session, state, hours, cancellation);
        var was = before is null ? [] : await WasAsync(session, eventId, before.Number, cancellation);
        var result = made.After(before, was, asOf, isAskedFor, clock.GetUtcNow());
        if (result is null)
            return (before, false);
        var pages = made.Vens.Chunk(VenResultsIssued.VensMax).Select(page => new VenResultsIssued(result.Number, page));
        session.Events.Append(
            ResultStream.Of(eventId),
            [.. pages, new Event<ResultIssued>(result) { Id = ResultStream.IdOf(eventId, result.Number) }]
        );
        return (result, true);
    }

    private async Task<ResultMade> MakeAsync(IDocumentSession session, DrEvent state, ResultHours hours, CancellationToken cancellation)
    {
        var zone = likeDays.Value.Zone;
        var measured = new MeasuredHours(
            Instant.FromDateTimeOffset(hours.Start),
            Instant.FromDateTimeOffset(hours.End),
            options.Value.IntervalMinutes,
            zone
        );
        var told = (await session.PartsAsync<Row>([state.Id], cancellation)).Where(r => r.WasToldToShed).Select(r => r.VenId);
        var measure = new MeasureBySeries(session, new ReadUse(session, state.Id, zone), measured, options.Value.Ordered());
        var made = new ResultMade(hours, measured, state.RequestedReductionKw, DateTimeZoneProviders.Tzdb.VersionId);
        foreach (var page in told.Order(StringComparer.Ordinal).Chunk(VenResultsIssued.VensMax))
        {
            var results = await measure.OfAsync(page, cancellation);
            foreach (var venId in page)
                made.Add(venId, results[venId]);
        }
        return made;
    }

    /// <summary>What the VENs of a result were, each as one text by its id: the results themselves are too large to keep beside the new ones.</summary>
    private static async Task<Dictionary<string, string>> WasAsync(
        IQuerySession session,
        string eventId,
        int number,
        CancellationToken cancellation
    )
    {
        var was = new Dictionary<string, string>();
        await foreach (var page in session.AllVenResultsAsync(eventId, number, cancellation))
        {
            foreach (var ven in page.Vens)
                was.Add(ven.VenId, ResultMade.TextOf(ven));
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
