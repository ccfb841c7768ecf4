using DrEvents.Contracts.Mqtt;
using DrEvents.Simulator;
using DrEvents.Simulator.History;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Benchmarks.Homes;

/// <summary>Five minutes of a home.</summary>
/// <param name="UsedKw">What it really used in the mean, kW.</param>
/// <param name="WouldHaveUsedKw">What its twin used, which nobody ever asks for anything; on days on which nobody may be asked, the same.</param>
/// <param name="Samples">What its VEN reported.</param>
internal readonly record struct PassedSlot(double UsedKw, double WouldHaveUsedKw, IReadOnlyList<TelemetrySample> Samples)
{
    /// <summary>What was really delivered, kW.</summary>
    public double DeliveredKw => WouldHaveUsedKw - UsedKw;
}

/// <summary>
/// A home over days of simulated time, as the simulator's history has them: each day begins anew at its midnight (UTC). On a day on which it may be called
/// its agent runs beside it, and its twin. Its VEN reports the mean of each five minutes; in an event and for an hour after it, what it measures at the end of
/// each minute, as the agent reports it.
/// </summary>
internal sealed class HomeInDays(string venId, int seed)
{
    /// <summary>What one look at a home is for.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    /// <summary>Time between two samples in an event.</summary>
    public static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OftenAfterwards = TimeSpan.FromHours(1);
    private static readonly FleetHomes Kinds = FleetHomes.Find(FleetHomes.Default).Homes!;

    private readonly Lock _gate = new();
    private readonly HomePast _past = new(venId, () => Kinds.Build(seed), TimeSpan.Zero);
    private Controller? _controller;
    private IReadOnlyList<ILoad> _loads = [];
    private IReadOnlyList<ILoad> _twin = [];
    private DateTimeOffset _oftenUntil;
    private DateTimeOffset? _dueAt;

    public string VenId => venId;

    /// <summary>What it says when it connects.</summary>
    public (string Topic, byte[] Payload) Status(DateTimeOffset now) =>
        (Topics.Status(venId), new VenStatusMessage(Online: true, now, (int)Slot.TotalSeconds).ToUtf8());

    /// <summary>A day begins.</summary>
    /// <param name="midnight">Of UTC.</param>
    /// <param name="isCalled">Whether it may be called on it.</param>
    public void BeginDay(DateTimeOffset midnight, bool isCalled)
    {
        lock (_gate)
        {
            (_controller, _oftenUntil, _dueAt) = (null, default, null);
            if (!isCalled)
                return;
            (_loads, _twin) = (Begun(midnight), Begun(midnight));
            _controller = new Controller(venId, _loads, new MemoryEventLog(), Often, NullLogger.Instance);
            _controller.Resume(midnight);
        }
    }

    /// <summary>Takes a command, and gives the answer; null where there is none.</summary>
    public byte[]? Obey(ReadOnlyMemory<byte> payload, DateTimeOffset now)
    {
        lock (_gate)
        {
            // Nobody listens on the other days; a restore that comes after midnight finds a home that is restored.
            if (_controller is null)
                return null;
            var ack = _controller.Handle(payload, now).Ack;
            _dueAt = _controller.NextDue(now);
            if (_controller.Look(now).State.IsShedding)
                _oftenUntil = DateTimeOffset.MaxValue;
            else if (_oftenUntil == DateTimeOffset.MaxValue)
                _oftenUntil = now + OftenAfterwards;
            return ack;
        }
    }

    /// <summary>Five minutes pass.</summary>
    public PassedSlot Pass(DateTimeOffset slot)
    {
        lock (_gate)
            return _controller is { } controller ? Pass(controller, slot) : PassFree(slot);
    }

    private PassedSlot PassFree(DateTimeOffset slot)
    {
        var sample = _past.Samples(slot, slot + Slot, Slot).Single();
        return new PassedSlot(sample.UsedPowerKw, sample.UsedPowerKw, [sample]);
    }

    private PassedSlot Pass(Controller controller, DateTimeOffset slot)
    {
        var (used, twin, samples) = (new IntervalMean(), new IntervalMean(), new List<TelemetrySample>());
        for (var at = slot; at < slot + Slot; at += HomePast.ReadingMax)
        {
            if (_dueAt <= at)
                controller.Advance(at);
            _dueAt = controller.NextDue(at);
            used.Add(_loads, at);
            twin.Add(_twin, at);
            if ((at + HomePast.ReadingMax - slot).Ticks % Often.Ticks != 0)
                continue;
            var measured = controller.Sample(at + HomePast.ReadingMax - HomePast.BeforeEnd);
            if (at < _oftenUntil)
                samples.Add(measured);
        }
        if (samples.Count == 0)
            samples.Add(used.Sample(venId, Slot, slot + Slot - HomePast.BeforeEnd));
        return new PassedSlot(used.PowerKw, twin.PowerKw, samples);
    }

    private IReadOnlyList<ILoad> Begun(DateTimeOffset midnight)
    {
        var loads = Kinds.Build(seed);
        foreach (var load in loads)
            load.MeasureAt(midnight);
        return loads;
    }
}
