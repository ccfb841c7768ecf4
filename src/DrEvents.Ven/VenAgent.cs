using DrEvents.Contracts;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Hosting;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;
using DrEvents.Ven.Mqtt;
using DrEvents.Ven.Receipts;
using DrEvents.Ven.Reporting;
using DrEvents.Ven.Shadow;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Timekeeping;
using DrEvents.Ven.Trust;
using DrEvents.Ven.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven;

/// <summary>
/// One VEN: loads behind a panel, a log, a connection. Many may live in one process; each costs one timer and no thread.
/// </summary>
public sealed partial class VenAgent : IAsyncDisposable
{
    private static readonly IReadOnlyList<string> Capabilities = [VenCapabilities.Announcements];
    private static readonly string Version = typeof(VenAgent).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    private readonly VenOptions _options;
    private readonly TimeProvider _clock;
    private readonly Controller _controller;
    private readonly BrokerConnection _connection;
    private readonly SampleSender _sender;
    private readonly Presence _presence;
    private readonly Alarm _alarm;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _sendingStops = new();
    private readonly Desk? _desk;
    private readonly SemaphoreSlim _telling = new(1, 1);
    private readonly ILogger _logger;
    private readonly ServiceManager? _service;
    private readonly ClockWatch _clocks;
    private readonly DeviceShadow? _shadow;
    private readonly TracedReport _traces = new();
    private readonly AgentRecord _record;
    private readonly ReceiptBook _receipts;
    private readonly CommandGuard _guard;
    private Task _told = Task.CompletedTask;
    private VenPage? _page;
    private Task _connecting = Task.CompletedTask;
    private Task _measuring = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;
    private volatile bool _isReportDue;
    private bool _isOver;

    /// <summary>Puts a VEN together; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="options">What it needs to know.</param>
    /// <param name="loads">What is behind its panel; ids have to be unique.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="loggers">Where it tells what it does; silent by default.</param>
    /// <param name="service">Who is told that it is alive; nobody by default.</param>
    /// <param name="log">The log of a VEN that has no file for it; null begins an empty one in memory.</param>
    /// <exception cref="ArgumentException">The id is none, or two loads have the same id.</exception>
    /// <exception cref="IOException">The log file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">A certificate or key cannot be read, or the file of command keys.</exception>
    public VenAgent(
        VenOptions options,
        IEnumerable<ILoad> loads,
        TimeProvider clock,
        ILoggerFactory? loggers = null,
        ServiceManager? service = null,
        EventLog? log = null
    )
    {
        if (!VenIds.IsValid(options.VenId))
            throw new ArgumentException($"'{options.VenId}' is not the id of a VEN.", nameof(options));
        var logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger($"DrEvents.Ven.{options.VenId}");
        _options = options;
        _clock = clock;
        _service = service;
        ILoad[] all = [.. loads];
        var listener = new Listener(this);
        var shadowFilters = options.Shadow ? ShadowTopics.VenFilters(options.VenId) : [];
        var takesReceipts = options.WebPort is not null;
        _connection = new BrokerConnection(
            options.VenId,
            options.Broker,
            shadowFilters,
            takesReceipts,
            listener,
            clock,
            logger,
            options.Network
        );
        Log = options.LogFile is { } path ? OpenLog(path, options.LogBounds, logger) : log ?? new MemoryEventLog();
        _controller = new Controller(options.VenId, all, Log, options.ReportInterval, logger, options.ReturnPace);
        _receipts = new ReceiptBook(options.VenId, options.ReceiptKeys, _controller, logger);
        _guard = new CommandGuard(options.VenId, CommandKeyFile.Open(options), _controller, logger);
        var topic = Topics.Telemetry(options.VenId);
        _sender = new SampleSender((s, c) => _connection.PublishAsync(topic, s, trace: _traces.Of(s), cancellation: c), Log, logger);
        _presence = new Presence(options.VenId, clock);
        _alarm = new Alarm(clock);
        _clocks = new ClockWatch(clock, _controller, logger);
        _shadow = options.Shadow
            ? new DeviceShadow(options.VenId, PublishAsync, listener.ObeyAsync, _controller, _guard, _clocks, clock, logger)
            : null;
        _all = all;
        _loggers = loggers ?? NullLoggerFactory.Instance;
        _desk = options.WebPort is null ? null : new Desk(this);
        _homeAssistant = HomeAssistant();
        _devices = new DeviceSet(all);
        _logger = logger;
        _record = new AgentRecord(Version, clock);
    }

    /// <summary>What the VEN wrote down.</summary>
    public EventLog Log { get; }

