using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>
/// Adds up what the running reduction delivers: baseline minus used, each reading standing for the time since the one before. The sum goes
/// into the log once a minute and at the end, so that a restart loses a minute at most and nobody has to read samples again.
/// </summary>
internal sealed class DeliveryMeter
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    /// <summary>Readings further apart say nothing about the time between: the VEN was away, or its clock jumped.</summary>
    private static readonly TimeSpan GapMax = TimeSpan.FromMinutes(2);

    private DateTimeOffset _startedAt;
    private DateTimeOffset _readAt;
    private DateTimeOffset _loggedAt;
    private ShedMeasured _sum = new(0, 0, 0);

    /// <summary>What goes into the log before these events: the sum of a reduction that ends with them.</summary>
    public IReadOnlyList<VenEvent> Before(IReadOnlyList<VenEvent> happened, Func<Situation> look)
    {
        if (!happened.Any(one => one is ShedEnded) || look() is not { State.Shed: not null } now)
            return happened;
        Add(now);
        return _sum.MeasuredS > 0 ? [Sum(), .. happened] : happened;
    }

    /// <summary>Takes a reading while a reduction runs, and gives the sum where it is time to write it down.</summary>
    public ShedMeasured? Read(Situation now)
    {
        Add(now);
        if (now.Now - _loggedAt < LogInterval && now.Now >= _loggedAt)
            return null;
        _loggedAt = now.Now;
        return _sum.MeasuredS > 0 ? Sum() : null;
    }

    private void Add(Situation now)
    {
        var shed = now.State.Shed!;
        if (_startedAt != shed.StartedAt)
        {
            // The first reading of a reduction, or the first after a restart in the middle of one.
            _startedAt = shed.StartedAt;
            _readAt = shed.Measured is null ? shed.StartedAt : now.Now;
            _loggedAt = now.Now;
            _sum = shed.Measured ?? new ShedMeasured(0, 0, 0);
        }
        var time = now.Now - _readAt;
        _readAt = now.Now;
        if (time <= TimeSpan.Zero || time > GapMax)
            return;
        _sum = new ShedMeasured(
            _sum.MeasuredS + time.TotalSeconds,
            _sum.DeliveredKwh + ((now.BaselineKw - now.UsedKw) * time.TotalHours),
            _sum.RequestedKwh + (shed.What.RequestedReductionKw * time.TotalHours)
        );
    }

    private ShedMeasured Sum() => new(Math.Round(_sum.MeasuredS, 3), Math.Round(_sum.DeliveredKwh, 6), Math.Round(_sum.RequestedKwh, 6));
}
