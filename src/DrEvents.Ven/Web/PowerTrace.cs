using DrEvents.Contracts.Mqtt;

namespace DrEvents.Ven.Web;

/// <summary>The samples of the last half hour, for the page's chart.</summary>
internal sealed class PowerTrace
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly Queue<TracePoint> _points = [];

    /// <summary>Takes a sample.</summary>
    public void Add(TelemetrySample sample)
    {
        lock (_gate)
        {
            var at = WireTime.ToUnixSeconds(sample.At);
            _points.Enqueue(new TracePoint(at, sample.UsedPowerKw, sample.BaselinePowerKw));
            while (_points.Peek().At < at - Window.TotalSeconds)
                _points.Dequeue();
        }
    }

    /// <summary>What there is, oldest first.</summary>
    public IReadOnlyList<TracePoint> Read()
    {
        lock (_gate)
            return [.. _points];
    }
}

/// <summary>One sample in the chart.</summary>
/// <param name="At">Unix seconds.</param>
/// <param name="UsedKw">Power at the meter, kW.</param>
/// <param name="BaselineKw">What it is measured against, kW; null outside of a reduction.</param>
internal sealed record TracePoint(double At, double UsedKw, double? BaselineKw);
