using System.Collections.Concurrent;
using DrEvents.Simulator.History;
using DrEvents.Simulator.Truth;

namespace DrEvents.Simulator;

/// <summary>Any number of simulated VENs in this process, each with a connection, a home and a log of its own.</summary>
public sealed class Fleet : IAsyncDisposable
{
    private const double BytesPerMiB = 1 << 20;

    /// <summary>VENs that say goodbye at a time.</summary>
    private const int StoppingMax = 100;

    private readonly FleetOptions _options;
    private readonly FleetHomes _homes;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory? _loggers;
    private readonly TruthFile? _truth;
    private readonly FleetHistory _history;
    private readonly ConcurrentQueue<SimulatedVen> _vens = [];
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _takenOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _homesAhead;
    private bool _isOver;

    /// <summary>Puts a fleet together; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <exception cref="ArgumentException">A home is none, or the generations' shares are not possible.</exception>
    /// <exception cref="IOException">The truth cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The truth may not be written there.</exception>
    public Fleet(FleetOptions options, TimeProvider clock, ILoggerFactory? loggers = null)
    {
        var (homes, errors) = FleetHomes.Find(options.Homes);
        if (!options.Generations.IsPossible)
            throw new ArgumentException("Older and oldest VENs are more than the fleet.", nameof(options));
        _homes = homes ?? throw new ArgumentException(string.Join("; ", errors), nameof(options));
        (_options, _clock, _loggers) = (options, clock, loggers);
        _history = new FleetHistory(options, _homes, clock, TellTakenOver, loggers);
        _truth = options.TruthFile is { } path ? new TruthFile(path) : null;
    }

    /// <summary>The VENs that were started, in their order.</summary>
    public IReadOnlyCollection<SimulatedVen> Vens => _vens;

    /// <summary>Faults when a VEN, or the truth, cannot go on.</summary>
    public Task Completion => _broken.Task;

    /// <summary>
    /// Completes with the id of the first VEN that another client has pushed off. Two fleets of one prefix would do so to each other for
    /// ever, and neither's truth is true then.
    /// </summary>
    public Task<string> TakenOver => _takenOver.Task;

    /// <summary>
    /// Publishes the days before, if there are any, then starts the VENs one after the other, as many in a second as the options say, and returns
    /// when all are started.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        // One moment for all: homes of neighbours have the same time, whenever their VENs start.
        var now = _clock.GetUtcNow();
        _homesAhead = (_options.HomeClock ?? now) - now;
        if (_options.HistoryDays > 0)
            await _history.WriteAsync(_homesAhead, cancellation);
        var begin = _clock.GetTimestamp();
        for (var number = 1; number <= _options.Count; number++)
        {
            var early = TimeSpan.FromSeconds((number - 1.0) / _options.StartsPerSecond) - _clock.GetElapsedTime(begin);
            if (early > TimeSpan.Zero)
                await Task.Delay(early, _clock, cancellation);
            cancellation.ThrowIfCancellationRequested();
            var tell = _truth is null ? (Func<TruthRow, ValueTask>?)null : _truth.AddAsync;
            var ven = new SimulatedVen(_options, _homes, number, _homesAhead, _clock, tell, TellTakenOver, _loggers);
            _vens.Enqueue(ven);
            await ven.StartAsync();
            _ = ven.Completion.ContinueWith(
                ended => _broken.TrySetException(ended.Exception!.InnerExceptions),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            );
        }
    }

    /// <summary>What the fleet does at this moment.</summary>
    public FleetFigures Look()
    {
        var now = _clock.GetUtcNow();
        var (started, connected, inEvent, samples, usedKw, wouldHaveUsedKw) = (0, _history.Connected, 0, 0L, 0.0, 0.0);
        foreach (var ven in _vens)
        {
            started++;
            connected += ven.IsConnected ? 1 : 0;
            samples += ven.Samples;
            if (ven.Newest is not { } row)
                continue;
            inEvent += row.EventId is null ? 0 : 1;
            usedKw += row.UsedKw;
            wouldHaveUsedKw += row.WouldHaveUsedKw;
        }
        return new FleetFigures(
            now,
            _options.Count,
            started,
            connected,
            inEvent,
            samples,
            usedKw,
            wouldHaveUsedKw,
            Environment.WorkingSet / BytesPerMiB,
            Environment.CpuUsage.TotalTime.TotalSeconds
        )
        {
            HomesAt = (now + _homesAhead).ToUniversalTime(),
            HistoryWritten = _history.Written,
            HistoryTotal = _history.Total,
        };
    }

    private void TellTakenOver(string venId) => _takenOver.TrySetResult(venId);

    /// <summary>Stops all VENs in order, and then closes the truth.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
            return;
        _isOver = true;
        try
        {
            await Parallel.ForEachAsync(
                _vens,
                new ParallelOptions { MaxDegreeOfParallelism = StoppingMax },
                (ven, _) => ven.DisposeAsync()
            );
        }
        finally
        {
            if (_truth is not null)
                await _truth.DisposeAsync();
        }
    }
}
