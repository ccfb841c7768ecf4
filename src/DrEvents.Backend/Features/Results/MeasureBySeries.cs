using DrEvents.Backend.Features.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>
/// Measures VENs by the utility's meter where that knows the whole event and a profile makes a baseline of it, and by what they report otherwise; then it
/// says why not by the meter. A result rests on one of the two and is never made of both.
/// </summary>
/// <param name="looked">Is told what each VEN was measured from, see <see cref="MeasureVens"/>.</param>
/// <param name="withErrors">As in <see cref="MeasureVen"/>.</param>
public sealed class MeasureBySeries(
    IQuerySession session,
    ReadUse use,
    MeasuredHours hours,
    IReadOnlyList<BaselineProfile> profiles,
    Action<VenLook>? looked = null,
    bool withErrors = true
)
{
    /// <summary>By VEN id.</summary>
    /// <param name="venIds">As many as a page of results has at most.</param>
    public async Task<Dictionary<string, VenMeasured>> OfAsync(IReadOnlyList<string> venIds, CancellationToken cancellation)
    {
        var (done, notBy) = (new Dictionary<string, VenMeasured>(), new Dictionary<string, string>());
        var covers = await CoversAsync(venIds, cancellation);
        foreach (var (venId, cover) in covers)
        {
            if (cover.Why is { } why)
                notBy[venId] = why;
        }
        foreach (var same in covers.Where(c => c.Value.Minutes is not null).GroupBy(c => c.Value.Minutes!.Value).OrderBy(g => g.Key))
        {
            var byMeter = await MeasureAsync(
                MeasuredSeries.Meter(session, hours, same.Key, use.MetersUpTo),
                [.. same.Select(c => c.Key)],
                cancellation
            );
            foreach (var (venId, measured) in byMeter)
            {
                if (measured.Result is not null)
                    done[venId] = measured;
                else
                    notBy[venId] = measured.Why!;
            }
        }
        string[] left = [.. venIds.Where(v => !done.ContainsKey(v))];
        foreach (var (venId, measured) in await MeasureAsync(MeasuredSeries.Telemetry(use), left, cancellation))
            done[venId] = measured with
            {
                Result = measured.Result is { } r ? r with { NotByMeter = notBy.GetValueOrDefault(venId) } : null,
            };
        return done;
    }

    private Task<Dictionary<string, VenMeasured>> MeasureAsync(MeasuredSeries series, string[] venIds, CancellationToken cancellation) =>
        new MeasureVens(use, series, hours, profiles, looked, withErrors).OfAsync(venIds, cancellation);

    /// <summary>Of VENs with a meter, whether it does.</summary>
    private async Task<Dictionary<string, MeterCover>> CoversAsync(IReadOnlyList<string> venIds, CancellationToken cancellation)
    {
        var metered = await session.WithMeterAsync(venIds, cancellation);
        if (metered.Count == 0)
            return [];
        var values = await session.MeterValuesAsync(metered, [new NodaTime.Interval(hours.Start, hours.End)], use.MetersUpTo, cancellation);
        return metered.ToDictionary(v => v, v => MeterCover.Of(values.GetValueOrDefault(v) ?? [], hours));
    }
}
