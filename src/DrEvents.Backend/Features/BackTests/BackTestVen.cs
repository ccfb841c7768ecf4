using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.BackTests;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.BackTests;

/// <summary>What is asked of a back-test.</summary>
/// <param name="Days">Days that it looks back from today on, which is not looked at itself.</param>
public sealed record AskedBackTest(PlaceboHours Hours, IReadOnlyList<BaselineProfile> Profiles, int Days);

/// <summary>A back-test of a VEN.</summary>
/// <param name="Best">Null where no profile can be judged.</param>
/// <param name="Why">Why that one, or why none.</param>
public sealed record VenBackTest(BackTestFigures Figures, BestProfile? Best, string Why);

/// <summary>
/// Runs profiles over what is stored of a VEN, on days without an event as if there had been one. By the utility's meter where that knows at least as many
/// minutes as the VEN has reported, and by these otherwise.
/// </summary>
/// <remarks>A VEN of 120 days is work for a second, and some megabytes: one at a time on a node, the others wait.</remarks>
public sealed class BackTestVen(IOptions<ResultOptions> options, IOptions<LikeDayOptions> likeDays, TimeProvider clock) : IDisposable
{
    /// <summary>A profile that made a baseline of fewer days is not judged: these may all have been like one another.</summary>
    public const int DaysLeast = 7;

    /// <summary>By which a profile is chosen.</summary>
    public static readonly string Rule = string.Create(
        CultureInfo.InvariantCulture,
        $"of profiles that made a baseline of at least {DaysLeast} days: {PlaceboTest.Rule}"
    );

    private readonly SemaphoreSlim _turn = new(1);

    private sealed record Series(string Name, int Minutes, List<Reading> Readings);

    public async Task<VenBackTest> OfAsync(IQuerySession session, string venId, AskedBackTest asked, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await TestAsync(session, venId, asked, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<VenBackTest> TestAsync(IQuerySession session, string venId, AskedBackTest asked, CancellationToken cancellation)
    {
        var (zone, minutes) = (likeDays.Value.Zone, options.Value.IntervalMinutes);
        var until = Instant.FromDateTimeOffset(clock.GetUtcNow()).InZone(zone).Date;
        var from = until.PlusDays(-asked.Days);
        var range = new NodaTime.Interval(zone.AtStartOfDay(from).ToInstant(), zone.AtStartOfDay(until).ToInstant());
        // No event is left out: the one that is asked about has no part in it.
        var use = new ReadUse(session, eventId: "", zone);
        var series = await SeriesAsync(session, use, venId, range, zone, cancellation);
        var (first, last) = (from.ToDateOnly(), until.PlusDays(-1).ToDateOnly());
        var eventDays = (await use.EventDaysAsync([venId], first, last, cancellation))[venId].ToHashSet();
        var weather = asked.Profiles.Any(p => p.NeedsTemperature)
            ? (await use.Temperatures.OfAsync([venId], Temperatures.Needed(zone, range.Start, range.End, lookBackDays: 0), cancellation))[
                venId
            ]
            : null;
        var test = series.Readings.Count == 0 ? Nothing(asked.Profiles) : Test(series, zone, eventDays, asked, minutes, weather);
        var figures = new BackTestFigures(
            asked.Hours.ToString(),
            zone.Id,
            series.Name,
            minutes,
            first,
            until.ToDateOnly(),
            test.PlaceboDays,
            [.. test.Profiles.Select(p => Of(p, weather))],
            BackTestDigest.Of(
                asked.Hours,
                minutes,
                zone,
                (series.Name, series.Minutes),
                asked.Profiles,
                eventDays,
                series.Readings,
                weather
            )
        );
        var best = PlaceboTest.BestOf([.. test.Profiles.Where(p => p.Days >= DaysLeast)]);
        return new VenBackTest(figures, best, best?.Reason ?? WhyNone(test));
    }

    private static PlaceboTest Test(
        Series series,
        DateTimeZone zone,
        HashSet<DateOnly> eventDays,
        AskedBackTest asked,
        int minutes,
        SiteTemperatures? weather
    )
    {
        var meter = MeterSeries.Of(series.Readings, series.Minutes);
        var site = new MeteredSite(zone, meter, eventDays, temperatures: weather?.For(zone));
        return PlaceboTest.Of(site, asked.Hours.From, asked.Hours.To, asked.Profiles, minutes);
    }

    private static PlaceboTest Nothing(IReadOnlyList<BaselineProfile> profiles) =>
        new(0, [.. profiles.Select(p => new ProfileErrors(p, 0, null, "nothing is known of these days"))], null);

    private static string WhyNone(PlaceboTest test) =>
        test.PlaceboDays == 0 ? "there is no day without an event of which all of these hours are known"
        : test.Profiles.All(p => p.Days < DaysLeast)
            ? string.Create(CultureInfo.InvariantCulture, $"no profile made a baseline of {DaysLeast} of {test.PlaceboDays} days")
        : "no profile can be judged: the mean of the load in these hours is 0, so that RRMSE is not defined";

    private static BackTestProfile Of(ProfileErrors p, SiteTemperatures? weather) =>
        new(
            p.Profile.Name,
            p.Profile.Version,
            p.Days,
            Rounded(p.Errors?.Rrmse),
            Rounded(p.Errors?.Nmbe),
            Rounded(p.Errors?.Mape),
            Rounded(p.Errors?.Nmae),
            Rounded(p.Errors?.LowKw),
            Rounded(p.Errors?.HighKw),
            p is { Problem: { } problem, Profile.NeedsTemperature: true } ? weather!.Because(problem) : p.Problem
        );

    /// <summary>What is no number JSON has no word for.</summary>
    private static double? Rounded(double? value) => value is { } v && double.IsFinite(v) ? BaselineResult.Round(v) : null;

    private static async Task<Series> SeriesAsync(
        IQuerySession session,
        ReadUse use,
        string venId,
        NodaTime.Interval range,
        DateTimeZone zone,
        CancellationToken cancellation
    )
    {
        var readings = (await use.ReadingsAsync([venId], [range], cancellation)).GetValueOrDefault(venId) ?? [];
        var telemetry = new Series(ResultSeries.Telemetry, (int)Telemetry.Interval.Length.TotalMinutes, readings);
        if (await session.WithMeterAsync([venId], cancellation) is { Count: 0 })
            return telemetry;
        var values = (await session.MeterValuesAsync([venId], [range], upTo: null, cancellation)).GetValueOrDefault(venId) ?? [];
        if (values.Count == 0 || values.Sum(v => v.Minutes) < readings.Count * telemetry.Minutes)
            return telemetry;
        var longest = values.Max(v => v.Minutes);
        var minutes = ResultOptions.Lengths.First(l => l >= Math.Min(longest, ResultOptions.Lengths[^1]));
        // A clock that changes by half an hour shifts the hours.
        var grid = MeterGrid.On(values, minutes, anchor: 0).Where(r => SiteDays.LocalMinute(r.Minute, zone) % minutes == 0);
        return new Series(ResultSeries.Meter, minutes, [.. grid]);
    }
}
