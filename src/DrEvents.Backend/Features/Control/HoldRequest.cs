using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;

namespace DrEvents.Backend.Features.Control;

/// <summary>
/// Decides which VENs get another share. Few are changed: those first that make the most of it, and each either by all that it has or, where it was
/// seen to follow its share closely, by just what is missing. What a home does that can only switch cannot be told before.
/// </summary>
public static class HoldRequest
{
    /// <summary>Nearer to the request than this nothing is changed.</summary>
    private const double DeadBand = 0.015;

    /// <summary>Farther from it than this it is changed at once.</summary>
    private const double UrgentBand = 0.05;
    private static readonly TimeSpan PauseUrgent = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>What is told so shortly before the end takes no effect.</summary>
    private static readonly TimeSpan LastBefore = TimeSpan.FromSeconds(30);

    /// <summary>A change that leaves more than this part of the deviation is not worth a command; nor one that overshoots as much.</summary>
    private const double LeftMax = 0.7;

    /// <summary>A VEN that gives all back goes on holding what it would use: let go altogether, it would catch up and use more.</summary>
    public const double LeastKw = 0.001;
    private const double WorthKw = 0.05;

    /// <returns>What is decided, null for nothing; and what is missing beyond that, kW, where it is worth calling others.</returns>
    public static (SharesAdjusted? Decided, double MissingKw) Decide(
        DrEvent state,
        long asOf,
        IReadOnlyList<ControlledVen> vens,
        IReadOnlyList<ReserveVen> reserve,
        DateTimeOffset now
    )
    {
        if (!state.IsControlled)
            return (null, 0);
        var asked = vens.Where(v => v.IsAsked(now)).OrderBy(v => v.VenId, StringComparer.Ordinal).ToList();
        var drift = Drift.Of(asked.Where(v => v.IsKnown(now)).Select(v => (v.LastExpectedKw, v.BaselineKw)));
        vens = asked.ConvertAll(v => v.Moved(drift));
        var figures = Figures(state, asOf, vens, now);
        var offKw = figures.RequestedKw - figures.ExpectedKw;
        var pause = Math.Abs(offKw) > UrgentBand * figures.RequestedKw ? PauseUrgent : Pause;
        if (
            Math.Abs(offKw) <= DeadBand * figures.RequestedKw
            || now < (state.AdjustedAt ?? state.ActivatedAt) + pause
            || now > state.EndTime - LastBefore
        )
            return (null, 0);
        var free = vens.Where(v => v.CanChange(now)).ToList();
        var changes = offKw > 0 ? Raise(free, offKw, figures.RequestedKw, now) : Lower(free, -offKw, figures.RequestedKw, now);
        var missingKw = offKw - changes.Sum(c => c.GainKw);
        if (missingKw > DeadBand * figures.RequestedKw)
        {
            foreach (var ven in reserve)
            {
                var kw = Math.Min(ven.AvailableKw, missingKw);
                if (kw < WorthKw)
                    break;
                changes.Add(new Change(ven.VenId, 0, 0, ven.AvailableKw <= missingKw ? ven.AvailableKw : kw));
                missingKw -= kw;
            }
        }
        var decided =
            changes.Count == 0
                ? null
                : new SharesAdjusted(
                    figures,
                    [.. changes.OrderBy(c => c.VenId, StringComparer.Ordinal).Select(c => c.ToShare())],
                    [.. reserve.Where(r => changes.Exists(c => c.VenId == r.VenId))],
                    now
                );
        return (decided, Math.Max(0, missingKw > DeadBand * figures.RequestedKw ? missingKw : 0));
    }

    private readonly record struct Change(string VenId, double FromKw, double DeliveredKw, double GainKw)
    {
        public ShareChange ToShare()
        {
            var toKw = Math.Max(LeastKw, Math.Round(DeliveredKw + GainKw, 3));
            return new ShareChange(VenId, FromKw, toKw, Math.Round(DeliveredKw + GainKw, 3));
        }
    }

    private static ControlFigures Figures(DrEvent state, long asOf, IReadOnlyList<ControlledVen> vens, DateTimeOffset now)
    {
        return new ControlFigures(
            asOf,
            state.RequestedReductionKw,
            vens.Where(v => v.IsKnown(now)).Sum(v => v.CurrentReductionKw),
            vens.Sum(v => v.ExpectedKw(now)),
            vens.Count(v => v.IsKnown(now) && v.IsSettled),
            vens.Count(v => v.IsKnown(now) && !v.IsSettled),
            vens.Count(v => !v.IsKnown(now))
        );
    }

    private static List<Change> Raise(IReadOnlyList<ControlledVen> free, double kw, double requestedKw, DateTimeOffset now) =>
        Choose(free.Select(v => (v, v.LastAvailableKw ?? 0)), sign: 1, kw, requestedKw, now);

    private static List<Change> Lower(IReadOnlyList<ControlledVen> free, double kw, double requestedKw, DateTimeOffset now) =>
        Choose(free.Where(v => v.AskedKw > LeastKw).Select(v => (v, v.ExpectedKw(now))), sign: -1, kw, requestedKw, now);

    /// <summary>Chooses VENs whose room together comes to so much, the roomiest first.</summary>
    private static List<Change> Choose(
        IEnumerable<(ControlledVen Ven, double RoomKw)> free,
        int sign,
        double kw,
        double requestedKw,
        DateTimeOffset now
    )
    {
        var all = free.Where(f => f.RoomKw >= WorthKw)
            .OrderByDescending(f => f.RoomKw)
            .ThenBy(f => f.Ven.VenId, StringComparer.Ordinal)
            .ToList();
        var (chosen, leftKw) = (new List<Change>(), kw);
        foreach (var (ven, roomKw) in all)
        {
            if (leftKw <= DeadBand / 2 * requestedKw)
                break;
            if (roomKw > leftKw && !ven.IsOnShare(now))
                continue;
            var takenKw = Math.Min(roomKw, leftKw);
            chosen.Add(Changed(ven, takenKw));
            leftKw -= takenKw;
        }
        if (chosen.Count > 0 || all.Count == 0)
            return chosen;
        // Only whole homes are there, each more than what is missing: the nearest, if it is better than none.
        var (nearest, allKw) = all.MinBy(f => Math.Abs(f.RoomKw - kw));
        return Math.Abs(allKw - kw) <= LeftMax * kw ? [Changed(nearest, allKw)] : [];

        Change Changed(ControlledVen ven, double byKw) => new(ven.VenId, ven.AskedKw!.Value, ven.ExpectedKw(now), sign * byKw);
    }
}
