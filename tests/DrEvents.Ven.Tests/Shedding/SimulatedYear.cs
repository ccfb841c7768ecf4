using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Loads.Simulation;
using DrEvents.Ven.Log;
using DrEvents.Ven.Reporting;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>
/// A year of one VEN with its log on a disk: 200 events, some announced, revised, restored early, repeated or late; power cuts that end the
/// process; networks that are gone for hours; a clock that is wrong for a day. Time is the test's.
/// </summary>
internal sealed class SimulatedYear : IDisposable
{
    private const int Days = 365;
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, 123, TimeSpan.Zero);
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(SimulatedLoad.StepS);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(5);
    private static readonly ReturnPace Pace = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));

    private readonly int _seed;
    private readonly string _home;
    private readonly string _logFile;
    private readonly Queue<(DateTimeOffset At, YearCall Call, VenCommand Command)> _toSend;
    private readonly Queue<(YearCall Call, VenCommand Command)> _atBroker = [];
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _powerCuts;
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _outages;
    private readonly List<(DateTimeOffset From, DateTimeOffset To, TimeSpan Wrong)> _wrongClocks;
    private readonly DeviceRules _rules;
    private int _draws;
    private DateTimeOffset _true = Begin;
    private TimeSpan _wrong;
    private SqliteEventLog? _log;
    private Controller? _controller;
    private SampleSender? _sender;
    private IReadOnlyList<ILoad> _loads = [];
    private DateTimeOffset _sampledAt;
    private DateTimeOffset _upsetAt;
    private double _neededKwh;
    private bool _wasOnline;

    public SimulatedYear(string home, int seed, string logFile)
    {
        (_home, _seed, _logFile) = (home, seed, logFile);
        _rules = new DeviceRules(Errors.Add);
        _toSend = new Queue<(DateTimeOffset, YearCall, VenCommand)>(YearCalendar.Draw(Begin, Days, Draw, Calls).OrderBy(c => c.At));
        _powerCuts = Spread(30, 60, 12 * 3600);
        _outages = Spread(40, 600, 10 * 3600);
        _wrongClocks = [.. Spread(12, 3600, 86_400).Select(t => (t.From, t.To, Wrong: TimeSpan.FromSeconds(Draw(-4, 4) * 3600)))];
    }

    public List<string> Errors { get; } = [];
    public List<YearCall> Calls { get; } = [];
    public List<string> Measured { get; } = [];
    public List<string> Delivered { get; } = [];
    public int PowerCuts { get; private set; }
    public int Outages { get; private set; }
    public int ClockJumps { get; private set; }
    public int VehiclesShort { get; private set; }
    public int Vehicles { get; private set; }
    public bool IsAnythingLimited => _controller!.Look(Now).State.LimitsAt(Now).Count > 0;

    private DateTimeOffset Now => _true + _wrong;
    private bool IsOnline => _controller is not null && !_outages.Exists(o => o.From <= _true && _true < o.To);

    public async Task RunAsync()
    {
        // Some days more at the end, in which nothing goes wrong: what was kept is sent, what was late is answered.
        while (_true < Begin.AddDays(Days + 3))
        {
            LetPowerAndClockComeAndGo();
            while (_toSend.TryPeek(out var next) && next.At <= _true)
            {
                _atBroker.Enqueue((next.Call, next.Command));
                _toSend.Dequeue();
            }
            if (_controller is { } controller)
                await StepAsync(controller);
            var isBusy = _controller?.Look(Now).State.IsLimiting is true;
            _true += isBusy ? Busy : Calm;
        }
    }

    /// <summary>What is wrong with the log; null when nothing is.</summary>
    public LogFinding? Verify()
    {
        using var log = LogReader.Open(_logFile);
        return LogVerifier.Verify(log.Ends!, log.Read()).Finding;
    }

    public override string ToString() =>
        FormattableString.Invariant(
            $"{Calls.Count(c => c.Answer!.Ok)} events obeyed, {Calls.Count(c => !c.Answer!.Ok)} refused, {Measured.Count} samples, {Vehicles} vehicles left, {_log!.ReadNewest(int.MaxValue).Count} entries, held {Calls.Where(c => c.Looks > 0).Average(c => c.HeldShare):P1} of the time"
        );

    public void Dispose() => _log?.Dispose();

    private async Task StepAsync(Controller controller)
    {
        controller.Advance(Now);
        var isOnline = IsOnline;
        Outages += _wasOnline && !isOnline ? 1 : 0;
        if (isOnline != _wasOnline)
            controller.Note(Now, new ConnectionChanged(isOnline, isOnline ? null : "network gone"));
        _wasOnline = isOnline;
        while (isOnline && _atBroker.TryDequeue(out var sent))
            Deliver(controller, sent.Call, sent.Command);
        Check(controller.Look(Now));
        if (Now - _sampledAt < ReportInterval && Now >= _sampledAt)
            return;
        _sampledAt = Now;
        var sample = controller.Sample(Now);
        Measured.Add($"{sample.At:O}");
        await _sender!.SendAsync(sample.ToUtf8(), CancellationToken.None);
    }

    private Task<bool> PublishAsync(byte[] sample, CancellationToken cancellation)
    {
        if (IsOnline)
            Delivered.Add($"{TelemetrySample.Read(sample, null).Value!.At:O}");
        return Task.FromResult(IsOnline);
    }

    private void Deliver(Controller controller, YearCall call, VenCommand command)
    {
        var ack = controller.Handle(command.ToUtf8(), Now).Ack;
        var again = controller.Handle(command.ToUtf8(), Now).Ack;
        if (ack is null || !ack.AsSpan().SequenceEqual(again))
            Errors.Add($"{command.EventId} {command.Op}: the same command got another answer");
        if (command.Op == CommandOps.ShedPanel)
            call.Answer ??= VenAck.Read(ack!).Value;
    }

    private void Check(Situation now)
    {
        _rules.LookAt(now);
        if (now.State.Shed is { } shed)
        {
            if (shed.What.Until <= now.Now)
                Errors.Add($"{now.Now:O}: {shed.What.EventId} is past its end and goes on");
            Calls.Single(c => c.EventId == shed.What.EventId).LookAt(now, isUpset: _true - _upsetAt < TimeSpan.FromHours(12));
        }
        if (now.State.Returning.Values.Any(r => r.Until > now.Now + Pace.Spread + Pace.Ramp))
            Errors.Add($"{now.Now:O}: a load comes back later than it may");
        foreach (var load in _loads)
        {
            if (load is HeatPump pump && pump.HouseC is < 17 or > 28)
                Errors.Add($"{now.Now:O}: the house has {pump.HouseC:F1} °C");
            if (load is EvCharger charger)
                LookAtVehicle(charger);
        }
    }

    /// <summary>A vehicle that leaves needs nothing any more, unless power or clock were not there for it.</summary>
    private void LookAtVehicle(EvCharger charger)
    {
        if (charger.NeededKwh == _neededKwh)
            return;
        var hasLeft = _neededKwh > 0 && charger.NeededKwh == 0 || charger.NeededKwh > _neededKwh;
        Vehicles += hasLeft ? 1 : 0;
        var mostInALookKwh = charger.Description.RatedKw * Calm.TotalHours;
        VehiclesShort += hasLeft && _neededKwh > mostInALookKwh + 1e-9 && _true - _upsetAt > TimeSpan.FromHours(24) ? 1 : 0;
        _neededKwh = charger.NeededKwh;
    }

    private void LetPowerAndClockComeAndGo()
    {
        var wrong = _wrongClocks.Find(w => w.From <= _true && _true < w.To).Wrong;
        if (wrong != _wrong)
        {
            ClockJumps += wrong == TimeSpan.Zero ? 0 : 1;
            var by = wrong - _wrong;
            (_wrong, _upsetAt) = (wrong, _true);
            _controller?.ClockSet(Now, by);
            _rules.BeginAnew();
        }
        var hasPower = !_powerCuts.Exists(p => p.From <= _true && _true < p.To);
        if (!hasPower && _controller is not null)
        {
            PowerCuts++;
            (_controller, _wasOnline) = (null, false);
            _log!.Dispose();
        }
        else if (hasPower && _controller is null)
        {
            _log = new SqliteEventLog(_logFile);
            _loads = Home.Find(_home).Home!.Build(_seed);
            _controller = new Controller(TestHome.VenId, _loads, _log, ReportInterval, NullLogger.Instance, Pace);
            _controller.Resume(Now);
            _sender = new SampleSender(PublishAsync, _log, NullLogger.Instance);
            (_upsetAt, _neededKwh) = (_true, 0);
            _rules.BeginAnew();
        }
    }

    /// <summary>So many stretches of time over the year that do not overlap.</summary>
    private List<(DateTimeOffset From, DateTimeOffset To)> Spread(int count, double leastS, double mostS)
    {
        var slotDays = (double)Days / count;
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(n => Begin.AddDays((n + (0.4 * Draw(0, 1)) + 0.02) * slotDays))
                .Select(from => (from, from.AddSeconds(Draw(leastS, mostS)))),
        ];
    }

    private double Draw(double low, double high) => Noise.Between(_seed, _draws++, low, high);
}
