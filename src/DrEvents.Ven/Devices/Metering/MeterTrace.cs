namespace DrEvents.Ven.Devices.Metering;

/// <summary>The newest readings of the main meter, in which steps of devices without a meter are found.</summary>
internal sealed class MeterTrace(TimeProvider clock)
{
    /// <summary>So long after a device has switched its step can be told.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>Readings on each side that a step takes at least.</summary>
    private const int CountMin = 2;

    /// <summary>Readings of one side lie within this share of the step, else something else has moved too.</summary>
    private const double SpreadShare = 0.3;

    private const int Kept = 64;

    private readonly Lock _gate = new();
    private readonly (long At, double Kw)[] _readings = new (long, double)[Kept];
    private int _count;

    /// <summary>Takes a reading.</summary>
    public void Add(double kw)
    {
        lock (_gate)
            _readings[_count++ % Kept] = (clock.GetTimestamp(), kw);
    }

    /// <summary>After minus before, kW, of something that switched between two times; null where the meter does not tell.</summary>
    /// <param name="from">The switch was after this.</param>
    /// <param name="to">It was before this.</param>
    /// <param name="quietKw">A home that moves by no more than that is quiet, however small the step is.</param>
    public double? StepOver(long from, long to, double quietKw)
    {
        lock (_gate)
        {
            var (before, after) = (new Mean(), new Mean());
            for (var i = Math.Max(0, _count - Kept); i < _count; i++)
            {
                var (at, kw) = _readings[i % Kept];
                if (IsWithin(clock.GetElapsedTime(at, from)))
                    before.Add(kw);
                else if (IsWithin(clock.GetElapsedTime(to, at)))
                    after.Add(kw);
            }
            if (before.Count < CountMin || after.Count < CountMin)
                return null;
            var stepKw = after.Kw - before.Kw;
            return Math.Max(before.SpreadKw, after.SpreadKw) <= Math.Max(quietKw, SpreadShare * Math.Abs(stepKw)) ? stepKw : null;
        }
    }

    private static bool IsWithin(TimeSpan distance) => distance >= Margin && distance <= Margin + Window;

    private struct Mean()
    {
        private double _sumKw;
        private double _lowestKw = double.PositiveInfinity;
        private double _highestKw = double.NegativeInfinity;

        public int Count { get; private set; }
        public readonly double Kw => _sumKw / Count;
        public readonly double SpreadKw => _highestKw - _lowestKw;

        public void Add(double kw)
        {
            Count++;
            _sumKw += kw;
            (_lowestKw, _highestKw) = (Math.Min(_lowestKw, kw), Math.Max(_highestKw, kw));
        }
    }
}
