using DrEvents.Contracts.Mqtt;

namespace DrEvents.Ven.Shedding;

/// <summary>What the home uses, as it is told and remembered.</summary>
internal sealed partial class Controller
{
    private static readonly TimeSpan FirstReadingsLongest = TimeSpan.FromMinutes(1);

    /// <summary>Measures a sample. Two samples never have the same time, which is what tells them apart.</summary>
    public TelemetrySample Sample(DateTimeOffset now)
    {
        lock (_gate)
        {
            var look = LookNow(now);
            var at = ToMilliseconds(now);
            _sampledAt = at > _sampledAt ? at : _sampledAt.AddMilliseconds(1);
            if (!look.State.IsLimiting && !IsBeforeFirstReadings(look, now))
                _history.Add(_sampledAt, look.UsedKw);
            var sample = Reporting.Report.Sample(look, _sampledAt);
            if (_meter.Add(sample) is { } recorded)
                Commit(now, [recorded]);
            if (look.State.Shed is not null && _delivery.Read(look) is { } measured)
                Commit(now, [measured]);
            return sample;
        }
    }

    /// <summary>
    /// Devices that were not read yet count as drawing nothing: the half hour must not begin with that. One that cannot be read at all does not hold the
    /// others up.
    /// </summary>
    private bool IsBeforeFirstReadings(Situation look, DateTimeOffset now) =>
        now - _resumedAt < FirstReadingsLongest && look.Loads.Any(l => l.Readout.Device is { IsRead: false });
}
