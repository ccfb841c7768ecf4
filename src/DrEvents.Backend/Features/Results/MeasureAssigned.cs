using DrEvents.Backend.Features.Profiles;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>
/// Measures the VENs of an event, each by the profile of the event's programme, or that was assigned to it when the event began, and then by those of the settings, and says of each what
/// has changed since its inputs were sealed.
/// </summary>
/// <param name="began">When the event began: what was assigned later is of no account.</param>
/// <param name="ordered">Those of the settings.</param>
/// <param name="looked">Is told what each VEN was measured from, see <see cref="MeasureVens"/>, and what was sealed was made again from.</param>
public sealed class MeasureAssigned(
    IQuerySession session,
    ReadUse use,
    string eventId,
    DateTimeOffset began,
    MeasuredHours hours,
    IReadOnlyList<BaselineProfile> ordered,
    Action<VenLook>? looked = null
)
{
    /// <summary>Profiles that were tried, beside those of the settings.</summary>
    public HashSet<string> Others { get; } = [];

    /// <summary>Length of the intervals that the result of each VEN rests on.</summary>
    public IReadOnlyDictionary<string, int> Minutes => _minutes;

    private readonly Dictionary<string, int> _minutes = [];

    /// <summary>By VEN id.</summary>
    /// <param name="venIds">As many as a page of results has at most.</param>
    public async Task<Dictionary<string, VenMeasured>> OfAsync(IReadOnlyList<string> venIds, CancellationToken cancellation)
    {
        var seals = await session.InputsAsync(eventId, venIds, cancellation);
        var assigned = await AssignedAsync(venIds, seals, cancellation);
        var (done, read) = (new Dictionary<string, VenMeasured>(), new Dictionary<string, IReadOnlyDictionary<DateOnly, DayRead>>());
        foreach (var same in venIds.GroupBy(v => assigned.GetValueOrDefault(v)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var profiles = AssignableProfiles.Order(same.Key, ordered);
            Others.UnionWith(profiles.Take(1).Select(p => p.Name));
            foreach (var (venId, made) in await new MeasureBySeries(session, use, hours, profiles, Looked).OfAsync([.. same], cancellation))
                done[venId] = made with { Result = made.Result is { } r ? r with { Assigned = same.Key } : null };
        }
        var since = await SinceAsync(done, seals, read, cancellation);
        return done.ToDictionary(
            d => d.Key,
            d =>
                d.Value.Result is { } result && since.TryGetValue(d.Key, out var changed)
                    ? d.Value with
                    {
                        Result = result with { SinceSealed = changed },
                    }
                    : d.Value
        );

        // A look that is the one that was sealed need not be taken again.
        void Looked(VenLook look)
        {
            looked?.Invoke(look);
            // By the meter comes first, so that the last look is the one that the result is of.
            _minutes[look.VenId] = look.Minutes;
            if (seals.TryGetValue(look.VenId, out var then) && IsOf(then, look.Profile, look.RestsOn) && then.Hours() == hours)
                read[look.VenId] = DayRead.Of(look, hours);
        }
    }

    private static bool IsOf(InputsSealed then, BaselineProfile profile, string restsOn) =>
        (then.Profile, then.ProfileVersion, restsOn) == (profile.Name, profile.Version, ResultSeries.Telemetry);

    /// <summary>As it was sealed; where it was not, as it was stored by the begin.</summary>
    private async Task<Dictionary<string, string>> AssignedAsync(
        IReadOnlyList<string> venIds,
        Dictionary<string, InputsSealed> seals,
        CancellationToken cancellation
    )
    {
        var assigned = seals.Where(s => s.Value.Assigned is not null).ToDictionary(s => s.Key, s => s.Value.Assigned!);
        string[] others = [.. venIds.Where(v => !seals.ContainsKey(v))];
        if (others.Length == 0)
            return assigned;
        foreach (var (venId, profile) in await session.FirstProfilesAsync(eventId, began, others, cancellation))
            assigned.Add(venId, profile);
        return assigned;
    }

    /// <summary>Makes again what was sealed, where the result is not of the same hours by the same profile.</summary>
    private async Task<Dictionary<string, SinceSealed>> SinceAsync(
        Dictionary<string, VenMeasured> done,
        Dictionary<string, InputsSealed> seals,
        Dictionary<string, IReadOnlyDictionary<DateOnly, DayRead>> read,
        CancellationToken cancellation
    )
    {
        var (since, again) = (new Dictionary<string, SinceSealed>(), new List<InputsSealed>());
        foreach (var then in seals.Values.Where(s => done[s.VenId].Result is not null))
        {
            var result = done[then.VenId].Result!;
            if (SinceSealed.WhyNot(then, AssignableProfiles.Find(then.Profile)?.Version) is { } why)
                since[then.VenId] = SinceSealed.Not(then, why);
            else if (
                then.Hours() == hours
                && (result.Profile, result.RestsOn) == (then.Profile, ResultSeries.Telemetry)
                && read.TryGetValue(then.VenId, out var same)
            )
                since[then.VenId] = SinceSealed.Of(then, done[then.VenId], same);
            else
                again.Add(then);
        }
        foreach (var same in again.GroupBy(s => (s.Profile, Hours: s.Hours())))
        {
            var (made, days) = await MadeAgainAsync(same.Key.Hours, same.Key.Profile!, [.. same.Select(s => s.VenId)], cancellation);
            foreach (var then in same)
                since[then.VenId] = SinceSealed.Of(then, made[then.VenId], days[then.VenId]);
        }
        return since;
    }

    private async Task<(
        Dictionary<string, VenMeasured> Made,
        Dictionary<string, IReadOnlyDictionary<DateOnly, DayRead>> Read
    )> MadeAgainAsync(MeasuredHours sealedHours, string profile, string[] venIds, CancellationToken cancellation)
    {
        var read = new Dictionary<string, IReadOnlyDictionary<DateOnly, DayRead>>();
        Others.Add(profile);
        var measure = new MeasureVens(
            use,
            MeasuredSeries.Telemetry(use),
            sealedHours,
            [AssignableProfiles.Find(profile)!],
            Looked,
            withErrors: false
        );
        return (await measure.OfAsync(venIds, cancellation), read);

        void Looked(VenLook look)
        {
            looked?.Invoke(look with { Sealed = sealedHours });
            read[look.VenId] = DayRead.Of(look, sealedHours);
        }
    }
}
