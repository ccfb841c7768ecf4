using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Planning;

/// <summary>Shares a request out among VENs. Shares are whole watts.</summary>
public static class Allocate
{
    /// <summary>
    /// Shares by <see cref="AllocationMethods"/>. What a VEN is expected to deliver of its share is by its record, so that more is asked than is needed where
    /// some are known not to deliver. VENs that never said what they can shed share equally what the others leave open.
    /// </summary>
    public static AllocationPlan Plan(double requestedKw, string method, IReadOnlyList<Candidate> candidates)
    {
        var skipped = candidates.Where(c => c.Skip is not null).Select(c => new VenSkip(c.VenId, c.Skip!)).ToList();
        var eligible = candidates.Where(c => c.Skip is null).ToList();
        skipped.AddRange(eligible.Where(c => c.AvailableKw <= 0).Select(c => new VenSkip(c.VenId, SkipReasons.NothingToShed)));
        var (known, unknown, blocks) = (
            eligible.Where(c => c is { AvailableKw: > 0, IsFixed: false }).ToList(),
            eligible.Where(c => c.AvailableKw is null).ToList(),
            eligible.Where(c => c is { AvailableKw: > 0, IsFixed: true }).ToList()
        );

        var deliveredShare = eligible.ToDictionary(c => c.VenId, c => c.DeliveredShare);
        double Expected(List<VenShare> shares) => shares.Sum(s => s.Kw * deliveredShare[s.VenId]);
        var shares = Share(requestedKw, method, known);
        var open = requestedKw - Expected(shares);
        // What cannot be changed any more is asked only for what the others cannot give.
        if (open > WattKw * shares.Count)
        {
            shares.AddRange(Share(open, method, blocks));
            open = requestedKw - Expected(shares);
        }
        else
        {
            skipped.AddRange(blocks.Select(c => new VenSkip(c.VenId, SkipReasons.NotNeeded)));
        }
        if (open > WattKw && unknown.Count > 0)
        {
            shares.AddRange(unknown.Select(c => new VenShare(c.VenId, Watts(open / unknown.Count))));
            open = 0;
        }
        else
        {
            skipped.AddRange(unknown.Select(c => new VenSkip(c.VenId, SkipReasons.NotNeeded)));
        }
        skipped.AddRange(shares.Where(s => s.Kw < WattKw).Select(s => new VenSkip(s.VenId, SkipReasons.NotNeeded)));
        return new AllocationPlan(
            [.. shares.Where(s => s.Kw >= WattKw).OrderBy(s => s.VenId, StringComparer.Ordinal)],
            [.. skipped.OrderBy(s => s.VenId, StringComparer.Ordinal)],
            open > shares.Count * WattKw ? Watts(open) : 0
        );
    }

    /// <summary>Of a plan, those who may be told of the event ahead of its start.</summary>
    public static AllocationPlan OnlyTold(AllocationPlan plan, IReadOnlyList<Candidate> candidates)
    {
        var told = candidates.Where(c => c.TakesAnnouncements).Select(c => c.VenId).ToHashSet();
        return plan with { Shares = [.. plan.Shares.Where(s => told.Contains(s.VenId))], Skipped = [] };
    }

    private const double WattKw = 0.001;

    private static List<VenShare> Share(double requestedKw, string method, List<Candidate> known) =>
        method == AllocationMethods.Equal ? Equally(requestedKw, known) : InProportion(requestedKw, known);

    private static List<VenShare> InProportion(double requestedKw, List<Candidate> known)
    {
        var expectedKw = known.Sum(c => c.AvailableKw!.Value * c.DeliveredShare);
        var part = expectedKw > 0 ? Math.Min(1, requestedKw / expectedKw) : 1;
        return [.. known.Select(c => new VenShare(c.VenId, Watts(c.AvailableKw!.Value * part)))];
    }

    /// <summary>From the weakest up: whoever can carry no more than an equal part of what is open carries all it can.</summary>
    private static List<VenShare> Equally(double requestedKw, List<Candidate> known)
    {
        var (openKw, openShares) = (requestedKw, known.Sum(c => c.DeliveredShare));
        var shares = new List<VenShare>(known.Count);
        foreach (var candidate in known.OrderBy(c => c.AvailableKw))
        {
            var equalKw = openShares > 0 ? Math.Max(0, openKw) / openShares : double.MaxValue;
            var kw = Math.Min(candidate.AvailableKw!.Value, equalKw);
            shares.Add(new VenShare(candidate.VenId, Watts(kw)));
            openKw -= kw * candidate.DeliveredShare;
            openShares -= candidate.DeliveredShare;
        }
        return shares;
    }

    private static double Watts(double kw) => Math.Round(kw, 3);
}
