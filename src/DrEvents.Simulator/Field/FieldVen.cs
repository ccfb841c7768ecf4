using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;
using DrEvents.Ven.Reporting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Simulator.Field;

/// <summary>
/// A double of a VEN that is in the field, made again from the contract: it behaves as its generation does, at a simulated home. It says
/// nothing on the status topic and knows no announcements.
/// </summary>
internal sealed class FieldVen : IAgent
{
    /// <summary>Commands whose answers it remembers, for repeats.</summary>
    private const int AnswersMax = 32;

    private readonly VenOptions _options;
    private readonly IFieldWords _words;
    private readonly TimeProvider _clock;
    private readonly FieldPanel _panel;
    private readonly PlainConnection _connection;
    private readonly SampleSender _sender;
    private readonly Alarm _alarm;
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, byte[]> _answers = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _connecting = Task.CompletedTask;
    private Task _measuring = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private volatile bool _isReportDue;

    /// <param name="options">As an agent's; what a generation does not know is left out.</param>
    /// <param name="words">How its generation reads and writes.</param>
    /// <param name="loads">What is behind its panel.</param>
    /// <param name="isRefusing">Whether its owner takes no part in events.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="loggers">Where it tells what it does.</param>
    public FieldVen(
        VenOptions options,
        IFieldWords words,
        IEnumerable<ILoad> loads,
        bool isRefusing,
        TimeProvider clock,
        ILoggerFactory? loggers
    )
    {
        var logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger($"DrEvents.Simulator.Field.{options.VenId}");
        (_options, _words, _clock) = (options, words, clock);
        _panel = new FieldPanel(options.VenId, loads, isRefusing, words);
        _connection = new PlainConnection(options.VenId, options.Broker, [Topics.Command(options.VenId)], clock, logger)
        {
            Take = ObeyAsync,
            TakenOver = options.TakenOver ?? (() => { }),
            Network = options.Network,
        };
        _sender = new SampleSender(PublishAsync, Log, logger);
        _alarm = new Alarm(clock);
    }

    public bool IsConnected => _connection.IsConnected;

    public EventLog Log { get; } = new MemoryEventLog();

    public Task Completion { get; private set; } = Task.CompletedTask;

    public Task StartAsync()
    {
        _sending = _sender.RunAsync(CancellationToken.None);
        _connecting = _connection.RunAsync(_stopping.Token);
        _measuring = MeasureAsync();
        Completion = Task.WhenAny(_sending, _connecting, _measuring).Unwrap();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _sender.Complete();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        await Task.WhenAll(_connecting, _measuring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _alarm.Dispose();
        _stopping.Dispose();
        Log.Dispose();
    }

    /// <summary>Obeys or refuses; a repeat gets the same answer, and nothing else happens.</summary>
    private async Task ObeyAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (_words.Read(payload) is not { } command)
            return;
        byte[]? answer;
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            Log.Append(now, [new CommandReceived(Encoding.UTF8.GetString(payload.Span))]);
            if (!_answers.TryGetValue(command.CorrelationId, out answer))
            {
                var before = _panel.Shed;
                answer = _words.Acknowledge(_panel.Obey(command, now));
                _isReportDue |= before != _panel.Shed;
                _answers.Add(command.CorrelationId, answer);
                if (_answers.Count > AnswersMax)
                    _answers.RemoveAt(0);
            }
        }
        // An answer that is lost is asked for again by a repeat of the command.
        await _connection.PublishAsync(Topics.Ack(_options.VenId), answer, cancellation);
        _alarm.Ring();
    }

    private async Task MeasureAsync()
    {
        var dueAt = _clock.GetUtcNow() + _options.ReportPhase;
        while (!_stopping.IsCancellationRequested)
        {
            var now = _clock.GetUtcNow();
            if (Measure(now, now >= dueAt) is { } sample)
            {
                _sender.Enqueue(_words.Report(sample));
                if (_options.Sampled is { } sampled)
                    await sampled(now, sample);
            }
            while (dueAt <= now)
                dueAt += _options.ReportInterval;
            await _alarm
                .WaitUntilAsync(_panel.Shed is { } shed && shed.Until < dueAt ? shed.Until : dueAt, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A sample where one is due, or where a reduction began or ended.</summary>
    private TelemetrySample? Measure(DateTimeOffset now, bool isDue)
    {
        lock (_gate)
        {
            var isChanged = _panel.EndIfOver(now) || _isReportDue;
            _isReportDue = false;
            return isDue || isChanged ? _panel.Sample(now) : null;
        }
    }

    /// <summary>Publishes a sample on all its topics at once.</summary>
    private async Task<bool> PublishAsync(byte[] sample, CancellationToken cancellation)
    {
        var topics = _words.TelemetryTopics(_options.VenId);
        return await _connection.PublishAsync([.. topics.Select(topic => (topic, sample))], cancellation) == topics.Count;
    }
}
