using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Shadow;

/// <summary>Sums up a reduction of the panel from its samples: mean of baseline − used, and its energy over the time it lasted.</summary>
/// <remarks>After a restart in the middle of an event the mean is that of the samples since.</remarks>
internal sealed class EventTally
{
    private RunningShed? _running;
    private double _reductionSumKw;
    private int _samples;

    /// <summary>The last reduction that is over; null before the first.</summary>
    public LastEventSummary? Last { get; private set; }

    /// <summary>Takes a look at the panel; evenly spaced looks make the mean one over time.</summary>
    public void See(Situation now)
    {
        var shed = now.State.Shed;
        if (_running is { } over && (shed is null || shed.What.EventId != over.What.EventId))
            Last = Summary(over, now.Now);
        if (shed is null)
        {
            _running = null;
            return;
        }
        if (_running is null || _running.What.EventId != shed.What.EventId)
            (_reductionSumKw, _samples) = (0, 0);
        else
            shed = shed with { StartedAt = _running.StartedAt };
        _running = shed;
        _reductionSumKw += shed.What.BaselineKw - now.UsedKw;
        _samples++;
    }

    private LastEventSummary Summary(RunningShed over, DateTimeOffset endedAt)
    {
        var meanKw = _samples == 0 ? 0 : _reductionSumKw / _samples;
        return new LastEventSummary(
            over.What.EventId,
            over.What.RequestedReductionKw,
            WireKw.Round(meanKw),
            WireKw.Round(meanKw * (endedAt - over.StartedAt).TotalHours),
            WireKw.Round(over.What.BaselineKw),
            WireTime.ToUnixSeconds(over.StartedAt),
            WireTime.ToUnixSeconds(endedAt)
        );
    }
}
