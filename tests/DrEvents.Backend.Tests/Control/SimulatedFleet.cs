using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Tests.Control;

/// <summary>
/// Homes in simulated time: each has loads that are on or off by their own habits, and holds its share as nearly as whole loads allow, as our agent
/// does. Every tenth also has a load that can go by any step. The backend hears of them late.
/// </summary>
internal sealed class SimulatedFleet
{
    private const int LoadsPerHome = 3;
    private const int ReportEveryS = 10;
    private readonly Random _random;
    private readonly Home[] _homes;
    private readonly int _telemetryLateS;
    private readonly int _answerLateS;

    private sealed class Home
    {
        public required string Id { get; init; }
        public required double[] LoadsKw { get; init; }
        public required bool[] Calls { get; init; }
        public required double ModulatingKw { get; init; }
        public required int Phase { get; init; }
        public bool IsStuck { get; init; }
        public double AskedKw { get; set; }
        public bool[] Off { get; } = new bool[LoadsPerHome];
        public double ModulatedKw { get; set; }
        public double ShedKw => IsStuck ? 0 : PromisedKw;
        public double PromisedKw => LoadsKw.Where((_, i) => Off[i] && Calls[i]).Sum() + ModulatedKw;
        public double AvailableKw => LoadsKw.Where((_, i) => (!Off[i] || IsStuck) && Calls[i]).Sum() + ModulatingKw - ModulatedKw;
        public Queue<(int VisibleAt, ControlledVen Row)> OnTheWay { get; } = [];
        public required ControlledVen Known { get; set; }
    }

    public SimulatedFleet(int homes, int seed, int telemetryLateS, int answerLateS, double stuckShare)
    {
        (_random, _telemetryLateS, _answerLateS) = (new Random(seed), telemetryLateS, answerLateS);
        _homes =
        [
            .. Enumerable
                .Range(0, homes)
                .Select(n => new Home
                {
                    Id = $"ven-{n:000}",
                    LoadsKw = [.. Enumerable.Range(0, LoadsPerHome).Select(_ => 0.5 + (3 * _random.NextDouble()))],
                    Calls = [.. Enumerable.Range(0, LoadsPerHome).Select(_ => _random.NextDouble() < 0.4)],
                    ModulatingKw = n % 10 == 0 ? 3 : 0,
                    Phase = _random.Next(ReportEveryS),
                    IsStuck = _random.NextDouble() < stuckShare,
                    Known = new ControlledVen($"ven-{n:000}", default, null, 0, null, null, null, 0, null, null, null, false, 0, 0, null),
                }),
        ];
    }

    public int Commands { get; private set; }

    /// <summary>How often it went from asking for more to asking for less, or back.</summary>
    public int Turns { get; private set; }

    /// <summary>What was really shed in each second.</summary>
    public List<double> ShedKw { get; } = [];

    public double AvailableKw => _homes.Sum(h => h.AvailableKw);

    /// <summary>Runs an event of so many seconds; the loop looks every five.</summary>
    public void Run(DrEvent state, int seconds)
    {
        var lastSign = 0;
        var availableKw = AvailableKw;
        foreach (var home in _homes)
            Tell(home, Math.Round(state.RequestedReductionKw * home.AvailableKw / availableKw, 3), state, 0);
        for (var s = 0; s < seconds; s++)
        {
            var now = state.StartTime.AddSeconds(s);
            foreach (var home in _homes)
                Live(home, state, s);
            ShedKw.Add(_homes.Sum(h => h.ShedKw));
            if (s % 5 != 0)
                continue;
            var (decided, _) = HoldRequest.Decide(state, s, [.. _homes.Select(h => h.Known)], [], now);
            if (decided is null)
                continue;
            state = state with { AdjustedAt = now };
            var sign = Math.Sign(decided.Changes.Sum(c => c.ToKw - c.FromKw));
            Turns += sign * lastSign < 0 ? 1 : 0;
            lastSign = sign;
            foreach (var change in decided.Changes)
                Tell(_homes.Single(h => h.Id == change.VenId), change.ToKw, state, s);
        }
    }

    private void Tell(Home home, double kw, DrEvent state, int s)
    {
        Commands++;
        home.AskedKw = kw;
        Choose(home);
        home.Known = home.Known with
        {
            Until = state.EndTime,
            AskedKw = kw,
            Asks = home.Known.Asks + 1,
            AskedAt = state.StartTime.AddSeconds(s),
            AnsweredAt = state.StartTime.AddSeconds(s + _answerLateS),
            AcceptedKw = Math.Min(kw, home.PromisedKw),
        };
    }

    private void Live(Home home, DrEvent state, int s)
    {
        for (var i = 0; i < LoadsPerHome; i++)
        {
            // A load that is on stays so for ten minutes in the mean, one that is off for fifteen.
            if (_random.NextDouble() < (home.Calls[i] ? 1 / 600.0 : 1 / 900.0))
                home.Calls[i] = !home.Calls[i];
        }
        if (s % 5 == home.Phase % 5)
            Choose(home);
        var at = state.StartTime.AddSeconds(s);
        if (s % ReportEveryS == home.Phase)
        {
            var read = home.Known with
            {
                LastAt = at,
                CurrentReductionKw = home.ShedKw,
                LastPromisedKw = home.PromisedKw,
                LastAvailableKw = home.AvailableKw,
                WatchedS = s > 60 ? 60 : 0,
                WatchedPromisedKw = home.PromisedKw,
                MissingKw = home.PromisedKw - home.ShedKw,
            };
            home.OnTheWay.Enqueue((s + _telemetryLateS, read));
        }
        while (home.OnTheWay.TryPeek(out var next) && next.VisibleAt <= s)
        {
            home.OnTheWay.Dequeue();
            home.Known = next.Row with
            {
                Until = home.Known.Until,
                AskedKw = home.Known.AskedKw,
                Asks = home.Known.Asks,
                AskedAt = home.Known.AskedAt,
                AnsweredAt = home.Known.AnsweredAt,
                AcceptedKw = home.Known.AcceptedKw,
            };
        }
    }

    /// <summary>The whole loads that come nearest to the share, and the rest by the load that goes by any step.</summary>
    private static void Choose(Home home)
    {
        var (best, bestMissKw) = (0, double.MaxValue);
        for (var choice = 0; choice < 1 << LoadsPerHome; choice++)
        {
            var kw = Enumerable.Range(0, LoadsPerHome).Sum(i => (choice >> i & 1) == 1 && home.Calls[i] ? home.LoadsKw[i] : 0);
            var restKw = home.AskedKw - kw;
            var missKw = Math.Abs(restKw - Math.Clamp(restKw, 0, home.ModulatingKw));
            if (missKw < bestMissKw - 1e-9)
                (best, bestMissKw) = (choice, missKw);
        }
        for (var i = 0; i < LoadsPerHome; i++)
            home.Off[i] = (best >> i & 1) == 1;
        var wholeKw = home.LoadsKw.Where((_, i) => home.Off[i] && home.Calls[i]).Sum();
        home.ModulatedKw = Math.Clamp(home.AskedKw - wholeKw, 0, home.ModulatingKw);
    }
}
