using System.Globalization;
using DrEvents.Ven.Web;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A home's life of some minutes with events and faults, as a seed chooses, and what has to hold in each moment of it.</summary>
internal sealed class FaultyLife(int seed, int kind)
{
    public const int FaultsOfALife = 12;

    private const int BrokenAtOnce = 2;

    /// <summary>How many kinds of home there are.</summary>
    public const int Homes = 3;

    /// <summary>So long a load that has to run may be limited still: its charger's answers, and its meter.</summary>
    private static readonly TimeSpan FreeWithin = TimeSpan.FromSeconds(60);

    /// <summary>A vehicle that is limited by its owner takes so long at most until it has what it needs.</summary>
    private static readonly TimeSpan ServedWithin = TimeSpan.FromMinutes(30);

    /// <summary>So long after the last fault and the last event all has to be as it was: the longest pause of a device's tries, and its time-outs.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(200);

    /// <summary>Over the time of a device's own timer, for steps of the test's clock.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly Random _random = new(seed);
    private readonly List<string> _story = [];
    private readonly Dictionary<string, DateTimeOffset> _healAt = [];
    private readonly Dictionary<string, DateTimeOffset> _urgentSince = [];
    private FaultyHome _home = null!;
    private Truths _truths = null!;
    private DateTimeOffset _eventEndsAt;
    private DateTimeOffset _endedAt = DateTimeOffset.MaxValue;
    private DateTimeOffset _beganAt;
    private int _events;

    /// <summary>What happened, for whoever looks for the fault.</summary>
    public string Story => $"DREVENTS_FAULT_SEED={seed}\n{string.Join('\n', _story)}";

    public async Task LiveAsync(int brokerPort)
    {
        _home = await FaultyHome.StartAsync(brokerPort, $"life-{seed}-{Guid.NewGuid():N}"[..20], kind);
        await using var home = _home;
        _truths = new Truths(home);
        _beganAt = home.Now;
        await PassAsync(TimeSpan.FromSeconds(30));
        Shed();
        for (var faults = 0; faults < FaultsOfALife; )
        {
            if (home.Devices.Count(d => d.Wrong != Wrong.None) < BrokenAtOnce)
            {
                await BreakAsync();
                faults++;
            }
            await PassAsync(TimeSpan.FromSeconds(_random.Next(5, 40)));
            if (home.Now > _eventEndsAt && _random.Next(3) == 0)
                Shed();
        }
        await EndAsync();
    }

    private void Shed()
    {
        var (kw, durationS) = (_random.Next(2, 22), _random.Next(60, 360));
        var ack = _home.Home.Shed(kw, durationS, $"evt-{++_events:x8}");
        _eventEndsAt = _home.Now.AddSeconds(durationS);
        _endedAt = DateTimeOffset.MaxValue;
        Tell($"asked for {kw} kW for {durationS} s: {(ack.Ok ? "accepted" : ack.Error)}");
    }

    private async Task BreakAsync()
    {
        var well = _home.Devices.Where(d => d.Wrong == Wrong.None).ToList();
        var device = well[_random.Next(well.Count)];
        var wrong = device.Wrongs[_random.Next(device.Wrongs.Count)];
        var time = TimeSpan.FromSeconds(_random.Next(4) == 0 ? _random.Next(90, 300) : _random.Next(2, 60));
        Tell($"{device.Id} is {wrong} for {time.TotalSeconds} s");
        _healAt[device.Id] = _home.Now + time;
        await FaultyHome.BreakAsync(device, wrong, _random);
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (var until = _home.Now + time; _home.Now < until; )
        {
            foreach (var device in _home.Devices.Where(d => d.Wrong != Wrong.None && _home.Now >= _healAt[d.Id]))
            {
                Tell($"{device.Id} is well again");
                await _home.HealAsync(device);
            }
            await _home.PassStepAsync();
            if (_home.Now >= _eventEndsAt && _endedAt == DateTimeOffset.MaxValue)
            {
                Tell("the event is over");
                _endedAt = _eventEndsAt;
            }
            Look();
        }
    }

