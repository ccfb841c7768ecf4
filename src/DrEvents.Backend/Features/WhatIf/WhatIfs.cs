using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.WhatIf;

/// <summary>What is asked to have been different.</summary>
/// <param name="Profile">The method; null for the methods that the result was issued with.</param>
/// <param name="Without">VENs that are left out.</param>
/// <param name="RequestedKw">The request; null for the event's own.</param>
/// <param name="Allocation">How it is shared out; null for the event's own way.</param>
public sealed record AskedWhatIf(BaselineProfile? Profile, IReadOnlySet<string> Without, double? RequestedKw, string? Allocation)
{
    /// <summary>Whether VENs would have been asked for something else.</summary>
    public bool IsOtherPlan => Without.Count > 0 || RequestedKw is not null || Allocation is not null;
}

/// <summary>Answers from what is stored of an event, and changes nothing.</summary>
public sealed class WhatIfs(IDocumentStore store)
{
    private static readonly TimeSpan SaidWithin = 2 * Interval.Length;

    private sealed record Row(string VenId, bool WasToldToShed, double RequestedKw);

    public async Task<WhatIfView> OfAsync(string eventId, ResultIssued result, AskedWhatIf asked, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var parts = await session.PartsAsync<Row>([eventId], cancellation);
        var hours = result.Measured();
        var (portfolio, means) = (new Portfolio(hours), new Dictionary<string, double?>());
        await foreach (var ven in VensAsync(session, eventId, result, hours, parts, asked, cancellation))
        {
            portfolio.Add(ven);
            means[ven.VenId] = ven.SignedKwh / (hours.End - hours.Start).TotalHours;
        }
        var requestedKw = asked.RequestedKw ?? result.RequestedKw;
        return new WhatIfView(
            eventId,
            result.Number,
            Sums(null, result.RequestedKw, result.Vens, result.Portfolio),
            Sums(asked.Profile?.Name, requestedKw, means.Count, portfolio.Sum(requestedKw)),
            asked.IsOtherPlan ? await PlanAsync(session, eventId, hours, parts, means, asked, requestedKw, cancellation) : null
        );
    }

    /// <summary>As they were issued, or measured anew by one profile; in the order of their ids.</summary>
    private static async IAsyncEnumerable<VenResult> VensAsync(
        IQuerySession session,
        string eventId,
        ResultIssued result,
        MeasuredHours hours,
        List<Row> parts,
        AskedWhatIf asked,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (asked.Profile is not { } profile)
        {
            await foreach (var stored in session.AllVenResultsAsync(eventId, result.Number, cancellation))
            {
                foreach (var ven in stored.Vens.Where(v => !asked.Without.Contains(v.VenId)))
                    yield return ven;
            }
            yield break;
        }
        var measure = new MeasureBySeries(session, new ReadUse(session, eventId, hours.Zone), hours, [profile], withErrors: false);
        var told = parts.Where(r => r.WasToldToShed && !asked.Without.Contains(r.VenId)).Select(r => r.VenId);
        foreach (var page in told.Order(StringComparer.Ordinal).Chunk(VenResultsIssued.VensMax))
        {
            var measured = await measure.OfAsync(page, cancellation);
            foreach (var ven in page.Select(v => measured[v].Result).OfType<VenResult>())
                yield return ven;
        }
    }

    private static async Task<WhatIfPlan> PlanAsync(
        IQuerySession session,
        string eventId,
        MeasuredHours hours,
        List<Row> parts,
        Dictionary<string, double?> means,
        AskedWhatIf asked,
        double requestedKw,
        CancellationToken cancellation
    )
    {
        var state = (await session.LoadAsync<DrEvent>(eventId, cancellation))!;
        var notNeeded = (await session.LoadAsync<EventPlan>(eventId, cancellation))
            ?.Decided.Skipped.Where(s => s.Reason == SkipReasons.NotNeeded)
            .Select(s => s.VenId)
            .ToHashSet();
        var could = parts
            .Where(p => !asked.Without.Contains(p.VenId) && (p.WasToldToShed || notNeeded?.Contains(p.VenId) == true))
            .OrderBy(p => p.VenId, StringComparer.Ordinal)
            .ToList();
        var start = hours.Start.ToDateTimeOffset();
        var said = (
            await session.ValuesInRangesAsync<VenInterval>(
                (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.AvailableKw)),
                [.. could.Select(p => p.VenId)],
                [(start - SaidWithin, start)],
                cancellation
            )
        )
            .GroupBy(v => v.Owner)
            .ToDictionary(g => g.Key, g => g.Last().Value);
        return SimulatedPlan.Of(
            requestedKw,
            asked.Allocation ?? state.Allocation,
            could.ConvertAll(p => new VenThen(
                p.VenId,
                said.TryGetValue(p.VenId, out var kw) ? kw : null,
                p.WasToldToShed ? p.RequestedKw : 0,
                means.GetValueOrDefault(p.VenId)
            ))
        );
    }

    private static WhatIfSums Sums(string? profile, double requestedKw, int vens, ResultPortfolio sums) =>
        new(profile, requestedKw, vens, sums.MeanKw, sums.MeanRatio, sums.WorstRatio, sums.WithinShare, sums.SignedKwh);
}
