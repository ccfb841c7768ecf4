using System.Globalization;
using System.Text;
using DrEvents.Aws.Tests.StandIn;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shadow;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Tests.Shedding;
using DrEvents.Ven.Timekeeping;
using DrEvents.Ven.Trust;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Aws.Tests.Shadows;

/// <summary>What can happen to a wish.</summary>
public enum Step
{
    WishSeven,
    WishSevenAgain,
    WishEight,

    /// <summary>Somebody else tells the VEN directly.</summary>
    CommandNine,
    WishLoad,

    /// <summary>The shadow is deleted; the next one goes on with its versions.</summary>
    Delete,

    /// <summary>The shadow is deleted, and 48 hours go by: the next one begins with version 0.</summary>
    DeleteAndForget,

    /// <summary>Another shadow service, which has never heard of the VEN.</summary>
    Move,
    Restart,
    Disconnect,
    Connect,
}

/// <summary>How messages of the service reach the VEN.</summary>
public enum Delivery
{
    InOrder,
    Twice,
    Backwards,

    /// <summary>Those of the time without connection come with the next one.</summary>
    Kept,
}

/// <summary>One VEN and its shadow service, without a network, and beside them what has to come of each step.</summary>
internal sealed class ShadowOrder : IDisposable
{
    private const string VenId = "ven-1";
    private const string Interval = "report_interval_seconds";
    private static readonly TimeSpan ConnectingMin = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryEventLog _log = new();
    private readonly List<(string Topic, string Payload)> _toVen = [];
    private readonly Queue<(string Topic, byte[] Payload)> _toService = new();
    private readonly Delivery _delivery;
    private readonly TimeSpan _between;
    private ShadowService _service;
    private Controller _controller = null!;
    private DeviceShadow _shadow = null!;
    private bool _isConnected;

    private int _intervalS = 5;
    private int? _desiredS;
    private int _wishes;
    private int? _priority;
    private int? _desiredPriority;

    public ShadowOrder(Delivery delivery, TimeSpan between)
    {
        (_delivery, _between, _service) = (delivery, between, NewService());
        Start();
        Connect();
    }

    public async Task TakeAsync(Step step)
    {
        switch (step)
        {
            case Step.WishSeven or Step.WishSevenAgain or Step.WishEight:
                _desiredS = step == Step.WishEight ? 8 : 7;
                await DesireAsync($$"""{"{{Interval}}":{{_desiredS}}}""");
                break;
            case Step.WishLoad:
                _desiredPriority = 10 + ++_wishes;
                await DesireAsync($$"""{"loads":[{"id":"ev","priority":{{_desiredPriority}} }]}""");
                break;
            case Step.CommandNine when _isConnected:
                Command(9);
                // What had been carried out is overruled.
                (_intervalS, _desiredS) = (9, null);
                break;
            case Step.Delete or Step.DeleteAndForget:
                await _service.HandleAsync(VenId, null, "delete", default);
                if (step == Step.DeleteAndForget)
                    _service.Forget(VenId);
                (_desiredS, _desiredPriority) = (null, null);
                break;
            case Step.Move:
                await AwayAsync(() => _service = NewService());
                _toVen.Clear();
                (_desiredS, _desiredPriority) = (null, null);
                break;
            case Step.Restart:
                await AwayAsync(Start);
                break;
            case Step.Disconnect:
                Disconnect();
                break;
            case Step.Connect when !_isConnected:
                Connect();
                break;
        }
        await SettleAsync();
        _clock.Advance(_between);
        if (!_isConnected)
            return;
        _intervalS = _desiredS ?? _intervalS;
        (_priority, _desiredPriority) = (_desiredPriority ?? _priority, null);
    }

    /// <summary>What is otherwise than it has to be; null when nothing is.</summary>
    public async Task<string?> ProblemAsync()
    {
        var shadow = (await _service.HandleAsync(VenId, null, "get", default)).Body;
        _toVen.Clear();
        var (desired, reported) = (shadow["state"]?["desired"], shadow["state"]?["reported"]);
        return Differ("interval", _intervalS, _controller.ReportIntervalS)
            ?? Differ("desired interval", _desiredS, (int?)desired?[Interval])
            ?? Differ("desired priority", _desiredPriority, (int?)desired?["loads"]?[0]?["priority"])
            ?? (_priority is null ? null : Differ("priority", _priority, Priority()))
            ?? (_isConnected ? Differ("reported interval", _intervalS, (int?)reported?[Interval]) : null);
    }

