using System.Diagnostics;
using DrEvents.Benchmarks.Reporting;

namespace DrEvents.Benchmarks.Surroundings;

/// <summary>Reads once a second how many events the store has taken and how much memory the backend holds, for a picture.</summary>
internal sealed class Readings : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Bed _bed;
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource _stop;
    private readonly List<(double AtS, double Value)> _events = [];
    private readonly List<(double AtS, double Value)> _memory = [];
    private readonly Task _reading;

    public Readings(Bed bed, CancellationToken cancellation)
    {
        _bed = bed;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _reading = ReadAsync();
    }

    /// <summary>Time since the first reading, seconds.</summary>
    public double NowS => Stopwatch.GetElapsedTime(_begin).TotalSeconds;

    /// <summary>The largest memory that was read, MiB.</summary>
    public double MemoryMaxMiB => _memory.Select(m => m.Value).DefaultIfEmpty(double.NaN).Max();

    /// <summary>Events a second over spans of so many seconds.</summary>
    public IReadOnlyList<(double AtS, double Value)> Rates(int spanS)
    {
        var rates = new List<(double, double)>();
        for (var i = spanS; i < _events.Count; i += spanS)
        {
            var (before, now) = (_events[i - spanS], _events[i]);
            rates.Add((now.AtS, (now.Value - before.Value) / (now.AtS - before.AtS)));
        }
        return rates;
    }

    /// <summary>What was read, as the lower panels of a picture.</summary>
    public IReadOnlyList<Panel> Panels =>
        [
            new Panel("committed (events/s)", [new Curve("committed", Rates(1))]),
            new Panel("backend memory (MiB)", [new Curve("backend", _memory)]),
        ];

    /// <summary>Reads no more; what was read stays.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _reading;
    }

    private async Task ReadAsync()
    {
        for (var next = Interval; !_stop.IsCancellationRequested; next += Interval)
        {
            try
            {
                _events.Add((NowS, await _bed.NumberedAsync(_stop.Token)));
                _memory.Add((NowS, _bed.BackendMiB));
                var wait = next - Stopwatch.GetElapsedTime(_begin);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