    private void Look()
    {
        // What is shown is of before what is true.
        var (page, panelKw) = (_home.Page(), _home.ShownKw);
        _truths.Note();
        foreach (var device in _home.Devices)
        {
            foreach (var kw in device.TakeTold())
                (kw is null || device.MayBe(kw.Value)).ShouldBeTrue(Words(device, $"a limit of {kw} kW"));
            if (
                device is { ForgetsAfter: { } forgets, IsByOther: false, LimitKw: { } leftKw }
                && _endedAt != DateTimeOffset.MaxValue
                && _home.Now - _endedAt > forgets + Margin
            )
                throw new Xunit.Sdk.XunitException(Words(device, $"left at {leftKw} kW past the end"));
            LookAtUrgent(device, page[device.Id]);
            if (page[device.Id] is { Device.State: "ok" } shown && _home.Now - _beganAt > device.ShownWithin)
                _truths.Compare(device, shown, device == _home.Meter ? panelKw : shown.PowerKw, problem => Words(device, problem));
        }
    }

    /// <summary>A load that has to run, and does well, is limited by nothing.</summary>
    private void LookAtUrgent(WrongDevice device, LoadView shown)
    {
        if (shown.IsUrgent != true || shown.Device?.State != "ok" || device.Wrong != Wrong.None)
        {
            _urgentSince.Remove(device.Id);
            return;
        }
        if (_urgentSince.TryAdd(device.Id, _home.Now))
            Tell($"{device.Id} has to run");
        if (_home.Now - _urgentSince[device.Id] > FreeWithin)
            device.LimitKw.ShouldBeNull(Words(device, "has to run, and is limited"));
    }

    private async Task EndAsync()
    {
        foreach (var device in _home.Devices.Where(d => d.Wrong != Wrong.None))
            await _home.HealAsync(device);
        Tell("all are well");
        if (_home.Now < _eventEndsAt)
            await PassAsync(_eventEndsAt - _home.Now);
        await PassAsync(Settled);
        for (var until = _home.Now + ServedWithin; _home.Devices.OfType<WrongCharger>().Any(c => !c.IsServed); )
        {
            await PassAsync(TimeSpan.FromSeconds(10));
            (_home.Now < until).ShouldBeTrue(Words(null, "the vehicle does not get what it needs"));
        }
        foreach (var device in _home.Devices.Where(d => d != _home.Meter))
        {
            device.LimitKw.ShouldBeNull(Words(device, "is limited at the end"));
            var shown = _home.Page()[device.Id];
            (shown.Device!.State, shown.Device.Reason, shown.Device.IsLeftAlone).ShouldBe(("ok", null, false), Words(device, "at the end"));
            if (device.Faults == 0)
                _home.ToldOf(device.Id).ShouldBeEmpty(Words(device, "nothing was wrong with it"));
        }
        _home.Home.State.HeldDevices.ShouldBeEmpty(Words(null, "written down as held"));
        _home.ShownKw.ShouldBe(_home.Meter.PowerKw, 0.01, Words(null, "the panel's power"));
        await TryAgainAsync();
    }

    /// <summary>All take part in an event that nothing goes wrong in.</summary>
    private async Task TryAgainAsync()
    {
        const double AskedKw = 20;
        var beforeKw = _home.Meter.PowerKw;
        _home.Home.Shed(AskedKw, 60, "evt-0000ffff").Ok.ShouldBeTrue(Words(null, "the last event"));
        (_eventEndsAt, _endedAt) = (_home.Now.AddSeconds(60), DateTimeOffset.MaxValue);
        await PassAsync(TimeSpan.FromSeconds(40));
        // What each wants now is known to a limit's step; what is between off and the least of the wall box is the nearer of the two.
        (beforeKw - _home.Meter.PowerKw).ShouldBe(AskedKw, 0.05 * AskedKw, Words(null, "the last event's reduction"));
        await PassAsync(TimeSpan.FromSeconds(40));
        _home.Meter.PowerKw.ShouldBe(beforeKw, 0.01, Words(null, "after the last event"));
    }

    private void Tell(string what) => _story.Add(string.Create(CultureInfo.InvariantCulture, $"{_home.Now:HH:mm:ss.f} {what}"));

    private string Words(WrongDevice? device, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {_home.Now:HH:mm:ss.f}: {device?.Id} {what}");
}
