using DrEvents.Backend.Features.Profiles;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>What of a VEN's meter was looked at before and after an event.</summary>
/// <param name="Needed">The hours, on the event's own day and on those that its baseline is made of.</param>
/// <param name="Held">When other events held the VEN around this one.</param>
public sealed record VenAroundLook(
    string VenId,
    string RestsOn,
    IReadOnlyList<NodaTime.Interval> Needed,
    IReadOnlyList<Reading> Readings,
    IReadOnlyList<HeldElsewhere> Held
);

/// <summary>Measures what VENs used before and after an event, each by the series and the days that its result rests on.</summary>
/// <param name="around">Null where a result does not look at it.</param>
/// <param name="at">When the result is made.</param>
/// <param name="looked">Is told what of each VEN was looked at.</param>
public sealed class MeasureVensAround(
    IQuerySession session,
    ReadUse use,
    MeasuredHours hours,
    ResultAround? around,
    DateTimeOffset at,
    Action<VenAroundLook>? looked = null
)
{
    /// <summary>VENs that are read at once: with ten days of eight hours each, as many readings as the event's own.</summary>
    private const int VensAtOnce = 25;

    private sealed record Asked(
        string VenId,
        VenResult Result,
        VenAroundHours Hours,
        BaselineProfile Profile,
        IReadOnlyList<HeldElsewhere> Held
    );

    /// <summary>The same VENs, with what they used around the event.</summary>
    /// <param name="minutes">Length of the intervals that each VEN's result rests on.</param>
    public async Task<Dictionary<string, VenMeasured>> OfAsync(
        Dictionary<string, VenMeasured> measured,
        IReadOnlyDictionary<string, int> minutes,
        CancellationToken cancellation
    )
    {
        if (around is null)
            return measured;
        string[] withResult = [.. measured.Where(m => m.Value.Result is not null).Select(m => m.Key)];
        var held = await use.HeldAsync(withResult, around, at, cancellation);
        var done = new Dictionary<string, VenMeasured>(measured);
        foreach (var same in withResult.GroupBy(v => (measured[v].Result!.RestsOn, Minutes: minutes[v])))
        {
            var series =
                same.Key.RestsOn == ResultSeries.Meter
                    ? MeasuredSeries.Meter(session, hours, same.Key.Minutes, use.MetersUpTo)
                    : MeasuredSeries.Telemetry(use);
            foreach (var page in same.Select(v => Of(measured[v].Result!, [.. held[v]])).Chunk(VensAtOnce))
            {
                foreach (var (venId, own) in await OfAsync(page, series, cancellation))
                    done[venId] = done[venId] with { Result = done[venId].Result! with { Around = own } };
            }
        }
        return done;
    }

    private Asked Of(VenResult result, IReadOnlyList<HeldElsewhere> held) =>
        new(result.VenId, result, VenAroundHours.Of(hours, around!, held, at), AssignableProfiles.Find(result.Profile)!, held);

    private async Task<List<(string VenId, VenAround Around)>> OfAsync(Asked[] page, MeasuredSeries series, CancellationToken cancellation)
    {
        var needed = page.ToDictionary(a => a.VenId, a => MeasureAround.Needed(a.Result, a.Hours, a.Profile, series.Minutes));
        var all = NeededHours.Merged(needed.Values.SelectMany(n => n));
        var readings = all.Count > 0 ? await series.ReadAsync([.. needed.Keys], all, cancellation) : [];
        var made = new List<(string, VenAround)>();
        foreach (var asked in page)
        {
            List<Reading> own =
            [
                .. (readings.GetValueOrDefault(asked.VenId) ?? []).Where(r => MeasuredSeries.IsIn(needed[asked.VenId], r.Minute)),
            ];
            made.Add((asked.VenId, MeasureAround.Of(asked.Result, asked.Hours, asked.Profile, own, series.Minutes)));
            looked?.Invoke(new VenAroundLook(asked.VenId, series.RestsOn, needed[asked.VenId], own, asked.Held));
        }
        return made;
    }
}
