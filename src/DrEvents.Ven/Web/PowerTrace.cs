using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Web;

/// <summary>Means of the last hours for the page's chart: ten seconds over the last hour, minutes over the last day. Its size never grows.</summary>
internal sealed class PowerTrace
{
    /// <summary>How far it goes back.</summary>
    public const int HoursMax = 24;

    private readonly Lock _gate = new();
    private readonly Ring _fine = new(stepS: 10, count: 360);
    private readonly Ring _coarse = new(stepS: 60, count: HoursMax * 60);
    private TaskCompletionSource _added = New();

    /// <summary>Completes with the next sample: the moment to show something new.</summary>
    public Task Added
    {
        get
        {
            lock (_gate)
                return _added.Task;
        }
    }

    /// <summary>Takes a sample.</summary>
    public void Add(TelemetrySample sample)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            _fine.Add(sample);
            _coarse.Add(sample);
            (waiting, _added) = (_added, New());
        }
        waiting.SetResult();
    }

    /// <summary>Takes up what the log says about the time before a restart, oldest first.</summary>
    public void Resume(IEnumerable<LogEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries.Where(e => e.Kind == VenEventJson.MeasuredKind))
                _coarse.Add((PowerMeasured)VenEventJson.Read(entry.Kind, entry.Json));
        }
    }

    /// <summary>Seconds between two points of so many hours: a few hundred points, whatever the span.</summary>
    public static int StepS(int hours) =>
        hours switch
        {
            1 => 10,
            <= 6 => 60,
            _ => 300,
        };

    /// <summary>The points of the last hours, oldest first.</summary>
    public IReadOnlyList<TracePoint> Read(int hours, DateTimeOffset now)
    {
        lock (_gate)
            return (hours == 1 ? _fine : _coarse).Read(now.AddHours(-hours), StepS(hours));
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Ring(int stepS, int count)
    {
        private readonly Bucket[] _buckets = new Bucket[count];

        public void Add(TelemetrySample sample)
        {
            At(sample.At.ToUnixTimeSeconds() / stepS).Add(sample.UsedPowerKw, sample.BaselinePowerKw);
        }

        public void Add(PowerMeasured record)
        {
            var end = record.From.AddSeconds(record.DurationS).ToUnixTimeSeconds();
            for (var at = record.From.ToUnixTimeSeconds(); at <= end; at += stepS)
                At(at / stepS).Add(record.MeanKw, record.BaselineKw);
        }

        public List<TracePoint> Read(DateTimeOffset from, int pointS)
        {
            var oldest = from.ToUnixTimeSeconds() / stepS;
            var points = new List<TracePoint>();
            foreach (var point in _buckets.Where(b => b.Count > 0 && b.N >= oldest).GroupBy(b => b.N * stepS / pointS).OrderBy(g => g.Key))
            {
                var sum = default(Bucket);
                foreach (var bucket in point)
                    sum.Add(bucket);
                points.Add(sum.ToPoint(point.Key * pointS));
            }
            return points;
        }

        private ref Bucket At(long n)
        {
            ref var bucket = ref _buckets[(int)(n % count)];
            if (bucket.N != n)
                bucket = new Bucket { N = n };
            return ref bucket;
        }
    }

    private struct Bucket
    {
        public long N { get; set; }
        public int Count { get; private set; }

        private double _usedSumKw;
        private double _baselineSumKw;
        private int _baselines;

        public void Add(double usedKw, double? baselineKw)
        {
            Count++;
            _usedSumKw += usedKw;
            _baselineSumKw += baselineKw ?? 0;
            _baselines += baselineKw is null ? 0 : 1;
        }

        public void Add(Bucket other)
        {
            Count += other.Count;
            _usedSumKw += other._usedSumKw;
            _baselineSumKw += other._baselineSumKw;
            _baselines += other._baselines;
        }

        public readonly TracePoint ToPoint(long at) =>
            new(at, WireKw.Round(_usedSumKw / Count), _baselines == 0 ? null : WireKw.Round(_baselineSumKw / _baselines));
    }
}

/// <summary>One point of the chart: means over the time until the next.</summary>
/// <param name="At">Unix seconds of its beginning.</param>
/// <param name="UsedKw">Power at the meter, kW.</param>
/// <param name="BaselineKw">What it is measured against, kW; null outside of a reduction.</param>
internal sealed record TracePoint(double At, double UsedKw, double? BaselineKw);
