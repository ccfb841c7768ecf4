using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.History;

/// <summary>
/// Folds stored events, in the order of their storing, into intervals. Every event changes the fleet's sum by itself, so that the result,
/// to the last bit, does not depend on how many events are folded at once.
/// </summary>
/// <param name="intervals">Intervals of VENs, by id.</param>
/// <param name="fleet">Intervals of the fleet, by id.</param>
/// <param name="served">Events that VENs served, by VEN.</param>
public sealed class HistoryFold(
    Dictionary<string, VenInterval> intervals,
    Dictionary<string, FleetInterval> fleet,
    Dictionary<string, ServedEvents> served
)
{
    /// <summary>One more event of this stream.</summary>
    public void Apply(string stream, object stored)
    {
        switch (stored)
        {
            case TelemetrySampled sample when TelemetryStreams.VenOf(stream) is { } venId:
                Sampled(venId, sample);
                break;
            case CommandDispatched
            or OptedOut
            or OptedIn
            or ParticipationDisplaced
            or ParticipationEnded when Participation.Parse(stream) is var (owner, venId) && Contracts.EventIds.IsValid(owner):
                served[venId] = (served.GetValueOrDefault(venId) ?? new ServedEvents { Id = venId }).After(owner, stored);
                break;
        }
    }

    private void Sampled(string venId, TelemetrySampled sample)
    {
        var start = Interval.StartOf(sample.LiveAt, Interval.Length);
        var id = VenInterval.IdOf(venId, start);
        var before =
            intervals.GetValueOrDefault(id)
            ?? new VenInterval
            {
                Id = id,
                VenId = venId,
                Start = start,
            };
        var held = served.GetValueOrDefault(venId)?.At(sample.LiveAt);
        var after = before with
        {
            Samples = before.Samples + 1,
            UsedSumKw = before.UsedSumKw + sample.UsedPowerKw,
            Claims = before.Claims + (sample.ShedPowerKw is null ? 0 : 1),
            ClaimedSumKw = before.ClaimedSumKw + (sample.ShedPowerKw ?? 0),
            Loads = sample.Loads is null ? before.Loads : Added(before.Loads, sample.Loads),
            EventId = held?.EventId ?? before.EventId,
            RequestedReductionKw = held is null ? before.RequestedReductionKw : held.RequestedKw,
        };
        intervals[id] = after;

        var name = Interval.Name(start);
        var sum = fleet.GetValueOrDefault(name) ?? new FleetInterval { Id = name, Start = start };
        fleet[name] = sum with
        {
            Vens = sum.Vens + (before.Samples == 0 ? 1 : 0),
            UsedKw = sum.UsedKw + (after.UsedMeanKw - before.UsedMeanKw),
            ClaimedKw = sum.ClaimedKw + (after.ClaimedMeanKw - before.ClaimedMeanKw),
        };
    }

    private static List<LoadSum> Added(IReadOnlyList<LoadSum> sums, IReadOnlyList<LoadPower> powers)
    {
        var added = sums.ToList();
        for (var i = 0; i < powers.Count; i++)
        {
            // A VEN nearly always sends its loads in one order.
            var place = i < added.Count && added[i].Id == powers[i].Id ? i : added.FindIndex(s => s.Id == powers[i].Id);
            if (place < 0)
                added.Add(new LoadSum(powers[i].Id, 1, powers[i].Kw));
            else
                added[place] = added[place] with { Samples = added[place].Samples + 1, SumKw = added[place].SumKw + powers[i].Kw };
        }
        return added;
    }
}
