using DrEvents.Measurement.Forecasts;
using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Measurement.Tests;

/// <summary>
/// Forecasts of windows that are past, from what was known before them, held against what came. The windows are of different days, hours and
/// lengths, and are asked for at different times before they begin.
/// </summary>
internal sealed record BackTest(int Windows, int Held, double WidthKw, double PlainWidthKw)
{
    private const int DaysStoredMin = 30;
    private const double Stated = Bands.High - Bands.Low;

    public double Coverage => (double)Held / Windows;

    /// <summary>How far from what is stated the share may lie by chance in 95 of 100 such tests.</summary>
    public double Chance => 1.96 * Math.Sqrt(Stated * (1 - Stated) / Windows);

    public bool HoldsWhatItSays => Math.Abs(Coverage - Stated) <= Chance;

    /// <param name="scale">Of the band's reach on either side of the median.</param>
    public static BackTest Run(
        IEnumerable<IReadOnlyDictionary<Instant, IntervalMean>> sites,
        LikeDayProfile profile,
        int windowsPerDay = 1,
        double scale = 1,
        bool ofHold = false
    )
    {
        var (windows, held, width, plainWidth) = (0, 0, 0.0, 0.0);
        foreach (var (site, means) in sites.Index())
        {
            var random = new Random(1000 + site);
            var days = means.Keys.Select(i => i.InZone(Site.Zone).Date).Distinct().Order().ToList();
            foreach (var day in days.Skip(DaysStoredMin))
            {
                for (var i = 0; i < windowsPerDay; i++)
                {
                    var start = (day + new LocalTime(random.Next(8, 20), 0)).InZoneLeniently(Site.Zone).ToInstant();
                    var question = new LikeDayQuestion(
                        Site.Zone,
                        start,
                        start + Duration.FromHours(random.Next(1, 5)),
                        start - Duration.FromMinutes(15 * random.Next(1, 24))
                    );
                    var at = random.Next(question.Asked(Site.Interval).Count);
                    if (Truth(means, question) is not { } truth)
                        continue;
                    var known = new IntervalSeries(Site.Interval, KnownAt(means, question.Anchor));
                    if (LikeDayForecast.Of(known, question, profile).Forecast is not { } forecast)
                        continue;
                    var band = ofHold ? forecast.Hold : forecast.Intervals[at];
                    var came = ofHold ? truth.Min() : truth[at];
                    windows++;
                    if (came >= band.Kw - scale * (band.Kw - band.LowKw) && came <= band.Kw + scale * (band.HighKw - band.Kw))
                        held++;
                    width += scale * (band.HighKw - band.LowKw);
                    plainWidth += Plain(means, days[0], question, ofHold ? null : at);
                }
            }
        }
        return new BackTest(windows, held, width / windows, plainWidth / windows);
    }

    private static Dictionary<Instant, IntervalMean> KnownAt(IReadOnlyDictionary<Instant, IntervalMean> means, Instant moment) =>
        means.Where(m => m.Key + Site.Interval <= moment).ToDictionary();

    private static List<double>? Truth(IReadOnlyDictionary<Instant, IntervalMean> means, LikeDayQuestion question)
    {
        var truth = new List<double>();
        for (var at = question.Start; at < question.End; at += Site.Interval)
        {
            if (!means.TryGetValue(at, out var mean))
                return null;
            truth.Add(mean.Kw);
        }
        return truth;
    }

    /// <summary>Width of the quantiles of the same hours over all days before.</summary>
    private static double Plain(IReadOnlyDictionary<Instant, IntervalMean> means, LocalDate first, LikeDayQuestion question, int? interval)
    {
        var hours = question.Asked(Site.Interval);
        var all = new List<double>();
        for (var day = question.Date.PlusDays(-1); day >= first; day = day.PlusDays(-1))
        {
            var there = hours.On(day).Select(m => m.Count > 0 && means.TryGetValue(m[0], out var mean) ? mean.Kw : (double?)null).ToList();
            if (interval is { } one ? there[one] is not null : there.All(kw => kw is not null))
                all.Add(interval is { } i ? there[i]!.Value : there.Min()!.Value);
        }
        double[] ordered = [.. all.Order()];
        return Bands.Quantile(ordered, Bands.High) - Bands.Quantile(ordered, Bands.Low);
    }
}
