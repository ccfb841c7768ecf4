using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Planning;
using DrEvents.Contracts.Mqtt;
using DrEvents.Simulator.Field;

namespace DrEvents.Benchmarks.Accuracy.InTime;

/// <summary>
/// A town as <see cref="TownInTime"/>, of which a share of the homes has a double of a VEN of the field: what is measured of these is by what the backend
/// knows alone.
/// </summary>
internal sealed class FieldTownInTime
{
    private const int TickS = 5;
    private const int TicksPerSample = 2;
    private readonly List<HomeInTime> _today = [];
    private readonly List<FieldHomeInTime> _field = [];
    private readonly LiveFold _fold = new();
    private DrEvent _state;

    /// <param name="fieldShare">Of the homes; half of them of each generation.</param>
    /// <param name="share">What is asked, of what all can shed at the start.</param>
    public FieldTownInTime(int homes, int seed, DateTimeOffset start, double fieldShare, KnownBefore known, double share, TimeSpan duration)
    {
        for (var n = 1; n <= homes; n++)
        {
            var (venId, drawn) = ($"ven-{n:0000}", unchecked((seed * 1_000_003) ^ n));
            var generation = new GenerationShares { Older = fieldShare / 2, Oldest = fieldShare / 2 }.Draw(drawn);
            if (generation == Generation.Today)
                _today.Add(new HomeInTime(venId, drawn, start));
            else
                _field.Add(new FieldHomeInTime(venId, drawn, generation, start));
        }
        _state = TownEvent.Of(start, start + duration, requestedKw: 0);
        foreach (var home in _field)
            home.Seal(_fold, _state, known);
        TellAll(start.AddSeconds(-TickS));
        var candidates = _fold.Vens.Values.OrderBy(v => v.Id, StringComparer.Ordinal).Select(v => new Candidate(v.Id, null, v.AvailableKw));
        RequestedKw = Math.Round(share * candidates.Sum(c => c.AvailableKw ?? 0), 1);
        _state = _state with { RequestedReductionKw = RequestedKw };
        foreach (var given in Allocate.Plan(RequestedKw, _state.Allocation, [.. candidates]).Shares)
            Obey(given.VenId, given.Kw, start);
    }

    /// <summary>What is asked, kW.</summary>
    public double RequestedKw { get; }

    /// <summary>Runs the event, and returns it minute by minute.</summary>
    public IReadOnlyList<MinuteInTime> Run()
    {
        var minutes = new List<MinuteInTime>();
        var (trueKw, measuredKw, errorKw, samples) = (0.0, 0.0, 0.0, 0);
        for (var tick = 1; _state.StartTime.AddSeconds(tick * TickS) <= _state.EndTime; tick++)
        {
            var now = _state.StartTime.AddSeconds(tick * TickS);
            foreach (var home in _today)
                home.Advance(now);
            if (tick % TicksPerSample == 0)
            {
                trueKw += TellAll(now);
                var told = _today.Where(h => h.IsAsked).Select(h => h.Row).Concat(_field.Where(h => h.IsAsked).Select(h => h.Row));
                var totals = EventTotals.Of([.. told], _fold.Metered.Values.Select(MeterRow.Of), now);
                (measuredKw, errorKw, samples) = (measuredKw + totals.CurrentReductionKw, errorKw + totals.CurrentErrorKw, samples + 1);
            }
            if (tick * TickS % 60 == 0)
            {
                minutes.Add(new MinuteInTime(trueKw / samples, measuredKw / samples, errorKw / samples));
                (trueKw, measuredKw, errorKw, samples) = (0, 0, 0, 0);
            }
            var (decided, _) = HoldRequest.Decide(_state, tick, [.. _fold.Metered.Values.Select(ControlledVen.Of)], [], now);
            if (decided is null)
                continue;
            _state = _state with { AdjustedAt = now };
            foreach (var change in decided.Changes)
                Obey(change.VenId, change.ToKw, now);
        }
        return minutes;
    }

    private double TellAll(DateTimeOffset now) => _today.Sum(h => h.Tell(_fold, now).TrueKw) + _field.Sum(h => h.Tell(_fold, now));

    private void Obey(string venId, double kw, DateTimeOffset now)
    {
        _today.Find(h => h.VenId == venId)?.Obey(_fold, _state, kw, now);
        _field.Find(h => h.VenId == venId)?.Obey(_fold, _state, kw, now);
    }
}

/// <summary>The event that a town in simulated time is called to.</summary>
internal static class TownEvent
{
    public const string Id = "evt-0000000a";

    public static DrEvent Of(DateTimeOffset start, DateTimeOffset end, double requestedKw) =>
        new()
        {
            Id = Id,
            Status = EventStatus.Active,
            StartTime = start,
            EndTime = end,
            RequestedReductionKw = requestedKw,
            Priority = EventLimits.PriorityDefault,
            Allocation = AllocationMethods.Weighted,
            Control = ControlModes.Closed,
            CreatedAt = start,
            ActivatedAt = start,
        };
}
