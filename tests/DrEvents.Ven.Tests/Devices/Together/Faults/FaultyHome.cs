using System.Text;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Http;
using DrEvents.Ven.Devices.LocalMqtt;
using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Devices.Meters;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Ocpp;
using DrEvents.Ven.Devices.Pulses;
using DrEvents.Ven.Devices.Relays;
using DrEvents.Ven.Devices.SunSpec;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Log;
using DrEvents.Ven.Tests.Shedding;
using DrEvents.Ven.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>
/// A home whose devices go wrong, over real sockets, with a clock that the test moves: it moves on when all that is well has answered, so that
/// hours pass in seconds and a slow machine makes nothing late.
/// </summary>
internal sealed class FaultyHome : IAsyncDisposable, IDeviceListener
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private const double KitchenKw = 4;
    private const int SampleSteps = 10;

    /// <summary>Longest that an answer of a device that is well is waited for, ms.</summary>
    private const int LooksMax = 3_000;

    /// <summary>The same of one that is wrong and answers, or was wrong a moment ago: the first calls can meet what the fault has left on the line.</summary>
    private const int LooksAfterFault = 100;

    /// <summary>The same of one that may say nothing.</summary>
    private const int LooksInFault = 15;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(60);

    /// <summary>The same of the main meter.</summary>
    private const int MeterLooksMax = 100;

    private readonly List<WrongDevice> _devices = [];
    private readonly Dictionary<string, Task> _lost = [];
    private readonly Dictionary<string, DateTimeOffset> _healedAt = [];
    private readonly List<(string LoadId, DeviceState State, string? Reason)> _told = [];
    private DeviceSet _set = null!;
    private IReadOnlyList<ILoad> _loads = null!;
    private TestHome _home = null!;
    private WrongMeter _meter = null!;
    private bool _isMeterAway;
    private long _steps;

    private FaultyHome() { }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>All devices, the main meter among them.</summary>
    public IReadOnlyList<WrongDevice> Devices => _devices;

    public TestHome Home => _home;

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Power at the panel as the page shows it.</summary>
    public double ShownKw => _home.UsedKw;

    public WrongMeter Meter => _meter;

    /// <summary>What was told of a device's state, in order.</summary>
    public IReadOnlyList<(DeviceState State, string? Reason)> ToldOf(string loadId)
    {
        lock (_told)
            return [.. _told.Where(t => t.LoadId == loadId).Select(t => (t.State, t.Reason))];
    }

    /// <summary>The loads as the page shows them.</summary>
    public IReadOnlyDictionary<string, LoadView> Page()
    {
        var now = _home.Look();
        return now.Loads.Select(l => LoadView.Of(l, now)).ToDictionary(v => v.Id);
    }

    /// <param name="brokerPort">The home's broker.</param>
    /// <param name="topic">Of its own there.</param>
    /// <param name="kind">Which home: of three every kind of device is in one.</param>
    public static async Task<FaultyHome> StartAsync(int brokerPort, string topic, int kind)
    {
        var home = new FaultyHome();
        try
        {
            await home.BeginAsync(brokerPort, topic, kind);
            return home;
        }
        catch
        {
            await home.DisposeAsync();
            throw;
        }
    }

    /// <summary>Something goes wrong with a device.</summary>
    public static Task BreakAsync(WrongDevice device, Wrong wrong, Random random) => device.BeginAsync(wrong, random);

    /// <summary>A device is well again.</summary>
    public Task HealAsync(WrongDevice device)
    {
        _healedAt[device.Id] = Now;
        return device.HealAsync();
    }

    /// <summary>Half a second passes.</summary>
    public async Task PassStepAsync()
    {
        foreach (var device in _devices)
            await device.TickAsync();
        _meter.Pass(Step);
        await SettledAsync();
        _home.Advance();
        if (_steps++ % SampleSteps == 0)
            _home.Sample();
    }

    public void StateChanged(string loadId, DeviceState state, string? reason)
    {
        lock (_told)
            _told.Add((loadId, state, reason));
        _home.Note(new DeviceStateChanged(loadId, DeviceStatus.WordOf(state), reason));
    }

    public void Held(string loadId, bool isHeld) => _home.Note(new DeviceHeld(loadId, isHeld));

    public void SetByHand(string loadId, string what) => _home.Note(new LoadSetByHand(loadId, what));

    public async ValueTask DisposeAsync()
    {
        if (_set is { } set)
        {
            // A device that is silent at the end is waited for by this clock.
            var ended = set.AbandonAsync();
            while (!ended.IsCompleted)
            {
                Clock.Advance(Step);
                await Task.WhenAny(ended, Task.Delay(5));
            }
        }
        foreach (var device in _devices)
            await device.DisposeAsync();
        _home?.Dispose();
    }

    private async Task BeginAsync(int brokerPort, string topic, int kind)
    {
        var port = FreePort.Take();
        var relay = new WrongRelay(Clock);
        WrongDevice[] loads = kind switch
        {
            0 =>
            [
                await WrongMqttSwitch.StartAsync("boiler", brokerPort, topic + "-tasmota", isShelly: false, Clock),
                await WrongMqttSwitch.StartAsync("heater", brokerPort, topic + "-shelly", isShelly: true, Clock),
                new WrongHttpSwitch(Clock),
                relay,
                new WrongCharger(port, isNew: false, Clock),
                new WrongBattery(Clock),
                new WrongWallbox(Clock),
            ],
            _ => Newer(relay, port, new WrongLine(isRtu: kind == 1)),
        };
        _devices.AddRange(loads);
        _meter = NewMeter(kind, () => KitchenKw + loads.Sum(d => d.PowerKw));
        _devices.Add(_meter);
        _loads = Read(relay, loads).Build(1, new DeviceContext(Clock, NullLoggerFactory.Instance));
        _home = new TestHome(clock: Clock, loads: _loads);
        _set = new DeviceSet(_loads);
        _set.Start(this, [], Now);
        for (var n = 0; n < 240 && Page().Values.Any(v => v.Device is not { State: "ok" }); n++)
            await PassStepAsync();
        Page().Values.Where(v => v.Device is not { State: "ok" }).Select(v => $"{v.Id}: {v.Device}").ShouldBeEmpty("all are read");
        lock (_told)
            _told.Clear();
    }

    /// <summary>The kinds that came later; battery and wall box are asked over one socket.</summary>
    private WrongDevice[] Newer(WrongRelay relay, int port, WrongLine line) =>
        [
            new WrongEntity(Clock),
            relay,
            new WrongHybrid(Clock),
            new WrongCharger(port, isNew: true, Clock),
            new WrongBattery(Clock, line, unit: 1),
            new WrongWallbox(Clock, line, unit: 2),
        ];

    private WrongMeter NewMeter(int kind, Func<double> homeKw) =>
        kind == 2 ? new WrongPulses(Clock, homeKw) : new WrongTelegrams(Clock, homeKw, isSml: kind == 1);

    private Home Read(WrongRelay relay, IEnumerable<WrongDevice> loads)
    {
        var connections = new ModbusConnections();
        var kinds = new DeviceKinds([
            new HttpKind(),
            new MqttKind(),
            new OcppKind(new() { MessagesASecondMax = 100_000 }),
            new ModbusKind(connections),
            new SunSpecKind(connections),
            new RelayKind(
                (_, _, isHigh) =>
                {
                    relay.Set(isHigh);
                    return relay;
                }
            ),
            new DsmrKind(),
            new SmlKind(),
            (_meter as WrongPulses)?.Kind ?? new PulseKind(),
        ]);
        var file = $$"""{ "name": "Faulty", "meter": {{_meter.Load}}, "loads": [{{string.Join(',', loads.Select(l => l.Load))}}] }""";
        var (home, errors) = HomeReader.Read(Encoding.UTF8.GetBytes(file), kinds);
        errors.ShouldBeEmpty();
        return home!;
    }

    /// <summary>Waits until each device that is well has answered, and the meter was read.</summary>
    private async Task SettledAsync()
    {
        var quiet = 0;
        for (var look = 0; look < LooksMax && quiet < 2; look++)
        {
            quiet = _loads.All(l => HasAnswered(l, look)) ? quiet + 1 : 0;
            await Task.Delay(1);
        }
    }

    private bool HasAnswered(ILoad load, int look)
    {
        if (load is RestLoad rest)
        {
            // After a fault it is tried again after a while only.
            var isRead = rest.Newest is not { } newest || _meter.HasSent(newest.PowerKw);
            _isMeterAway = !isRead && (_isMeterAway || look > MeterLooksMax);
            return isRead || _isMeterAway || _meter.Wrong != Wrong.None;
        }
        if (load is not DeviceLoad device || device.IsAtRest)
            return true;
        var (id, call) = (device.Description.Id, device.CallEnded);
        if (look >= LooksFor(_devices.First(d => d.Id == id)))
            _lost[id] = call;
        return !call.IsCompleted && _lost.TryGetValue(id, out var lost) && ReferenceEquals(lost, call);
    }

    /// <summary>A device that is well waits for neighbours of its line that are not.</summary>
    private int LooksFor(WrongDevice device) => device.Neighbours.Select(LooksForItself).Append(LooksForItself(device)).Min();

    private int LooksForItself(WrongDevice device) =>
        device.Wrong switch
        {
            Wrong.None => _healedAt.TryGetValue(device.Id, out var at) && Now - at < AfterFault ? LooksAfterFault : LooksMax,
            Wrong.OtherMaster or Wrong.Sentinel or Wrong.Refusing or Wrong.BreaksMidWrite => LooksAfterFault,
            _ => LooksInFault,
        };
}
