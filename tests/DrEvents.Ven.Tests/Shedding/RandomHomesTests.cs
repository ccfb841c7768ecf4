using System.Collections.Concurrent;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Simulation;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>
/// Sheds in five thousand random homes at random times of the year, held for some minutes with a change in the middle. What can be reached
/// is found by trying every combination of what the devices say they can do, without the planner.
/// </summary>
public sealed class RandomHomesTests
{
    private const int Homes = 5_000;
    private const double Share = 0.05;

    /// <summary>A step of the simulation, so that between two looks nothing happens that nobody could see.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(SimulatedLoad.StepS);

    [Fact]
    public void no_critical_load_is_touched_no_limit_is_broken_and_what_can_be_met_is_met()
    {
        var wrong = new ConcurrentQueue<string>();
        var (met, outOfReach) = (0, 0);
        Parallel.For(
            0,
            Homes,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount / 2) },
            seed =>
            {
                using var run = new Run(seed);
                foreach (var error in run.Errors)
                    wrong.Enqueue($"home {seed}: {error}");
                Interlocked.Add(ref met, run.Met);
                Interlocked.Add(ref outOfReach, run.OutOfReach);
                if (seed % 20 != 0)
                    return;
                using var again = new Run(seed);
                if (!again.Story.SequenceEqual(run.Story))
                    wrong.Enqueue($"home {seed}: the same seed gave another story");
            }
        );
        wrong.Take(10).ShouldBeEmpty($"{wrong.Count} in all");
        // A test that hardly ever asks for what can be met, or always does, would show little.
        met.ShouldBeGreaterThan(Homes * 4);
        outOfReach.ShouldBeGreaterThan(Homes);
    }

    private sealed class Run : IDisposable
    {
        private readonly int _seed;
        private readonly TestHome _home;
        private readonly DeviceRules _rules;
        private int _draws = 1_000;

        public Run(int seed)
        {
            _seed = seed;
            _rules = new DeviceRules(Errors.Add);
            var clock = new FakeTimeProvider(
                new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + (Math.Floor(Draw(0, 365 * 86_400) / Step.TotalSeconds) * Step)
            );
            _home = new TestHome(clock: clock, loads: RandomHome.Of(seed));
            Pass(minutes: 2);
            for (var revision = 1; revision <= 3; revision++)
            {
                Shed(revision);
                Pass(minutes: (int)Draw(2, 8));
            }
        }

        public void Dispose() => _home.Dispose();

        public List<string> Errors { get; } = [];
        public List<double> Story { get; } = [];
        public int Met { get; private set; }
        public int OutOfReach { get; private set; }

        private double Draw(double low, double high) => Noise.Between(_seed, _draws++, low, high);

        private void Shed(int revision)
        {
            var requestedKw = Math.Round(Draw(0.4, 1) * Draw(1, 10), 3);
            var before = _home.State.PanelLimits;
            var ack = _home.Shed(requestedKw, durationS: 7200, revision: revision);
            var look = _home.Look();
            _rules.LookAt(look);
            if (WasReleased(before, look))
                return;
            var reachedKw = Math.Clamp(look.BaselineKw - look.UsedKw, 0, requestedKw);
            Expect(Math.Abs(ack.ActualShedKw!.Value - reachedKw) < 0.002, $"says {ack.ActualShedKw} kW, the meter says {reachedKw}");
            foreach (var part in ack.CircuitsCurtailed)
            {
                var load = look.Load(part.Id)!.Value;
                Expect(
                    Math.Abs(part.FinalKw!.Value - load.Readout.PowerKw) < 0.002,
                    $"{part.Id}: says {part.FinalKw} kW, uses {load.Readout.PowerKw}"
                );
            }
            LookAtTheMeter();
        }

        private void Pass(int minutes)
        {
            for (var passed = TimeSpan.Zero; passed < TimeSpan.FromMinutes(minutes); passed += Step)
            {
                var before = _home.State.PanelLimits;
                _home.Clock.Advance(Step);
                _home.Advance();
                Story.Add(_home.Sample().UsedPowerKw);
                if (!WasReleased(before, _home.Look()))
                    LookAtTheMeter();
                _rules.LookAt(_home.Look());
            }
        }

        /// <summary>What a load draws that is switched on again is not known before: the plan is right again at the next look.</summary>
        private static bool WasReleased(IReadOnlyDictionary<string, double> before, Situation now) =>
            before.Keys.Except(now.State.PanelLimits.Keys).Any();

        private void LookAtTheMeter()
        {
            var look = _home.Look();
            if (look.State.Shed?.What is not { } shed)
                return;
            var aimKw = look.BaselineKw - shed.RequestedReductionKw;
            var missKw = Share * shed.RequestedReductionKw;
            var canBeMet = LeastMissKw(look.Loads, aimKw) <= missKw;
            Met += canBeMet ? 1 : 0;
            OutOfReach += canBeMet ? 0 : 1;
            Expect(
                !canBeMet || Math.Abs(look.UsedKw - aimKw) <= missKw + 1e-9,
                $"{look.Now:O}: {look.UsedKw:F3} kW instead of {aimKw:F3} ± {missKw:F3}, which can be met"
            );
            Expect(
                LowestKw(look.Loads) <= aimKw + missKw || look.UsedKw <= LowestKw(look.Loads) + 1e-6,
                $"{look.Now:O}: out of reach, but not all was shed"
            );
        }

        /// <summary>The nearest to a level of the meter that any combination of what the devices can do comes.</summary>
        private static double LeastMissKw(IReadOnlyList<LoadState> loads, double aimKw)
        {
            var (fixedKw, mostKw) = (0.0, 0.0);
            var switched = new List<(double OnKw, double OffKw)>();
            foreach (var load in loads)
            {
                var (seen, description) = (load.Readout, load.Description);
                if (description.IsCritical || !description.IsEnabled || seen.IsPausing || seen.LowestKw >= seen.WantedKw)
                {
                    fixedKw += description.IsCritical || !description.IsEnabled || seen.IsPausing ? seen.PowerKw : seen.WantedKw;
                }
                else if (description.IsModulating)
                {
                    fixedKw += seen.LowestKw;
                    mostKw += seen.WantedKw - seen.LowestKw;
                }
                else
                {
                    switched.Add((seen.WantedKw, seen.LowestKw));
                }
            }
            var leastKw = double.PositiveInfinity;
            for (var set = 0; set < 1 << switched.Count; set++)
            {
                var sumKw = fixedKw;
                for (var i = 0; i < switched.Count; i++)
                    sumKw += (set & (1 << i)) != 0 ? switched[i].OnKw : switched[i].OffKw;
                leastKw = Math.Min(leastKw, Math.Max(0, Math.Max(sumKw - aimKw, aimKw - (sumKw + mostKw))));
            }
            return leastKw;
        }

        private static double LowestKw(IReadOnlyList<LoadState> loads) =>
            loads.Sum(l =>
                l.Description.IsCritical || !l.Description.IsEnabled || l.Readout.IsPausing
                    ? l.Readout.PowerKw
                    : Math.Min(l.Readout.LowestKw, l.Readout.WantedKw)
            );

        private void Expect(bool holds, string error)
        {
            if (!holds)
                Errors.Add(error);
        }
    }
}
