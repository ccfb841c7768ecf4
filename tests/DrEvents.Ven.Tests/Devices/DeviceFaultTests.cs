using DrEvents.Ven.Devices;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>Whatever goes wrong at a device, in whatever order: its limits hold, its end comes, its state is true.</summary>
public sealed class DeviceFaultTests
{
    private const int Seeds = 200;
    private const int FaultsPerSeed = 5;
    private const double RatedKw = 7.4;

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(150);

    private static readonly Fault[] Faults = [Fault.Silent, Fault.Slow, Fault.Refusing, Fault.Nonsense, Fault.Deaf, Fault.Unplugged];

    [Fact]
    public async Task A_thousand_faults_leave_no_limit_outside_of_its_bounds_none_past_its_end_and_no_state_that_is_not_true()
    {
        for (var seed = 1; seed <= Seeds; seed++)
            await new Run(seed).GoAsync();
    }

    private sealed class Run(int seed)
    {
#pragma warning disable CA5394 // A test that is the same each time.
        private readonly Random _random = new(seed);
#pragma warning restore CA5394
        private DeviceBench _bench = null!;
        private DateTimeOffset _endedAt;

        private string Words => $"seed {seed}";

        public async Task GoAsync()
        {
            var isRelay = Draw(2) == 0;
            var isByDevice = Draw(2) == 0;
            var traits = new DeviceTraits(
                isRelay ? RatedKw : 1.4,
                CanBeOff: isRelay,
                isByDevice ? LimitForgetting.ByDevice : LimitForgetting.ByWatchdog
            )
            {
                WritesADayMax = Draw(3) == 0 ? 2_000 : null,
            };
            _bench = await DeviceBench.ReadyAsync(RatedKw, traits: traits);
            _bench.LeavesAlone = false;
            for (var n = 0; n < FaultsPerSeed; n++)
            {
                await DoAsync(isByDevice);
                _bench.Device.Fault = Faults[Draw(Faults.Length)];
                // A device that restarts has lost what was set, and is not there for a while.
                if (_bench.Device.Fault == Fault.Silent && Draw(2) == 0)
                    _bench.Device.Set(null);
                await DoAsync(isByDevice);
                if (_bench.Device.Fault is not (Fault.Refusing or Fault.Deaf))
                    (_bench.Status.State == DeviceState.Ok).ShouldBeFalse($"{Words}: {_bench.Device.Fault}");
                if (Draw(3) > 0)
                    _bench.Device.Fault = Fault.None;
            }
            await EndAsync(isByDevice);
        }

        private async Task DoAsync(bool isByDevice)
        {
            if (Draw(3) > 0)
            {
                _bench.Limit(RatedKw * ((Draw(140) - 20) / 100.0));
                _endedAt = DateTimeOffset.MaxValue;
            }
            else
            {
                _bench.Release();
                _endedAt = _bench.Clock.GetUtcNow();
            }
            for (var n = 0; n < 4; n++)
            {
                await _bench.PassAsync(TimeSpan.FromSeconds(10 + Draw(20)));
                Look(isByDevice);
            }
        }

        private void Look(bool isByDevice)
        {
            foreach (var (_, kw, _) in _bench.Device.Writes)
                (kw is null or 0 or (>= 1.4 and <= RatedKw)).ShouldBeTrue($"{Words}: a limit of {kw} kW");
            if (isByDevice && _endedAt < DateTimeOffset.MaxValue && _bench.Clock.GetUtcNow() - _endedAt > LimitKeeper.ForgottenUsually)
                _bench.Device.LimitKw.ShouldBeNull($"{Words}: left limited past its end");
            if (_bench.Status.State != DeviceState.Ok)
                (_bench.Readout.WantedKw - _bench.Readout.LowestKw).ShouldBe(0, Words);
            _bench.Readout.PowerKw.ShouldBeInRange(0, RatedKw, Words);
            // Each minute a renewal, each 7 s a try while it refuses at most, each wish a write.
            _bench.Device.Writes.Count.ShouldBeLessThan(40 + (int)(_bench.Load.Elapsed.TotalSeconds / 7), Words);
        }

        private async Task EndAsync(bool isByDevice)
        {
            _bench.Device.Fault = Fault.None;
            _bench.Release();
            _endedAt = _bench.Clock.GetUtcNow();
            await _bench.PassAsync(Settled);
            Look(isByDevice);
            _bench.Device.LimitKw.ShouldBeNull(Words);
            (_bench.Status.State, _bench.Readout.PowerKw).ShouldBe((DeviceState.Ok, RatedKw), Words);
            _bench.Told.Where(t => t is "held" or "free").LastOrDefault("free").ShouldBe("free", Words);
            _bench.Limit(2);
            await _bench.PassAsync(TimeSpan.FromSeconds(5));
            _bench.Status.IsActuated.ShouldBeTrue(Words);
        }

        private int Draw(int below) =>
#pragma warning disable CA5394 // A test that is the same each time.
            _random.Next(below);
#pragma warning restore CA5394
    }
}
