using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.History;

/// <summary>
/// Folds stored events, in the order of their storing, into intervals. Every event changes the fleet's sum by itself, so that the result,
/// to the last bit, does not depend on how many events are folded at once.
/// </summary>
/// <param name="open">The newest interval of each VEN, by VEN.</param>
/// <param name="closed">Earlier intervals of VENs, by id: those that were closed, and those that a late sample changes.</param>
/// <param name="fleet">Intervals of the fleet, by id.</param>
/// <param name="served">Events that VENs served, by VEN.</param>
public sealed class HistoryFold(
    Dictionary<string, VenInterval> open,
    Dictionary<string, VenInterval> closed,
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
        var before = Before(venId, start);
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
        if (open[venId].Start == start)
            open[venId] = after;
        else
            closed[after.Id] = after;

        var name = Interval.Name(start);
        var sum = fleet.GetValueOrDefault(name) ?? new FleetInterval { Id = name, Start = start };
        fleet[name] = sum with
        {
            Vens = sum.Vens + (before.Samples == 0 ? 1 : 0),
            UsedKw = sum.UsedKw + (after.UsedMeanKw - before.UsedMeanKw),
            ClaimedKw = sum.ClaimedKw + (after.ClaimedMeanKw - before.ClaimedMeanKw),
        };
    }

    /// <summary>The interval as it is before the sample; one that is later than any before it closes the one that was open.</summary>
    private VenInterval Before(string venId, DateTimeOffset start)
    {
        var newest = open.GetValueOrDefault(venId);
        if (newest is not null && start < newest.Start)
            return closed.GetValueOrDefault(VenInterval.IdOf(venId, start)) ?? VenInterval.Of(venId, start);
        if (newest is not null && start == newest.Start)
            return newest;
        if (newest is not null)
            closed[newest.Id] = newest;
        return open[venId] = VenInterval.Of(venId, start);
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
