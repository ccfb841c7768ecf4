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

    /// <summary>So long before a VEN's minutes are up others are called in its place: answers and loads take their time.</summary>
    public static readonly TimeSpan CalledBefore = TimeSpan.FromSeconds(25);

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
        DateTimeOffset now,
        OthersMoved? others = null
    )
    {
        if (!state.IsControlled || now > state.EndTime - LastBefore)
            return (null, 0);
        var up = vens.Where(v => v.IsUp(state, now)).Select(v => new ShareChange(v.VenId, v.AskedKw!.Value, 0, 0)).ToList();
        var asked = vens.Where(v => v.IsAsked(now)).OrderBy(v => v.VenId, StringComparer.Ordinal).ToList();
        var drift = Drift.Surer(
            Drift.Of(asked.Where(v => v.IsKnown(now)).Select(v => (v.LastBetterKw, v.BaselineKw))),
            others is { } o ? new Drift(o.Share, o.Error, o.Vens) : null
        );
        vens = asked.ConvertAll(v => v.Moved(drift));
        var staying = vens.Where(v => !v.IsOnTurn(state) || v.Until > now + CalledBefore).ToList();
        var figures = Figures(state, asOf, vens, staying, now) with { Others = others };
        var offKw = figures.RequestedKw - figures.ExpectedKw;
        var pause = Math.Abs(offKw) > UrgentBand * figures.RequestedKw ? PauseUrgent : Pause;
        var isLeft = Math.Abs(offKw) <= DeadBand * figures.RequestedKw || now < (state.AdjustedAt ?? state.ActivatedAt) + pause;
        if (isLeft && up.Count == 0)
            return (null, 0);
        // Those whose turn ends are replaced by those who wait; the others keep what they have left for what nobody sees coming.
        var leavingKw = Math.Clamp(vens.Except(staying).Sum(v => v.ExpectedKw(now)), 0, Math.Max(0, offKw));
        var (changes, missingKw) = isLeft ? ([], 0) : Change(state, staying, reserve, leavingKw, offKw, now);
        var decided =
            changes.Count + up.Count == 0
                ? null
                : new SharesAdjusted(
                    figures,
                    [.. changes.Select(c => c.ToShare()).Concat(up).OrderBy(c => c.VenId, StringComparer.Ordinal)],
                    [.. reserve.Where(r => changes.Exists(c => c.VenId == r.VenId))],
                    now
                );
        return (decided, missingKw);
    }

    private static (List<Changed> Changes, double MissingKw) Change(
        DrEvent state,
        IReadOnlyList<ControlledVen> staying,
        IReadOnlyList<ReserveVen> reserve,
        double leavingKw,
        double offKw,
        DateTimeOffset now
    )
    {
        var waiting = new Queue<ReserveVen>(reserve);
        var changes = Called(waiting, leavingKw);
        var leftKw = offKw - changes.Sum(c => c.GainKw);
        var bandKw = DeadBand * state.RequestedReductionKw;
        if (Math.Abs(leftKw) > bandKw)
        {
            changes.AddRange(Choose(state, staying.Where(v => v.CanChange(now)), leftKw, now));
            leftKw = offKw - changes.Sum(c => c.GainKw);
        }
        if (leftKw > bandKw)
        {
            changes.AddRange(Called(waiting, leftKw));
            leftKw = offKw - changes.Sum(c => c.GainKw);
        }
        // As long as nobody looked who waits, all that leaves is missing.
        var missingKw = reserve.Count == 0 ? Math.Max(leftKw, leavingKw) : leftKw;
        return (changes, missingKw > bandKw ? missingKw : 0);
    }

    /// <summary>Calls those who wait, one after the other, for all they have or for what is missing.</summary>
    private static List<Changed> Called(Queue<ReserveVen> waiting, double kw)
    {
        var called = new List<Changed>();
        while (kw >= WorthKw && waiting.TryDequeue(out var ven))
        {
            if (ven.AvailableKw < WorthKw)
                continue;
            called.Add(new Changed(ven.VenId, 0, 0, Math.Min(ven.AvailableKw, kw)));
            kw -= ven.AvailableKw;
        }
        return called;
    }

    private readonly record struct Changed(string VenId, double FromKw, double DeliveredKw, double GainKw)
    {
        public ShareChange ToShare()
        {
            // The sum makes a zero of a negative zero, which PostgreSQL's JSON does not know.
            var expectedKw = Math.Round(DeliveredKw + GainKw, 3) + 0.0;
            return new ShareChange(VenId, FromKw, Math.Max(LeastKw, expectedKw), expectedKw);
        }
    }

    private static ControlFigures Figures(
        DrEvent state,
        long asOf,
        IReadOnlyList<ControlledVen> vens,
        IReadOnlyList<ControlledVen> staying,
        DateTimeOffset now
    ) =>
        new(
            asOf,
            state.RequestedReductionKw,
            vens.Where(v => v.IsKnown(now)).Sum(v => v.CurrentReductionKw),
            staying.Sum(v => v.ExpectedKw(now)),
            vens.Count(v => v.IsKnown(now) && v.IsSettled),
            vens.Count(v => v.IsKnown(now) && !v.IsSettled),
            vens.Count(v => !v.IsKnown(now))
        );

    /// <summary>
    /// Chooses VENs whose room together comes to so much, the roomiest first. Those whose minutes run are asked first for more, and last for less: what
    /// they do not give now, they do not give later.
    /// </summary>
    /// <param name="offKw">What is missing; negative where it is too much.</param>
    private static List<Changed> Choose(DrEvent state, IEnumerable<ControlledVen> free, double offKw, DateTimeOffset now)
    {
        var (isMore, kw) = (offKw > 0, Math.Abs(offKw));
        // Before its meter shows its share, what it promises is too sure to give it back: a plan asks for more than is needed where some do not deliver.
        var all = free.Where(v => isMore || (v.AskedKw > LeastKw && v.IsSettled))
            .Select(v => (Ven: v, RoomKw: isMore ? v.RoomKw(now) : v.ExpectedKw(now)))
            .Where(f => f.RoomKw >= WorthKw)
            .OrderByDescending(f => f.Ven.IsOnTurn(state) == isMore)
            .ThenByDescending(f => f.RoomKw)
            .ThenBy(f => f.Ven.VenId, StringComparer.Ordinal)
            .ToList();
        var (chosen, leftKw) = (new List<Changed>(), kw);
        foreach (var (ven, roomKw) in all)
        {
            if (leftKw <= DeadBand / 2 * state.RequestedReductionKw)
                break;
            if (roomKw > leftKw && !ven.IsOnShare(now))
                continue;
            var takenKw = Math.Min(roomKw, leftKw);
            chosen.Add(ChangedBy(ven, takenKw));
            leftKw -= takenKw;
        }
        if (chosen.Count > 0 || all.Count == 0)
            return chosen;
        // Only whole homes are there, each more than what is missing: the nearest, if it is better than none.
        var (nearest, allKw) = all.MinBy(f => Math.Abs(f.RoomKw - kw));
        return Math.Abs(allKw - kw) <= LeftMax * kw ? [ChangedBy(nearest, allKw)] : [];

        Changed ChangedBy(ControlledVen ven, double byKw) => new(ven.VenId, ven.AskedKw!.Value, ven.ExpectedKw(now), isMore ? byKw : -byKw);
    }
}
