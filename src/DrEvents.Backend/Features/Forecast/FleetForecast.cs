using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Planning;
using DrEvents.Measurement.Forecasts;
using DrEvents.Measurement.LikeDays;
using NodaTime;
using Interval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>
/// Forecasts what VENs can shed: what they could shed in the same hours of like days, moved to what they could shed in the last hours, less what
/// they did not deliver in past events.
/// </summary>
public sealed class FleetForecast(IOptions<ForecastOptions> options, TimeProvider clock)
{
    public const string NoHistory = "fewer than three like days are stored";
    public const string HistoryIsMade = "the history is still being made (see /api/rebuilds)";

    /// <summary>Nearly always there are enough days in it, and it is a third of the look-back to read.</summary>
    private const int FirstLookDays = 15;

    public async Task<ForecastView> OfAsync(IQuerySession session, ForecastQuery query, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var vens = await VensAsync(session, query, cancellation);
        var share = await VenRecords.ShareAsync(session, vens, now, cancellation);
        var availableKw = vens.Where(v => v.Skip is null).Sum(v => v.AvailableKw ?? 0);
        string[]? ids = query.Targets is null ? null : [.. vens.Select(v => v.VenId)];
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
            forecast is null ? nowOnly : Of(forecast.Hold, share),
            [.. starts.Select((at, i) => new ForecastInterval(at, forecast is null ? nowOnly : Of(forecast.Intervals[i], share)))],
            Method(forecast),
            forecast is not null ? null
                : await LiveReadiness.SinceAsync(session, cancellation) is null ? NoHistory
                : HistoryIsMade,
            forecast?.Estimate.Level.Held,
            [.. days.Candidates.Select(d => new ForecastDay(d.Date.ToDateOnly(), d.IsUsed, d.Discarded))]
        );
    }

    /// <summary>All that are meant and may be asked, whether they are heard now or not.</summary>
    private static async Task<List<Candidate>> VensAsync(IQuerySession session, ForecastQuery query, CancellationToken cancellation)
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
            Targets = query.Targets,
            CreatedAt = query.Start,
        };
        var all = await Candidates.ReadAsync(session, asked, cancellation);
        return all.FindAll(v => v.Skip is not (SkipReasons.Disabled or SkipReasons.Unknown));
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
        var profile = LikeDayForecast.Profile;
        var found = await InAsync(profile with { LookBackDays = FirstLookDays });
        if (found.Days.Used.Count < profile.DaysWanted)
            found = await InAsync(profile);
        // From one kind of day to another only the same day of other weeks counts; before there are some, the days themselves say more than nothing.
        return found.Forecast is null && question.AnchorDate != question.Date
            ? await InAsync(profile with { Adjustment = Adjustment.None })
            : found;

        async Task<(LikeDayForecast? Forecast, ChosenDays Days)> InAsync(LikeDayProfile looked)
        {
            var needed = question.Needed(looked, Duration.FromTimeSpan(query.Granularity));
            var series = await ShedHistory.ReadAsync(session, venIds, needed, query.Granularity, cancellation);
            return LikeDayForecast.Of(series, question, looked);
        }
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
