using System.Collections.Concurrent;
using DrEvents.Contracts.Mqtt;
using DrEvents.Simulator.Field;
using DrEvents.Ven.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Simulator.History;

/// <summary>
/// Publishes a fleet's past as the VENs' own telemetry with its own times, so that what receives it cannot tell it from samples that were kept
/// while the VENs were offline.
/// </summary>
public sealed class FleetHistory(
    FleetOptions options,
    FleetHomes homes,
    TimeProvider clock,
    Action<string> takenOver,
    ILoggerFactory? loggers
)
{
    /// <summary>VENs that publish their past side by side. Each has one batch in memory.</summary>
    private const int ConnectionsMax = 300;

    /// <summary>Messages that go together: what one connection may send at once, and less than a broker lets be under way.</summary>
    private const int BatchMax = PublishPace.UsualBurst;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private readonly PublishPace _pace = new(clock, Math.Max(BatchMax, options.HistoryPerSecond / 10), options.HistoryPerSecond);
    private readonly ILogger _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("DrEvents.Simulator.History");
    private readonly ConcurrentDictionary<string, PlainConnection> _connections = new();
    private long _written;
    private long _total;

    /// <summary>The client id under which a VEN's past is published; its own, as brokers want it that tie topics to ids.</summary>
    public Func<string, string> ClientIdOf { get; init; } = venId => venId;

    /// <summary>Whether what becomes past while it is written is written too; not where the VENs themselves report meanwhile.</summary>
    public bool CatchesUp { get; init; } = true;

    /// <summary>Samples that the broker has taken.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Samples that there are, as far as is known: while they are written, time goes on.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>VENs that are connected to publish their past.</summary>
    public int Connected => _connections.Count(c => c.Value.IsConnected);

    /// <summary>Publishes the past up to the last interval that is over, and, where it <see cref="CatchesUp"/>, what has become past meanwhile.</summary>
    /// <param name="homesAhead">The homes' time minus the machine's.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WriteAsync(TimeSpan homesAhead, CancellationToken cancellation)
    {
        var from = LastEnd() - TimeSpan.FromDays(options.HistoryDays);
        for (var to = LastEnd(); to > from; (from, to) = (to, CatchesUp ? LastEnd() : to))
        {
            Interlocked.Add(ref _total, options.Count * (long)((to - from) / options.HistoryInterval));
            await Parallel.ForEachAsync(
                Enumerable.Range(1, options.Count),
                new ParallelOptions { MaxDegreeOfParallelism = ConnectionsMax, CancellationToken = cancellation },
                (number, c) => WriteAsync(number, homesAhead, from, to, c)
            );
        }
    }

    /// <summary>When the newest interval ended that is over. Intervals are the clock's: those of five minutes end at :00, :05 and so on.</summary>
    private DateTimeOffset LastEnd()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.UtcTicks % options.HistoryInterval.Ticks));
    }

    private async ValueTask WriteAsync(
        int number,
        TimeSpan homesAhead,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        var (venId, seed) = (options.VenIdOf(number), options.SeedOf(number));
        var words = FieldWords.Of(options.Generations.Draw(seed));
        // Each sample once, where a double publishes it on two topics at once: it counts once in any case.
        var topic = words?.TelemetryTopics(venId)[0] ?? Topics.Telemetry(venId);
        var past = new HomePast(venId, () => homes.Build(seed, homesAhead), homesAhead);
        var connection = new PlainConnection(ClientIdOf(venId), options.BrokerOf(number), [], clock, _logger)
        {
            TakenOver = () => takenOver(venId),
        };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = connection.RunAsync(over.Token);
        _connections[venId] = connection;
        try
        {
            foreach (var batch in past.Samples(from, to, options.HistoryInterval).Chunk(BatchMax))
                await SendAsync(connection, [.. batch.Select(s => (topic, words?.Report(s) ?? s.ToUtf8()))], cancellation);
        }
        finally
        {
            _connections.TryRemove(venId, out _);
            await over.CancelAsync();
            await running;
        }
    }

    /// <summary>Sends until the broker has taken all; what it took without saying so it gets again, which counts once.</summary>
    private async Task SendAsync(PlainConnection connection, (string, byte[])[] messages, CancellationToken cancellation)
    {
        if (_pace.Take(messages.Length) is { Ticks: > 0 } early)
            await Task.Delay(early, clock, cancellation);
        for (var taken = 0; taken < messages.Length; )
        {
            var more = await connection.PublishAsync(messages[taken..], cancellation);
            Interlocked.Add(ref _written, more);
            taken += more;
            if (more == 0)
                await Task.Delay(RetryPause, clock, cancellation);
        }
    }
}
