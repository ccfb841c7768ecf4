using DrEvents.Contracts.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Reporting;
using DrEvents.Ven.Shedding;

namespace DrEvents.Simulator.Field;

/// <summary>
/// What a VEN of the field does with its loads: it chooses once, when the command comes, what to take away, and leaves it so until the end. It
/// has no baseline and does not look again, as today's agent does.
/// </summary>
internal sealed class FieldPanel(string venId, IEnumerable<ILoad> loads, bool isRefusing, IFieldWords words)
{
    private const double ToleranceKw = 0.05;
    private const double KwPerAmp = 0.23;

    /// <summary>Rated currents of circuit breakers, A (IEC 60898-1).</summary>
    private static readonly double[] BreakerAmps = [6, 10, 13, 16, 20, 25, 32, 40, 50, 63, 80, 100, 125];

    private readonly Panel _panel = new(loads);
    private DateTimeOffset _sampledAt;
    private long _samples;

    /// <summary>The reduction that it is in.</summary>
    public FieldShed? Shed { get; private set; }

    /// <summary>Ends a reduction whose time is over, and says whether it did.</summary>
    public bool EndIfOver(DateTimeOffset now) => Shed is { } shed && now >= shed.Until && Restore(now);

    /// <summary>Does what a command asks, as far as it knows it.</summary>
    public FieldAnswer Obey(FieldCommand command, DateTimeOffset now)
    {
        var answer = new FieldAnswer(venId, command, now);
        switch (words.DeedOf(command))
        {
            case FieldDeed.Shed:
                return Refusal(command, now) is { } refusal
                    ? answer with
                    {
                        Refusal = refusal,
                    }
                    : answer with
                    {
                        Shed = Begin(command, now),
                    };
            case FieldDeed.Restore:
                if (command.EventId is null || command.EventId == Shed?.EventId)
                    Restore(now);
                return answer;
            case FieldDeed.Answer:
                return answer;
            default:
                return answer with { Refusal = RefusalReasons.UnknownOp + command.Op };
        }
    }

    /// <summary>Measures a sample; no two have the same time.</summary>
    public TelemetrySample Sample(DateTimeOffset now)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        _sampledAt = at > _sampledAt ? at : _sampledAt.AddMilliseconds(1);
        var situation = new Situation(venId, VenState.Initial, MeasureAt(now), Estimate: null, TimeSpan.Zero, _sampledAt);
        return Report.Sample(situation, _sampledAt) with
        {
            EventId = Shed?.EventId,
            ShedPowerKw = Shed?.ShedKw ?? 0,
            RequestedReductionKw = Shed?.RequestedKw,
            MessageNum = ++_samples,
        };
    }

    private string? Refusal(FieldCommand command, DateTimeOffset now) =>
        isRefusing ? RefusalReasons.Disabled
        : command.Kw is not > 0 ? RefusalReasons.ReductionMissing
        : command.DurationS is not > 0 ? RefusalReasons.DurationMissing
        : command.ExpiresAt <= now ? RefusalReasons.Expired
        : null;

    private FieldShed Begin(FieldCommand command, DateTimeOffset now)
    {
        var states = MeasureAt(now);
        var plan = ShedPlanner.Plan(states, command.Kw!.Value, ToleranceKw);
        _panel.Apply(plan.Limits, now);
        var until = now.AddSeconds(command.DurationS!.Value);
        return Shed = new FieldShed(
            command.EventId,
            command.Kw.Value,
            WireKw.Round(plan.ReductionKw),
            WireKw.Round(states.Sum(s => s.Readout.WantedKw) - plan.ReductionKw),
            command.ExpiresAt < until ? command.ExpiresAt.Value : until,
            [.. plan.Parts.Select(part => Circuit(part, states.First(s => s.Id == part.LoadId)))]
        );
    }

    private bool Restore(DateTimeOffset now)
    {
        _panel.ReleaseAll(now);
        Shed = null;
        return true;
    }

    private IReadOnlyList<LoadState> MeasureAt(DateTimeOffset now) => _panel.MeasureAt(now, description => description);

    private static CurtailedCircuit Circuit(LoadPart part, LoadState load) =>
        new(
            part.LoadId,
            load.Description.Name,
            BreakerAmps.FirstOrDefault(amps => amps * KwPerAmp >= load.Description.RatedKw, BreakerAmps[^1]),
            WireKw.Round(part.WantedKw),
            WireKw.Round(part.ReductionKw),
            WireKw.Round(part.LimitKw),
            load.Description.IsCritical
        );
}
