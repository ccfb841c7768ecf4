using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Baselines;
using DrEvents.Measurement.LikeDays;
using NodaTime;
using Interval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>Makes baselines of like days for many VENs together, from their stored five minutes: a few statements, whatever their number.</summary>
public sealed class ReadLikeDays(IQuerySession session, DateTimeZone zone)
{
    /// <summary>Nearly always there are enough days in it.</summary>
    private const int FirstLookDays = 15;

    private const int PartsOfQuarter = 3;

    /// <summary>For so long after the end it is measured how VENs come back.</summary>
    private static readonly TimeSpan Returns = TimeSpan.FromHours(1);

    /// <summary>By VEN id; those of which too few days are stored are not in it.</summary>
    /// <param name="vens">With the begin of each one's part.</param>
    /// <param name="halfHoursKw">The sealed means of the half hour before, by VEN id.</param>
    public async Task<Dictionary<string, LikeDaysSealed>> OfAsync(
        IReadOnlyList<BegunPart> vens,
        IReadOnlyDictionary<string, double?> halfHoursKw,
        DateTimeOffset eventEnd,
        CancellationToken cancellation
    )
    {
        var made = new Dictionary<string, LikeDaysSealed>();
        foreach (var together in vens.GroupBy(v => Interval.StartOf(v.BeganAt, LikeDaysSealed.Quarter)))
            await AddAsync(made, together.Key, [.. together.Select(v => v.VenId)], halfHoursKw, eventEnd, cancellation);
        return made;
    }

    private async Task AddAsync(
        Dictionary<string, LikeDaysSealed> made,
        DateTimeOffset start,
        string[] venIds,
        IReadOnlyDictionary<string, double?> halfHoursKw,
        DateTimeOffset eventEnd,
        CancellationToken cancellation
    )
    {
        var until = eventEnd + Returns < start + LikeDaysSealed.LengthMax ? eventEnd + Returns : start + LikeDaysSealed.LengthMax;
        var eventQuarters = Math.Max(1, (int)Math.Ceiling((eventEnd - start) / LikeDaysSealed.Quarter));
        // The five minutes that are just over may still be open.
        var anchor = Interval.StartOf(start - Interval.Length, LikeDaysSealed.Quarter);
        var question = LikeDayBaseline.Question(zone, Of(start), Of(until), Of(anchor));
        var profile = LikeDayBaseline.Profile;
        var few = await LookAsync(venIds, profile with { LookBackDays = FirstLookDays }, profile.DaysWanted);
        few = await LookAsync(few, profile, profile.DaysMinimum);
        await LookAsync(few, LikeDayBaseline.OfAllDays with { LookBackDays = FirstLookDays }, daysMin: 0);

        // Those of which there are fewer days than that are looked for once more.
        async Task<string[]> LookAsync(string[] looked, LikeDayProfile by, int daysMin)
        {
            if (looked.Length == 0)
                return [];
            var series = await SeriesAsync(looked, question.Needed(by, LikeDayBaseline.Quarter), cancellation);
            var missing = new List<string>();
            foreach (var venId in looked)
            {
                if (!series.TryGetValue(venId, out var own))
                    own = new IntervalSeries(LikeDayBaseline.Quarter, new Dictionary<Instant, IntervalMean>());
                var days = ChosenDays.Of(own, question, by).Used;
                if (
                    LikeDaysSealed.Of(
                        start,
                        zone.Id,
                        eventQuarters,
                        days,
                        LikeDayBaseline.Today(own, question),
                        halfHoursKw.GetValueOrDefault(venId)
                    ) is
                    { } sealedDays
                )
                    made[venId] = sealedDays;
                if (days.Count < daysMin)
                    missing.Add(venId);
            }
            return [.. missing];
        }
    }

    /// <summary>Quarters of which all five minutes are known, and in which no event held the VEN.</summary>
    private async Task<Dictionary<string, IntervalSeries>> SeriesAsync(
        string[] venIds,
        IReadOnlyList<NodaTime.Interval> ranges,
        CancellationToken cancellation
    )
    {
        var means = await session.MeansInRangesAsync<VenInterval>(
            (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.FreeKw)),
            venIds,
            [.. ranges.Select(r => (r.Start.ToDateTimeOffset(), r.End.ToDateTimeOffset()))],
            LikeDaysSealed.Quarter,
            PartsOfQuarter,
            cancellation
        );
        return means
            .GroupBy(m => m.Owner)
            .ToDictionary(
                g => g.Key,
                g => new IntervalSeries(LikeDayBaseline.Quarter, g.ToDictionary(m => Of(m.At), m => new IntervalMean(m.Mean)))
            );
    }

    private static Instant Of(DateTimeOffset time) => Instant.FromDateTimeOffset(time);
}
