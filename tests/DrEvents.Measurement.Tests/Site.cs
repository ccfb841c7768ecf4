using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Measurement.Tests;

/// <summary>
/// A made-up site: weekdays and weekends have shapes of their own, days have levels that last for some days, and each quarter of an hour has noise,
/// part of which lasts. The same seed gives the same site.
/// </summary>
internal sealed class Site
{
    public static readonly Duration Interval = Duration.FromMinutes(15);
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    public static readonly LocalDate FirstDay = new(2026, 1, 5);
    private const double LevelLasts = 0.95;
    private const double LevelSpread = 0.3;
    private const double NoiseLasts = 0.9;
    private const double NoiseSpread = 0.05;
    private const double JitterSpread = 0.03;
    private readonly Dictionary<Instant, IntervalMean> _means = [];

    public Site(int seed, int days)
    {
        var random = new Random(seed);
        var (level, noise) = (LevelSpread * Normal(random), NoiseSpread * Normal(random));
        for (var day = FirstDay; day < FirstDay.PlusDays(days); day = day.PlusDays(1))
        {
            level = Next(level, LevelLasts, LevelSpread, random);
            var end = day.PlusDays(1).AtStartOfDayInZone(Zone).ToInstant();
            for (var at = day.AtStartOfDayInZone(Zone).ToInstant(); at < end; at += Interval)
            {
                noise = Next(noise, NoiseLasts, NoiseSpread, random);
                var local = at.InZone(Zone);
                var kw = Shape(local) * Math.Exp(level + noise + JitterSpread * Normal(random));
                _means.Add(at, new IntervalMean(kw));
            }
        }
    }

    public IReadOnlyDictionary<Instant, IntervalMean> Means => _means;

    private static double Shape(ZonedDateTime local)
    {
        var hour = local.Hour + local.Minute / 60.0;
        return local.DayOfWeek >= IsoDayOfWeek.Saturday
            ? 55 + 25 * Math.Exp(-Math.Pow((hour - 13) / 4, 2))
            : 30 + 20 * Math.Exp(-Math.Pow((hour - 8) / 2, 2)) + 60 * Math.Exp(-Math.Pow((hour - 18) / 3, 2));
    }

    private static double Next(double before, double lasts, double spread, Random random) =>
        lasts * before + spread * Math.Sqrt(1 - lasts * lasts) * Normal(random);

    /// <summary>Box and Muller's.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
