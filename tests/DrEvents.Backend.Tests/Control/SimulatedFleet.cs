using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Planning;

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
        public double? MinutesMax { get; set; }
        public int? ToldAtS { get; set; }
        public int UntilS { get; set; }
        public int LastShedAtS { get; set; }
        public int Commands { get; set; }
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

    public int Commands => _homes.Sum(h => h.Commands);

    /// <summary>Most commands that one home got.</summary>
    public int CommandsMax => _homes.Max(h => h.Commands);

    /// <summary>What the plan says that will be missing.</summary>
    public double ShortfallKw { get; private set; }

    /// <summary>How many homes were asked at all.</summary>
    public int Asked => _homes.Count(h => h.ToldAtS is not null);

    /// <summary>Homes that shed for longer than they may, from their first command on.</summary>
    public int BeyondLimits => _homes.Count(h => h.LastShedAtS - h.ToldAtS >= 60 * h.MinutesMax);

    /// <summary>Every so manyeth home may be asked for so many minutes only.</summary>
    public void Limit(double minutesMax, int everyNth)
    {
        for (var n = 0; n < _homes.Length; n += everyNth)
            _homes[n].MinutesMax = minutesMax;
    }

    /// <summary>How often it went from asking for more to asking for less, or back.</summary>
    public int Turned { get; private set; }

    /// <summary>What was really shed in each second.</summary>
    public List<double> ShedKw { get; } = [];

    public double AvailableKw => _homes.Sum(h => h.AvailableKw);

    /// <summary>Runs an event of so many seconds; the loop looks every five.</summary>
    public void Run(DrEvent state, int seconds)
    {
        var lastSign = 0;
        var plan = Turns.Plan(state, Candidates(state, 0, h => h.AvailableKw), state.StartTime);
        ShortfallKw = plan.ShortfallKw;
        foreach (var share in plan.Shares)
            Tell(HomeOf(share.VenId), share.Kw, state, 0);
        for (var s = 0; s < seconds; s++)
        {
            foreach (var home in _homes)
                Live(home, state, s);
            ShedKw.Add(_homes.Sum(h => h.ShedKw));
            if (s % 5 != 0 || Decide(state, s) is not { } decided)
                continue;
            state = DrEvent.Fold(state, state.Id, decided)!;
            var sign = Math.Sign(decided.Changes.Sum(c => c.ToKw - c.FromKw));
            Turned += sign * lastSign < 0 ? 1 : 0;
            lastSign = sign;
            foreach (var change in decided.Changes)
                Tell(HomeOf(change.VenId), change.ToKw, state, s);
        }
    }

    private SharesAdjusted? Decide(DrEvent state, int s)
    {
        var now = state.StartTime.AddSeconds(s);
        ControlledVen[] known = [.. _homes.Where(h => h.ToldAtS is not null).Select(h => h.Known)];
        var (decided, missingKw) = HoldRequest.Decide(state, s, known, [], now);
        if (missingKw <= 0)
            return decided;
        var free = Candidates(state, s, h => h.Known.LastAvailableKw).FindAll(c => HomeOf(c.VenId).ToldAtS is null && c.AvailableKw > 0);
        ReserveVen[] reserve = [.. Turns.Waiting(state.Id, free).Select(c => new ReserveVen(c.VenId, c.AvailableKw!.Value))];
        return reserve.Length == 0 ? decided : HoldRequest.Decide(state, s, known, reserve, now).Decided;
    }

    private List<Candidate> Candidates(DrEvent state, int s, Func<Home, double?> availableKw) =>
        [
            .. _homes.Select(h =>
            {
                var end = Turns.EndOf(state, null, h.MinutesMax, state.StartTime.AddSeconds(s));
                return new Candidate(h.Id, null, availableKw(h), EndsAt: end < state.EndTime ? end : null);
            }),
        ];

    private Home HomeOf(string venId) => _homes[int.Parse(venId.AsSpan("ven-".Length), System.Globalization.CultureInfo.InvariantCulture)];

    private void Tell(Home home, double kw, DrEvent state, int s)
    {
        home.Commands++;
        home.ToldAtS ??= s;
        home.AskedKw = kw;
        var until = Turns.EndOf(state, state.StartTime.AddSeconds(home.ToldAtS.Value), home.MinutesMax, state.StartTime.AddSeconds(s));
        home.UntilS = (int)(until - state.StartTime).TotalSeconds;
        Choose(home);
        home.Known = home.Known with
        {
            Until = until,
            AskedKw = kw > 0 ? kw : null,
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
        // A command carries its own end.
        if (s >= home.UntilS)
            home.AskedKw = 0;
        if (s % 5 == home.Phase % 5 || s == home.UntilS)
            Choose(home);
        if (home.ShedKw > 0)
            home.LastShedAtS = s;
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
