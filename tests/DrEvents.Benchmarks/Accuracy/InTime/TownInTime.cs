using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;

namespace DrEvents.Benchmarks.Accuracy.InTime;

/// <summary>
/// Homes with their agents, and the backend's plan, live figures, totals and control loop, in simulated time: the same code as in a running system, without
/// a network, a store, and faults. So it runs hours in seconds.
/// </summary>
internal sealed class TownInTime
{
    private const string EventId = "evt-0000000a";
    private const int TickS = 5;
    private const int TicksPerSample = 2;
    private readonly HomeInTime[] _homes;
    private readonly LiveFold _fold = new();
    private readonly DateTimeOffset _start;
    private DrEvent _state;

    /// <param name="homes">How many.</param>
    /// <param name="seed">Draws them.</param>
    /// <param name="start">When the event begins, at their clock.</param>
    /// <param name="requested">What is asked, kW, by what they can shed then, kW.</param>
    /// <param name="duration">How long the event lasts.</param>
    /// <param name="hasOracle">An oracle measures too.</param>
    public TownInTime(int homes, int seed, DateTimeOffset start, Func<double, double> requested, TimeSpan duration, bool hasOracle = false)
    {
        _start = start;
        _homes = [.. Enumerable.Range(1, homes).Select(n => new HomeInTime($"ven-{n:0000}", SeedOf(seed, n), start))];
        for (var i = 0; i < _homes.Length; i++)
        {
            _homes[i].Tell(_fold, start.AddSeconds(-TickS));
            if (hasOracle)
                _homes[i].AskOracle(HashCode.Combine(seed, i), start);
        }
        var candidates = _homes.Select(h => new Candidate(h.VenId, Skip: null, _fold.Vens[h.VenId].AvailableKw)).ToList();
        RequestedKw = Math.Round(requested(candidates.Sum(c => c.AvailableKw ?? 0)), 1);
        _state = new DrEvent
        {
            Id = EventId,
            Status = EventStatus.Active,
            StartTime = start,
            EndTime = start + duration,
            RequestedReductionKw = RequestedKw,
            Priority = EventLimits.PriorityDefault,
            Allocation = AllocationMethods.Weighted,
            Control = ControlModes.Closed,
            CreatedAt = start,
            ActivatedAt = start,
        };
        var byId = _homes.ToDictionary(h => h.VenId);
        foreach (var given in Allocate.Plan(RequestedKw, _state.Allocation, candidates).Shares)
            byId[given.VenId].Obey(_fold, _state, given.Kw, start);
    }

    /// <summary>The most that such a town could hold for so long, kW.</summary>
    public static double MostHeldKw(int homes, int seed, DateTimeOffset start, TimeSpan duration) =>
        MostHeld.Kw(
            Enumerable.Range(1, homes).Select(n => (Func<IReadOnlyList<ILoad>>)(() => HomeInTime.Build(SeedOf(seed, n)))),
            start,
            duration
        );

    private static int SeedOf(int town, int home) => unchecked((town * 1_000_003) ^ home);

    /// <summary>What is asked, kW.</summary>
    public double RequestedKw { get; }

    /// <summary>Commands after each VEN's first.</summary>
    public int Changes { get; private set; }

    /// <summary>Runs the event, and returns it minute by minute.</summary>
    public IReadOnlyList<MinuteInTime> Run()
    {
        var byId = _homes.ToDictionary(h => h.VenId);
        var minutes = new List<MinuteInTime>();
        var (trueKw, measuredKw, errorKw, oracleKw, samples) = (0.0, 0.0, 0.0, 0.0, 0);
        for (var tick = 1; _start.AddSeconds(tick * TickS) < _state.EndTime; tick++)
        {
            var now = _start.AddSeconds(tick * TickS);
            foreach (var home in _homes)
                home.Advance(now);
            if (tick % TicksPerSample == 0)
            {
                foreach (var (really, expected) in _homes.Select(h => h.Tell(_fold, now)))
                    (trueKw, oracleKw) = (trueKw + really, oracleKw + expected);
                var totals = EventTotals.Of(
                    [.. _homes.Where(h => h.IsAsked).Select(h => h.Row)],
                    _fold.Metered.Values.Select(MeterRow.Of),
                    now
                );
                (measuredKw, errorKw, samples) = (measuredKw + totals.CurrentReductionKw, errorKw + totals.CurrentErrorKw, samples + 1);
            }
            if (tick * TickS % 60 == 0)
            {
                EndMinute();
            }
            var (decided, _) = HoldRequest.Decide(_state, tick, [.. _fold.Metered.Values.Select(ControlledVen.Of)], [], now);
            if (decided is null)
                continue;
            _state = _state with { AdjustedAt = now };
            Changes += decided.Changes.Count;
            foreach (var change in decided.Changes)
                byId[change.VenId].Obey(_fold, _state, change.ToKw, now);
        }
        // The last minute is shorter by one sample: at the event's end VENs give back.
        EndMinute();
        return minutes;

        void EndMinute()
        {
            minutes.Add(new MinuteInTime(trueKw / samples, measuredKw / samples, errorKw / samples, oracleKw / samples));
            (trueKw, measuredKw, errorKw, oracleKw, samples) = (0, 0, 0, 0, 0);
        }
    }
}

/// <summary>Means over a minute, kW: what was really delivered, what was measured, one stated standard error of that, and what the oracle measured.</summary>
internal readonly record struct MinuteInTime(double TrueKw, double MeasuredKw, double ErrorKw, double OracleKw = 0);
