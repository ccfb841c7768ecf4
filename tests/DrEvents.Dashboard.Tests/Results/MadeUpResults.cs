using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Errors;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>What is to be issued: of how many VENs, of how many of them the readings are corrected, and how many have none.</summary>
public sealed record MadeUpResult(int Vens, int Corrected = 0, int NotMeasured = 0);

/// <summary>Results of an hour, as the engine issues them, of readings that are made up.</summary>
internal static class MadeUpResults
{
    private const int Minutes = 5;
    private const int Intervals = 12;
    private const string Nothing =
        "caiso-10-in-10: none of its readings in these hours is known; pre-event-mean: none of its readings in these hours is known";

    /// <summary>By whose clock days are alike.</summary>
    public static DateTimeZone Zone { get; } = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    /// <summary>Begin of every event here: on the newest Wednesday but this one, at a whole hour. Working days have other like days than weekends.</summary>
    public static DateTimeOffset Start { get; } = Wednesday(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-3)).AddHours(16);

    /// <summary>The id of a VEN, counted from 0.</summary>
    public static string IdOf(int place) => $"ven-{place:00000}";

    /// <summary>Makes them one after the other, each compared with the one before.</summary>
    public static List<(ResultIssued Issued, IReadOnlyList<VenResult> Vens)> Issue(IEnumerable<MadeUpResult> results, double requestedKw)
    {
        var end = Start.AddMinutes(Intervals * Minutes);
        var hours = new MeasuredHours(Instant.FromDateTimeOffset(Start), Instant.FromDateTimeOffset(end), Minutes, Zone);
        var issued = new List<(ResultIssued Issued, IReadOnlyList<VenResult> Vens)>();
        foreach (var (i, wanted) in results.Index())
        {
            var made = new ResultMade(new(Start, end), hours, requestedKw, DateTimeZoneProviders.Tzdb.VersionId);
            for (var place = 0; place < wanted.Vens; place++)
                made.Add(
                    IdOf(place),
                    new VenMeasured(Ven(place, requestedKw / wanted.Vens, place < wanted.Corrected), null, IsFinal: true)
                );
            for (var place = wanted.Vens; place < wanted.Vens + wanted.NotMeasured; place++)
                made.Add(IdOf(place), new VenMeasured(null, Nothing, IsFinal: true));
            var before = issued.Count > 0 ? issued[^1] : default;
            var was = (before.Vens ?? []).ToDictionary(v => v.VenId, VenWas.Of);
            var at = end.AddMinutes(10).AddHours(5 * i);
            issued.Add((made.After(before.Issued, was, asOf: 4_711 + i, isAskedFor: false, at)!, made.Vens));
        }
        return issued;
    }

    /// <summary>Every fifth is measured by the half hour before; the first one's meter misses an interval until it is corrected.</summary>
    private static VenResult Ven(int place, double shareKw, bool isCorrected)
    {
        var random = new Random(place);
        var isOld = place % 5 != 4;
        var isGap = place == 0 && !isCorrected;
        double[] unadjusted =
        [
            .. Enumerable.Range(0, Intervals).Select(i => Round(shareKw * (2.4 + 0.5 * Math.Sin(i / 4.0)) + random.NextDouble() * 0.1)),
        ];
        var factor = isOld ? Math.Round(0.95 + random.NextDouble() * 0.3, 9) : (double?)null;
        var applied = factor is { } raw ? Math.Min(raw, 1.2) : (double?)null;
        double[] baseline = [.. unadjusted.Select(kw => Round(kw * (applied ?? 1)))];
        double?[] actual =
        [
            .. baseline.Select(
                (kw, i) =>
                    isGap && i == 7
                        ? (double?)null
                        : Round(kw - shareKw * (i == 0 ? 0.7 : 0.98 + random.NextDouble() * 0.08) + (isCorrected ? 0.2 * shareKw : 0))
            ),
        ];
        double?[] signed = [.. baseline.Zip(actual, (b, a) => BaselineResult.Round(b - a))];
        var errors = isOld ? Errors(new Random(place), shareKw) : null;
        var kwh = isGap ? null : BaselineResult.Round(signed.Sum() * Minutes / 60);
        return new VenResult(
            IdOf(place),
            isOld ? "caiso-10-in-10" : "pre-event-mean",
            1,
            isOld
                ? []
                :
                [
                    new ProfilePassed(
                        "caiso-10-in-10",
                        "caiso-10-in-10 needs 5 days of the class weekday and has 2; there are no more before it"
                    ),
                ],
            isOld ? Days() : [],
            unadjusted,
            new ResultAdjustment(isOld ? "multiplicative" : "none", isOld ? 3 : 0, factor, applied, null),
            baseline,
            actual,
            signed,
            signed,
            kwh,
            kwh,
            isGap ? $"1 of {Intervals} intervals are not known" : null,
            ResultDigest.Of(IdOf(place) + string.Join(' ', actual)),
            errors,
            errors is not null && kwh is { } mean ? ErrorBand.Of(mean, [.. errors.Select(e => e.Kw)]) : null
        );
    }

    /// <summary>What a VEN used, in five minutes as the read models keep them: three weeks of whole days, or the event's day alone.</summary>
    public static IEnumerable<VenInterval> Use(string venId, int place, double shareKw, bool isYoung)
    {
        var random = new Random(place);
        var length = TimeSpan.FromMinutes(Minutes);
        for (var start = isYoung ? Start.AddHours(-2) : Start.AddDays(-25).AddHours(-6); start < Start.AddHours(3); start += length)
        {
            var isShed = start >= Start && start < Start.AddMinutes(Intervals * Minutes);
            var usual =
                shareKw
                * (2.2 + 0.8 * Math.Sin((start.Hour + start.Minute / 60.0 - 10) / 24 * 2 * Math.PI) + 0.2 * Math.Sin(start.DayOfYear));
            var kw = usual + random.NextDouble() * 0.3 * shareKw - (isShed ? shareKw * (0.9 + random.NextDouble() * 0.15) : 0);
            yield return VenInterval.Of(venId, start) with
            {
                Samples = 30,
                MeasuredS = length.TotalSeconds,
                UsedSumKw = kw * length.TotalSeconds,
                LastAt = start + length - TimeSpan.FromSeconds(1),
            };
        }
    }

    private static DateTimeOffset Wednesday(DateTime newest) =>
        new(newest.AddDays(-(((int)newest.DayOfWeek - (int)DayOfWeek.Wednesday + 7) % 7)), TimeSpan.Zero);

    private static double Round(double kw) => BaselineResult.Round(kw);

    /// <summary>What the method missed by on each of the days that it uses.</summary>
    private static DayError[] Errors(Random random, double shareKw) =>
        [.. Days()[0].Dates.Select(date => new DayError(date, Round((random.NextDouble() - 0.45) * 0.4 * shareKw)))];

    /// <summary>Ten days of the same kind; between them one with another event, and one of which an interval is missing.</summary>
    private static ResultDays[] Days()
    {
        var own = DateOnly.FromDateTime(Start.UtcDateTime);
        DateOnly[] all =
        [
            .. Enumerable
                .Range(1, 30)
                .Select(n => own.AddDays(-n))
                .Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                .Take(12),
        ];
        return
        [
            new ResultDays(true, null, [.. all.Where((_, i) => i is not (2 or 6))]),
            new ResultDays(false, DiscardReasons.Event, [all[2]]),
            new ResultDays(false, DiscardReasons.Missing, [all[6]]),
        ];
    }
}
