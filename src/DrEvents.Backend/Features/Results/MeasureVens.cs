using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>
/// Measures many VENs by one series of theirs: each by the first profile that makes a baseline of it, looking at few days before all of them.
/// </summary>
/// <param name="looked">Is told what each VEN was measured from, also where no baseline came of it; a later look by the same profile is a longer one.</param>
/// <param name="withErrors">As in <see cref="MeasureVen"/>.</param>
public sealed class MeasureVens(
    ReadUse use,
    MeasuredSeries series,
    MeasuredHours hours,
    IReadOnlyList<BaselineProfile> profiles,
    Action<VenLook>? looked = null,
    bool withErrors = true
)
{
    /// <summary>Nearly always there are enough days in it.</summary>
    private const int FirstLookDays = 16;

    /// <summary>Readings that are in memory at once.</summary>
    private const int ReadingsMax = 250_000;

    /// <summary>By VEN id.</summary>
    public async Task<Dictionary<string, VenMeasured>> OfAsync(IReadOnlyList<string> venIds, CancellationToken cancellation)
    {
        var done = new Dictionary<string, VenMeasured>();
        var passed = venIds.ToDictionary(v => v, _ => (IReadOnlyList<ProfilePassed>)[]);
        foreach (var profile in profiles)
        {
            string[] left = [.. venIds.Where(v => !done.ContainsKey(v))];
            var measured = await OfAsync(left, profile, passed, cancellation);
            foreach (var venId in left)
            {
                var made = measured[venId];
                if (made.Result is not null)
                    done[venId] = made;
                else
                    passed[venId] = [.. passed[venId], new ProfilePassed(profile.Name, made.Why!)];
            }
        }
        foreach (var venId in venIds.Where(v => !done.ContainsKey(v)))
            done[venId] = new VenMeasured(null, Why(passed[venId]), IsFinal: true);
        return done;
    }

    private static string Why(IReadOnlyList<ProfilePassed> passed) => string.Join("; ", passed.Select(p => $"{p.Profile}: {p.Why}"));

    private async Task<Dictionary<string, VenMeasured>> OfAsync(
        string[] venIds,
        BaselineProfile profile,
        Dictionary<string, IReadOnlyList<ProfilePassed>> passed,
        CancellationToken cancellation
    )
    {
        var measured = new Dictionary<string, VenMeasured>();
        var left = venIds;
        if (FirstLook.Of(profile, FirstLookDays) is { } first)
        {
            await LookAsync(measured, left, first, passed, cancellation);
            left = [.. left.Where(v => !measured[v].IsFinal)];
        }
        await LookAsync(measured, left, profile, passed, cancellation);
        return measured;
    }

    private async Task LookAsync(
        Dictionary<string, VenMeasured> measured,
        string[] venIds,
        BaselineProfile profile,
        Dictionary<string, IReadOnlyList<ProfilePassed>> passed,
        CancellationToken cancellation
    )
    {
        if (venIds.Length == 0)
            return;
        var weather = profile.NeedsTemperature
            ? await use.Temperatures.OfAsync(venIds, hours.NeededTemperatures(profile), cancellation)
            : [];
        // Without temperatures there is no baseline, whatever the readings are.
        string[] lacking = [.. weather.Where(w => w.Value.Celsius.Count == 0).Select(w => w.Key)];
        foreach (var venId in lacking)
            Take(new VenLook(venId, profile, new HashSet<DateOnly>(), [], series.RestsOn, series.Minutes, []));
        var needed = NeededHours.Of(hours.Zone, hours.Start, hours.End, profile, series.Minutes);
        var perVen = Math.Max(1, needed.Sum(r => r.Duration.TotalMinutes) / series.Minutes);
        var (first, last) = EventDays(profile);
        foreach (var page in venIds.Except(lacking).Chunk((int)Math.Clamp(ReadingsMax / perVen, 1, VenResultsIssued.VensMax)))
        {
            var readings = await series.ReadAsync(page, needed, cancellation);
            var watched = OwnHours.Watched(hours.Start, hours.End, profile);
            var flags = series.RestsOn == ResultSeries.Telemetry ? await use.FlagsAsync(page, watched, cancellation) : [];
            var accepted = await use.AcceptedAsync(flags, watched, cancellation);
            var days = profile.LookBackDays == 0 ? null : await use.EventDaysAsync(page, first, last, cancellation);
            foreach (var venId in page)
                Take(
                    new VenLook(
                        venId,
                        profile,
                        (days?[venId] ?? []).ToHashSet(),
                        readings.GetValueOrDefault(venId) ?? [],
                        series.RestsOn,
                        series.Minutes,
                        flags.GetValueOrDefault(venId) ?? [],
                        Accepted: accepted.GetValueOrDefault(venId)
                    )
                );
        }

        void Take(VenLook look)
        {
            look = look with { Temperatures = weather.GetValueOrDefault(look.VenId) };
            measured[look.VenId] = MeasureVen.Of(
                look.VenId,
                hours,
                profile,
                passed[look.VenId],
                look.Readings,
                look.EventDays,
                look.Minutes,
                look.RestsOn,
                look.Flags,
                look.Accepted,
                withErrors,
                look.Temperatures
            );
            looked?.Invoke(look);
        }
    }

    /// <summary>Days on which another event matters: those of the look-back, and where the hours run into later ones, so many days after it.</summary>
    private (DateOnly First, DateOnly Last) EventDays(BaselineProfile looked)
    {
        var own = hours.Start.InZone(hours.Zone).Date.ToDateOnly();
        var daysLater = NeededHours.LastDay(hours.Zone, hours.Start, hours.End, looked).DayNumber - own.DayNumber;
        return (own.AddDays(-Math.Max(1, looked.LookBackDays)), own.AddDays(daysLater - 1));
    }
}
