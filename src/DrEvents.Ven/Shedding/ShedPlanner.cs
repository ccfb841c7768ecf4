using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Shedding;

/// <summary>
/// Chooses which loads to limit. It uses no load of a later priority while the earlier ones can meet the target; loads that modulate
/// make up the difference that loads which are only on or off leave.
/// </summary>
internal static class ShedPlanner
{
    /// <summary>Combinations that one search looks at. Twelve switched circuits have 4,096; beyond that the best found so far is taken.</summary>
    private const int CombinationsMax = 20_000;

    /// <summary>Plans a reduction against what the loads want.</summary>
    /// <param name="loads">All loads; those that may not be shed are left alone, those that are held off count as taken.</param>
    /// <param name="reductionKw">What to take away; nothing or less gives an empty plan.</param>
    /// <param name="toleranceKw">How far from it is as good as met.</param>
    /// <param name="held">Loads that are limited already: switched ones stay off if that still fits, so that relays do not chatter.</param>
    public static ShedPlan Plan(
        IReadOnlyList<LoadState> loads,
        double reductionKw,
        double toleranceKw,
        IReadOnlyDictionary<string, double>? held = null
    )
    {
        var candidates = loads
            .Where(l => l.RoomKw > 0)
            .OrderByDescending(l => l.IsHeldOff)
            .ThenBy(l => l.Description.Priority)
            .ThenBy(l => l.Id, StringComparer.Ordinal)
            .ToArray();
        var heldOff = candidates.Count(l => l.IsHeldOff);
        if (reductionKw <= 0)
            return new ShedPlan([]);
        if (held is not null)
        {
            var kept = new Choice(
                candidates,
                [.. candidates.Select(l => l.IsHeldOff || (!l.Description.IsModulating && held.ContainsKey(l.Id)))]
            );
            if (kept.MissKw(reductionKw) <= toleranceKw)
                return kept.Fill(reductionKw);
        }
        for (var count = heldOff; count < candidates.Length; count++)
        {
            var choice = new Search(candidates[..count], reductionKw, toleranceKw).Best();
            if (choice.MissKw(reductionKw) <= toleranceKw)
                return choice.Fill(reductionKw);
        }
        return new Search(candidates, reductionKw, toleranceKw).Best().Fill(reductionKw);
    }

    /// <summary>Loads in order of shedding, with those marked that are switched off; the modulating ones are free to fill the rest.</summary>
    private readonly record struct Choice(LoadState[] Loads, bool[] IsOff)
    {
        public double MissKw(double reductionKw)
        {
            var restKw = reductionKw - SwitchedKw();
            return Math.Abs(restKw - Math.Clamp(restKw, 0, ModulatingKw(Loads)));
        }

        /// <summary>The plan: the modulating loads take what is left, in order of priority.</summary>
        public ShedPlan Fill(double reductionKw)
        {
            var restKw = Math.Max(0, reductionKw - SwitchedKw());
            var parts = new List<LoadPart>(Loads.Length);
            for (var i = 0; i < Loads.Length; i++)
            {
                var takenKw =
                    Loads[i].Description.IsModulating ? Math.Min(restKw, Loads[i].RoomKw)
                    : IsOff[i] ? Loads[i].RoomKw
                    : 0;
                if (Loads[i].Description.IsModulating)
                    restKw -= takenKw;
                if (takenKw > 0)
                    parts.Add(new LoadPart(Loads[i].Id, Loads[i].Readout.WantedKw, Loads[i].Readout.WantedKw - takenKw));
            }
            return new ShedPlan(parts);
        }

        private double SwitchedKw()
        {
            var sumKw = 0.0;
            for (var i = 0; i < Loads.Length; i++)
                sumKw += IsOff[i] ? Loads[i].RoomKw : 0;
            return sumKw;
        }
    }

    private static double ModulatingKw(LoadState[] loads) => loads.Where(l => l.Description.IsModulating).Sum(l => l.RoomKw);

    /// <summary>
    /// Branch and bound over the switched loads, earlier priorities taken first: a branch whose sum is already too far above the target,
    /// or cannot come up to it any more, is cut.
    /// </summary>
    private sealed class Search(LoadState[] loads, double reductionKw, double toleranceKw)
    {
        private readonly double _modulatingKw = ModulatingKw(loads);
        private readonly bool[] _isOff = new bool[loads.Length];
        private bool[] _best = new bool[loads.Length];
        private double _bestMissKw = double.PositiveInfinity;
        private int _looked;

        public Choice Best()
        {
            Look(0, 0, loads.Where(l => !l.Description.IsModulating).Sum(l => l.RoomKw));
            return new Choice(loads, _best);
        }

        private void Look(int place, double takenKw, double aheadKw)
        {
            var tooMuchKw = takenKw - reductionKw;
            var tooLittleKw = reductionKw - (takenKw + aheadKw + _modulatingKw);
            if (_bestMissKw <= toleranceKw || Math.Max(tooMuchKw, tooLittleKw) >= _bestMissKw || _looked++ > CombinationsMax)
                return;
            if (place == loads.Length)
            {
                _bestMissKw = Math.Max(0, Math.Max(tooMuchKw, tooLittleKw));
                _best = [.. _isOff];
                return;
            }
            if (loads[place].Description.IsModulating)
            {
                Look(place + 1, takenKw, aheadKw);
                return;
            }
            var roomKw = loads[place].RoomKw;
            _isOff[place] = true;
            Look(place + 1, takenKw + roomKw, aheadKw - roomKw);
            if (loads[place].IsHeldOff)
                return;
            _isOff[place] = false;
            Look(place + 1, takenKw, aheadKw - roomKw);
        }
    }
}