    /// <summary>Whether the broker is there.</summary>
    public bool IsConnected => _connection.IsConnected;

    /// <summary>Where the page is served; null before the start, and where there is none.</summary>
    public Uri? PageAddress => _page?.Address;

    /// <summary>Completes when the VEN ends; faults when it cannot go on.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Takes up what the log says, and begins to connect and to measure. It does not wait for the broker.</summary>
    /// <exception cref="IOException">The port of the page cannot be used.</exception>
    public async Task StartAsync()
    {
        if (_options.IsWarm)
            _controller.Warm(_clock.GetUtcNow());
        _controller.Resume(_clock.GetUtcNow());
        _presence.Resume(_controller.Session);
        _controller.Note(_clock.GetUtcNow(), new VenStarted(Version));
        StartDevices();
        if (_options.WebPort is { } port && _desk is { } desk)
            await StartPageAsync(port, desk);
        _renewing = RenewAsync();
        _sending = _sender.RunAsync(_sendingStops.Token);
        _connecting = _connection.RunAsync(_stopping.Token);
        _measuring = MeasureAsync();
        Completion = Task.WhenAny(_sending, _connecting, _measuring).Unwrap();
        _service?.Ready();
    }

    /// <summary>Ends in order: what is measured is sent or kept, the broker is told.</summary>
    public async Task StopAsync()
    {
        if (_isOver)
            return;
        _isOver = true;
        _service?.Stopping();
        _sender.Complete();
        // Why it failed, if it did, is what Completion tells; here it has to end all the same.
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _presence.Leave();
        if (_connection.IsConnected)
            await PublishStatusAsync(isOnline: false, CancellationToken.None);
        await EndDevicesAsync(isAbort: false);
        await EndAsync();
    }

    /// <summary>Ends as a loss of power does: nothing more is sent, written or said.</summary>
    public async Task AbortAsync()
    {
        if (_isOver)
            return;
        _isOver = true;
        _connection.Drop();
        await EndDevicesAsync(isAbort: true);
        await _sendingStops.CancelAsync();
        await EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static SqliteEventLog OpenLog(string path, LogBounds bounds, ILogger logger)
    {
        var log = new SqliteEventLog(path, bounds);
        if (log.Trouble is { } trouble)
            LogTrouble(logger, trouble);
        return log;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Trouble}")]
    private static partial void LogTrouble(ILogger logger, string trouble);

    private async Task EndAsync()
    {
        await _stopping.CancelAsync();
        if (_page is not null)
            await _page.DisposeAsync();
        await Task.WhenAll(_connecting, _measuring, _sending, _renewing, _told).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _alarm.Dispose();
        _stopping.Dispose();
        _sendingStops.Dispose();
        _telling.Dispose();
        Log.Dispose();
    }

    /// <summary>The one loop of the VEN: does what time brings, and measures when a report is due.</summary>
    private async Task MeasureAsync()
    {
        // The VEN's own rhythm: a report beside it, as when an event begins, does not move it. Else all that are told something at once
        // would report at once from then on.
        var dueAt = _clock.GetUtcNow() + _options.ReportPhase;
        while (!_stopping.IsCancellationRequested)
        {
            _service?.Alive();
            _clocks.Look();
            var now = _clock.GetUtcNow();
            var shedChanged = _controller.Advance(now);
            var isDue = now >= dueAt || dueAt - now > _controller.ReportInterval + _options.ReportPhase;
            if (_isReportDue || shedChanged || isDue)
            {
                _isReportDue = false;
                var sample = _controller.Sample(now) with { Agent = _record.TakeDue(Log.KeptCount) };
                _desk?.Trace.Add(sample);
                _sender.Enqueue(_traces.Sent(sample));
                _shadow?.See(_controller.Look(now), _stopping.Token);
                if (_options.Sampled is { } sampled)
                    await sampled(now, sample);
            }
            if (_presence.TakeDue(now))
                SayAgain(now);
            if (isDue)
                dueAt = NextReport(dueAt, now, _controller.ReportInterval);
            var due = _controller.NextDue(now) is { } earlier && earlier < dueAt ? earlier : dueAt;
            if (now + _service?.FeedInterval is { } feeding && feeding < due)
                due = feeding;
            if (_presence.DueAt is { } correction && correction < due)
                due = correction;
            await _alarm.WaitUntilAsync(due, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void ReportNow()
    {
        _isReportDue = true;
        _alarm.Ring();
    }

    private Task<bool> PublishAsync(string topic, byte[] payload, CancellationToken cancellation) =>
        _connection.PublishAsync(topic, payload, cancellation: cancellation);
}
