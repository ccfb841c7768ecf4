using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Records;
using DrEvents.Measurement.Forecasts;
using DrEvents.Measurement.LikeDays;
using NodaTime;
using Interval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>
/// Forecasts what VENs can shed: what they could shed in the same hours of like days, moved to what they could shed in the last hours, less what
/// they did not deliver in past events.
/// </summary>
public sealed class FleetForecast(VenRecords records, IOptions<ForecastOptions> options, TimeProvider clock)
{
    public const string NoHistory = "fewer than three like days are stored";
    public const string HistoryIsMade = "the history is still being made (see /api/rebuilds)";

    /// <summary>The history of so many named VENs is read; more are judged by every n-th of them.</summary>
    private const int VensReadMax = 1_000;

    public async Task<ForecastView> OfAsync(IQuerySession session, ForecastQuery query, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var vens = await VensAsync(session, query, cancellation);
        var (share, timesAsked) = DeliveredShare(await records.AllAsync(session, cancellation), vens);
        var availableKw = vens.Where(v => v.Skip is null).Sum(v => v.AvailableKw ?? 0);
        var (ids, times) = query.Targets is null ? (null, 1) : Read(vens);
        var (forecast, days) = await LikeDaysAsync(session, query, ids, now, cancellation);
        var nowOnly = new ForecastBand(availableKw * share, LowKw: null, HighKw: null);
        var starts = Starts(query);
        return new ForecastView(
            query.Start,
            query.End,
            ForecastQuery.Granularities.First(g => g.Value == query.Granularity).Key,
            options.Value.TimeZone,
            now,
            vens.Count,
            availableKw,
            share,
            timesAsked,
            forecast is null ? nowOnly : Of(forecast.Hold, share * times),
            [.. starts.Select((at, i) => new ForecastInterval(at, forecast is null ? nowOnly : Of(forecast.Intervals[i], share * times)))],
            Method(forecast),
            forecast is not null ? null
                : await LiveReadiness.SinceAsync(session, cancellation) is null ? NoHistory
                : HistoryIsMade,
            forecast?.Estimate.Level.Held,
            LikeDaySearch.ViewOf(days)
        );
    }

    /// <summary>What each VEN can hold through a window by its own like days, by its id; those without enough of them are not in it.</summary>
    public async Task<Dictionary<string, ForecastBand>> HoldByVenAsync(
        IQuerySession session,
        ForecastQuery query,
        IReadOnlyList<string> venIds,
        CancellationToken cancellation
    )
    {
        var (now, of) = (clock.GetUtcNow(), await records.AllAsync(session, cancellation));
        var bands = new Dictionary<string, ForecastBand>();
        foreach (var venId in venIds)
        {
            if (await LikeDaysAsync(session, query, [venId], now, cancellation) is ({ } forecast, _))
                bands.Add(venId, Of(forecast.Hold, of.GetValueOrDefault(venId, VenRecord.None).Share));
        }
        return bands;
    }

    /// <summary>All that are meant and may be asked, whether they are heard now or not.</summary>
    private static async Task<List<Candidate>> VensAsync(IQuerySession session, ForecastQuery query, CancellationToken cancellation)
    {
        if (query.Own is not { } own)
            return await VensAsync(session, query, query.Targets, cancellation);
        // Nobody named is everybody, to a plan.
        if (query.Targets is not { VenIds: { Count: > 0 } venIds })
            return [];
        var all = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        foreach (var programme in own)
        {
            foreach (var ven in await VensAsync(session, query, new EventTargets(venIds, Programme: programme), cancellation))
            {
                // One that takes part in two is asked by the one that may.
                if (!all.TryGetValue(ven.VenId, out var known) || known.Skip is not null)
                    all[ven.VenId] = ven;
            }
        }
        return [.. all.Values.OrderBy(v => v.VenId, StringComparer.Ordinal)];
    }

    private static async Task<List<Candidate>> VensAsync(
        IQuerySession session,
        ForecastQuery query,
        EventTargets? targets,
        CancellationToken cancellation
    )
    {
        var asked = new DrEvent
        {
            Id = "forecast",
            Status = EventStatus.Scheduled,
            StartTime = query.Start,
            EndTime = query.End,
            RequestedReductionKw = 0,
            Priority = EventLimits.PriorityDefault,
            Allocation = AllocationMethods.Weighted,
            Targets = targets,
            CreatedAt = query.Start,
        };
        var all = await Candidates.ReadAsync(session, asked, query.Start, cancellation);
        return all.FindAll(v =>
            v.Skip is not (SkipReasons.Disabled or SkipReasons.Exempt or SkipReasons.NotEnrolled or SkipReasons.Unknown)
        );
    }

    /// <summary>The VENs of which history is read, and how many times as much all together can shed now.</summary>
    public static (string[] VenIds, double Times) Read(IReadOnlyList<Candidate> vens)
    {
        var every = (vens.Count + VensReadMax - 1) / VensReadMax;
        if (every <= 1)
            return ([.. vens.Select(v => v.VenId)], 1);
        var read = vens.Where((_, i) => i % every == 0).ToList();
        var (readKw, allKw) = (read.Sum(v => v.AvailableKw ?? 0), vens.Sum(v => v.AvailableKw ?? 0));
        return ([.. read.Select(v => v.VenId)], readKw > 0 ? allKw / readKw : (double)vens.Count / read.Count);
    }

    private async Task<(LikeDayForecast? Forecast, ChosenDays Days)> LikeDaysAsync(
        IQuerySession session,
        ForecastQuery query,
        string[]? venIds,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        // The interval that is just over may still be on its way.
        var anchor = Interval.StartOf(now - Interval.Length, query.Granularity);
        var question = new LikeDayQuestion(
            options.Value.Zone,
            Instant.FromDateTimeOffset(query.Start),
            Instant.FromDateTimeOffset(query.End),
            Instant.FromDateTimeOffset(anchor)
        );
        return await LikeDaySearch.ForAsync(
            question,
            Duration.FromTimeSpan(query.Granularity),
            needed => ShedHistory.ReadAsync(session, venIds, needed, query.Granularity, cancellation)
        );
    }

    /// <summary>The mean of their records, each VEN weighed by what it can shed now; 1 where none was ever asked. And how often they were asked.</summary>
    private static (double Share, long TimesAsked) DeliveredShare(
        IReadOnlyDictionary<string, VenRecord> records,
        IReadOnlyList<Candidate> vens
    )
    {
        var own = vens.Select(v => (AvailableKw: v.AvailableKw ?? 0, Record: records.GetValueOrDefault(v.VenId, VenRecord.None))).ToList();
        var availableKw = own.Sum(v => v.AvailableKw);
        var share = availableKw > 0 ? own.Sum(v => v.AvailableKw * v.Record.Share) / availableKw : 1;
        return (share, own.Sum(v => v.Record.Times));
    }

    private static IEnumerable<DateTimeOffset> Starts(ForecastQuery query)
    {
        for (var at = query.Start; at < query.End; at += query.Granularity)
            yield return at;
    }

    private static ForecastBand Of(Band band, double share) =>
        new(Math.Max(0, band.Kw) * share, Math.Max(0, band.LowKw) * share, Math.Max(0, band.HighKw) * share);

    private static string Method(LikeDayForecast? forecast) =>
        forecast is null ? ForecastMethods.AvailableNow
        : forecast.Days.Used.Count >= Bands.OutcomesForQuantiles ? ForecastMethods.Quantiles
        : ForecastMethods.StudentT;
}
