using System.Data;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Writes all that a result rests on as one bundle, from one snapshot of the store; a page of VENs is in memory at once.</summary>
public sealed class AuditExport(IDocumentStore store, IOptions<ResultOptions> options)
{
    /// <summary>VENs that the page for people shows.</summary>
    private const int ReportedPages = 5;

    private sealed record Row(string VenId, bool WasToldToShed);

    /// <param name="to">Is written from its beginning to its end.</param>
    public async Task WriteAsync(string eventId, ResultIssued result, Stream to, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(cancellation);
        var upTo = await session.ProjectedAsync(LiveProjection.Shard, cancellation);
        var links = await session.HistoryAsync(cancellation);
        var last = links.FindLastIndex(l => l.EventId == eventId && l.Result == result.Number);
        var known = last < 0 ? long.MaxValue : links[last].UpTo;
        await using var zip = new BundleZip(to);
        await zip.AddAsync(AuditPaths.Event, text => StoredLines.WriteAsync(session, [eventId], known, text, cancellation), cancellation);
        await zip.AddAsync(AuditPaths.Parts, text => PartsAsync(session, eventId, known, text, cancellation), cancellation);
        await zip.AddAsync(
            AuditPaths.Measurement,
            text => StoredLines.WriteAsync(session, [ResultStream.Of(eventId)], known, text, cancellation),
            cancellation
        );
        await zip.AddAsync(AuditPaths.History, text => HistoryAsync(links.Take(last + 1), text), cancellation);
        var all = (await session.ResultsAsync(eventId, cancellation)).FindAll(r => last < 0 || r.Number <= result.Number);
        var reported = await session.VenResultsAsync(eventId, result.Number, "", ReportedPages, cancellation);
        var profiles = ProfilesOf(reported);
        foreach (var profile in profiles)
            await zip.AddAsync(AuditPaths.Profile(profile.Name), ShippedProfiles.TextOf(profile.Name), cancellation);
        await VensAsync(session, zip, eventId, result, profiles, upTo, cancellation);
        await zip.AddAsync(AuditPaths.Report, AuditReport.Of(eventId, result, all, reported.SelectMany(p => p.Vens)), cancellation);
        await zip.EndAsync(eventId, result.Number, cancellation);
    }

    private static async Task HistoryAsync(IEnumerable<HistoryLink> links, TextWriter text)
    {
        foreach (var link in links)
            await text.WriteLineAsync(JsonSerializer.Serialize(link, JsonSerializerOptions.Web));
    }

    private static async Task PartsAsync(
        IDocumentSession session,
        string eventId,
        long known,
        TextWriter text,
        CancellationToken cancellation
    )
    {
        var streams = await session.StreamsAsync(eventId + "/", cancellation);
        foreach (var page in streams.Order(StringComparer.Ordinal).Chunk(VenResultsIssued.VensMax))
            await StoredLines.WriteAsync(session, page, known, text, cancellation);
    }

    /// <summary>Those that were tried for the result, in that order: settings may be others by now.</summary>
    private List<BaselineProfile> ProfilesOf(IEnumerable<VenResultsIssued> pages)
    {
        var tried = pages
            .SelectMany(p => p.Vens)
            .Select(v => v.PassedOver.Select(p => p.Profile).Append(v.Profile).ToList())
            .MaxBy(names => names.Count);
        var now = options.Value.Ordered();
        string[] known = [.. tried ?? []];
        var isStillSo = now.Take(known.Length).Select(p => p.Name).SequenceEqual(known);
        return isStillSo ? [.. now] : [.. known.Select(ShippedProfiles.Get)];
    }

    private async Task VensAsync(
        IDocumentSession session,
        BundleZip zip,
        string eventId,
        ResultIssued result,
        List<BaselineProfile> profiles,
        long upTo,
        CancellationToken cancellation
    )
    {
        var hours = result.Measured();
        var told = (await session.PartsAsync<Row>([eventId], cancellation)).Where(r => r.WasToldToShed).Select(r => r.VenId);
        var readings = new RawReadings(session, hours, upTo);
        foreach (var page in told.Order(StringComparer.Ordinal).Chunk(VenResultsIssued.VensMax))
        {
            var looks = page.ToDictionary(v => v, _ => new List<VenLook>());
            await new MeasureBySeries(session, new ReadUse(session, eventId, hours.Zone), hours, profiles, Looked).OfAsync(
                page,
                cancellation
            );
            foreach (var venId in page)
                await readings.WriteAsync(zip, venId, looks[venId], cancellation);

            // A longer look takes the place of the first one by the same profile.
            void Looked(VenLook look)
            {
                looks[look.VenId].RemoveAll(l => l.RestsOn == look.RestsOn && l.Profile.Name == look.Profile.Name);
                looks[look.VenId].Add(look);
            }
        }
    }
}
