using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Reporting;

/// <summary>
/// Makes records for the log out of samples: one a minute while something is shed, one in a quarter of an hour otherwise. An auditor sees
/// the meter before, during and after an event without every sample having to be kept for a year.
/// </summary>
internal sealed class MeterRecord
{
    private static readonly TimeSpan WhileShedding = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Otherwise = TimeSpan.FromMinutes(15);

    private (DateTimeOffset From, string? EventId, bool IsShedding)? _open;
    private DateTimeOffset _lastAt;
    private int _count;
    private double _sumKw;
    private double _lowestKw;
    private double _highestKw;
    private double _baselineSumKw;

    /// <summary>Takes a sample, and gives the record that is complete without it, if one is.</summary>
    public PowerMeasured? Add(TelemetrySample sample)
    {
        var complete = _open is not null && !BelongsTo(sample) ? Complete() : null;
        if (_open is null || complete is not null)
        {
            _open = (sample.At, sample.EventId, IsShedding(sample));
            (_count, _sumKw, _baselineSumKw) = (0, 0, 0);
            (_lowestKw, _highestKw) = (double.MaxValue, double.MinValue);
        }
        _lastAt = sample.At;
        _count++;
        _sumKw += sample.UsedPowerKw;
        _baselineSumKw += sample.BaselinePowerKw ?? 0;
        _lowestKw = Math.Min(_lowestKw, sample.UsedPowerKw);
        _highestKw = Math.Max(_highestKw, sample.UsedPowerKw);
        return complete;
    }

    /// <summary>Only a sample of a reduction, and of the hour after it, has a baseline.</summary>
    private static bool IsShedding(TelemetrySample sample) => sample.BaselinePowerKw is not null;

    private bool BelongsTo(TelemetrySample sample)
    {
        var (from, eventId, isShedding) = _open!.Value;
        return eventId == sample.EventId
            && isShedding == IsShedding(sample)
            && sample.At >= _lastAt
            && sample.At - from < (isShedding ? WhileShedding : Otherwise);
    }

    private PowerMeasured Complete()
    {
        var (from, eventId, isShedding) = _open!.Value;
        return new PowerMeasured(
            from,
            Math.Round((_lastAt - from).TotalSeconds, 1),
            _count,
            WireKw.Round(_sumKw / _count),
            _lowestKw,
            _highestKw,
            isShedding ? WireKw.Round(_baselineSumKw / _count) : null,
            eventId
        );
    }
}
