using System.Data;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Writes all that a result rests on as one bundle, from one snapshot of the store; a page of VENs is in memory at once.</summary>
public sealed class AuditExport(IDocumentStore store, IOptions<ResultOptions> options, ReceiptKey key)
{
    /// <summary>VENs that the page for people shows.</summary>
    private const int ReportedPages = 5;

    private sealed record Row(string VenId, bool WasToldToShed);

    /// <summary>What counts of what is stored.</summary>
    /// <param name="UpTo">The stored event up to which the read models are folded.</param>
    /// <param name="Imported">That up to which it knew what was imported.</param>
    /// <param name="IsSuperseded">One that was superseded rests on what was known then; the newest on what its read models hold.</param>
    private sealed record AsKnown(long UpTo, long Imported, bool IsSuperseded);

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
        var results = await session.ResultsAsync(eventId, cancellation);
        var all = results.FindAll(r => last < 0 || r.Number <= result.Number);
        var reported = await session.VenResultsAsync(eventId, result.Number, "", ReportedPages, cancellation);
        var profiles = ProfilesOf(result, reported);
        foreach (var profile in profiles)
            await zip.AddAsync(AuditPaths.Profile(profile.Name), ShippedProfiles.TextOf(profile.Name), cancellation);
        var asKnown = new AsKnown(
            upTo,
            await ImportedThenAsync(session, eventId, result, cancellation),
            results.Exists(r => r.Number > result.Number)
        );
        var others = await VensAsync(session, zip, eventId, result, profiles, asKnown, cancellation);
        foreach (var name in others.Except(profiles.Select(p => p.Name)).Order(StringComparer.Ordinal))
            await zip.AddAsync(AuditPaths.Profile(name), ShippedProfiles.TextOf(name), cancellation);
        await zip.AddAsync(AuditPaths.Report, AuditReport.Of(eventId, result, all, reported.SelectMany(p => p.Vens)), cancellation);
        await zip.EndAsync(eventId, result.Number, key.Key, cancellation);
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

    /// <summary>Those that were tried for the result beside the assigned ones, in that order: settings may be others by now.</summary>
    private List<BaselineProfile> ProfilesOf(ResultIssued result, IEnumerable<VenResultsIssued> pages)
    {
        if (result.Order is { } order)
            return [.. order.Select(ShippedProfiles.Get)];
        // Of a result from before it is what its VENs say.
        var now = options.Value.Ordered();
        var tried = pages
            .SelectMany(p => p.Vens)
            .Select(v => (v.Assigned, Names: v.PassedOver.Select(p => p.Profile).Append(v.Profile).ToList()))
            .ToList();
        var isStillSo = tried.TrueForAll(t =>
            AssignableProfiles.Order(t.Assigned, now).Take(t.Names.Count).Select(p => p.Name).SequenceEqual(t.Names)
        );
        return isStillSo || tried.Count == 0 ? [.. now] : [.. tried.MaxBy(t => t.Names.Count).Names.Select(ShippedProfiles.Get)];
    }

    /// <summary>What was imported later was not known to the result; one by earlier rules took all that was there when it was issued.</summary>
    private static async Task<long> ImportedThenAsync(
        IQuerySession session,
        string eventId,
        ResultIssued result,
        CancellationToken cancellation
    ) =>
        result.ReadingRule >= ReadingRules.MissingIsProvisional
            ? result.AsOf
            : (await session.EventsOfAsync(ResultStream.Of(eventId), [typeof(ResultIssued)], cancellation))
                .First(e => ((ResultIssued)e.Data).Number == result.Number)
                .Sequence;

    /// <returns>The profiles that VENs were looked at by, beside those of the settings.</returns>
    private async Task<IEnumerable<string>> VensAsync(
        IDocumentSession session,
        BundleZip zip,
        string eventId,
        ResultIssued result,
        List<BaselineProfile> profiles,
        AsKnown asKnown,
        CancellationToken cancellation
    )
    {
        var hours = result.Measured();
        var told = (await session.PartsAsync<Row>([eventId], cancellation)).Where(r => r.WasToldToShed).Select(r => r.VenId);
        var readings = new RawReadings(session, hours, asKnown.IsSuperseded ? Math.Min(asKnown.UpTo, result.AsOf) : asKnown.UpTo);
        var use = new ReadUse(session, eventId, hours.Zone)
        {
            Earlier = asKnown.IsSuperseded ? new EarlierUse(readings.UseAsync, readings.FlagsAsync) : null,
            MetersUpTo = asKnown.Imported,
            AcceptedUpTo = result.AsOf,
            TemperaturesUpTo = asKnown.Imported,
        };
        var began = (await session.LoadAsync<DrEvent>(eventId, cancellation))?.ActivatedAt ?? result.Start;
        var others = new HashSet<string>();
        var aroundLooks = new Dictionary<string, VenAroundLook>();
        var vensAround = new MeasureVensAround(session, use, hours, result.Around, result.At, l => aroundLooks[l.VenId] = l);
        foreach (var page in told.Order(StringComparer.Ordinal).Chunk(VenResultsIssued.VensMax))
        {
            var looks = page.ToDictionary(v => v, _ => new List<VenLook>());
            var measure = new MeasureAssigned(session, use, eventId, began, hours, profiles, Looked);
            var measured = await measure.OfAsync(page, cancellation);
            others.UnionWith(measure.Others);
            aroundLooks.Clear();
            await vensAround.OfAsync(measured, measure.Minutes, cancellation);
            foreach (var venId in page)
                await readings.WriteAsync(
                    zip,
                    venId,
                    measured[venId].Result?.Assigned,
                    looks[venId],
                    aroundLooks.GetValueOrDefault(venId),
                    cancellation
                );

            // A longer look takes the place of the first one by the same profile.
            void Looked(VenLook look)
            {
                looks[look.VenId].RemoveAll(l => (l.RestsOn, l.Profile.Name, l.Sealed) == (look.RestsOn, look.Profile.Name, look.Sealed));
                looks[look.VenId].Add(look);
            }
        }
        return others;
    }
}