    public void Dispose()
    {
        _log.Dispose();
        _service.Dispose();
    }

    private static string? Differ(string what, int? expected, int? found) =>
        expected == found
            ? null
            : $"{what}: {found?.ToString(CultureInfo.InvariantCulture) ?? "none"}, not {expected?.ToString(CultureInfo.InvariantCulture) ?? "none"}";

    private int Priority() => _controller.Look(_clock.GetUtcNow()).Loads.Single(l => l.Id == "ev").Description.Priority;

    private ShadowService NewService() => new(PublishAsync, _clock);

    private Task PublishAsync(string topic, string payload)
    {
        if ((_isConnected || _delivery == Delivery.Kept) && ShadowTopics.VenFilters(VenId).Contains(topic))
            _toVen.Add((topic, payload));
        return Task.CompletedTask;
    }

    private Task<ShadowAnswer> DesireAsync(string desired) =>
        _service.HandleAsync(VenId, null, "update", Encoding.UTF8.GetBytes($$"""{"state":{"desired":{{desired}} } }"""));

    private void Start()
    {
        _controller = new Controller(VenId, TestHome.Steady(), _log, TimeSpan.FromSeconds(5), NullLogger.Instance);
        _controller.Resume(_clock.GetUtcNow());
        var clocks = new ClockWatch(_clock, _controller, NullLogger.Instance);
        var keys = CommandKeyFile.Open(new VenOptions(VenId, new BrokerAddress("localhost", 1)));
        var guard = new CommandGuard(VenId, keys, _controller, NullLogger.Instance);
        _shadow = new DeviceShadow(VenId, SendAsync, ObeyAsync, _controller, guard, clocks, _clock, NullLogger.Instance);
    }

    private void Connect()
    {
        _isConnected = true;
        _shadow.Connected();
    }

    private void Disconnect()
    {
        _isConnected = false;
        _shadow.Disconnected();
        _clock.Advance(ConnectingMin);
    }

    private Task AwayAsync(Action meanwhile)
    {
        var wasConnected = _isConnected;
        Disconnect();
        meanwhile();
        if (wasConnected)
            Connect();
        return Task.CompletedTask;
    }

    private void Command(int intervalS) =>
        _controller.Handle(
            Encoding.UTF8.GetBytes(
                $$"""{"op":"set","correlationId":"{{Guid.NewGuid()}}","venId":"{{VenId}}","data":{"{{Interval}}":{{intervalS}} } }"""
            ),
            _clock.GetUtcNow()
        );

    private Task<VenAck?> ObeyAsync(byte[] command, CancellationToken cancellation) =>
        Task.FromResult(VenAck.Read(_controller.Handle(command, _clock.GetUtcNow()).Ack).Value);

    private Task<bool> SendAsync(string topic, byte[] payload, CancellationToken cancellation)
    {
        if (_isConnected)
            _toService.Enqueue((topic, payload));
        return Task.FromResult(_isConnected);
    }

    /// <summary>Carries messages until nobody has anything to say.</summary>
    private async Task SettleAsync()
    {
        var rounds = 0;
        do
        {
            (++rounds).ShouldBeLessThan(50, "VEN and service talk without end");
            if (!_isConnected)
                return;
            var arriving = _delivery switch
            {
                Delivery.Twice => _toVen.SelectMany(m => new[] { m, m }),
                Delivery.Backwards => _toVen.AsEnumerable().Reverse(),
                _ => _toVen,
            };
            (string Topic, string Payload)[] messages = [.. arriving];
            _toVen.Clear();
            foreach (var (topic, payload) in messages)
                await _shadow.TakeAsync(topic, Encoding.UTF8.GetBytes(payload), default);
            _shadow.See(_controller.Look(_clock.GetUtcNow()), default);
            while (_toService.TryDequeue(out var request))
                await _service.HandleAsync(VenId, null, ShadowTopics.VerbOf(request.Topic), request.Payload);
        } while (_toVen.Count > 0);
    }
}
