using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Simulation;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>What no shed may break, checked from the outside: by what the devices' meters show from look to look.</summary>
/// <param name="fail">Takes what is wrong.</param>
internal sealed class DeviceRules(Action<string> fail)
{
    private static readonly TimeSpan CompressorTime = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (bool IsOn, DateTimeOffset Since)> _compressors = [];
    private DateTimeOffset _lookedAt;

    /// <summary>Forgets what was seen: the devices are others now, or the time is.</summary>
    public void BeginAnew() => _compressors.Clear();

    public void LookAt(Situation now)
    {
        foreach (var load in now.Loads)
            LookAt(load, now.Now);
        _lookedAt = now.Now;
    }

    private void LookAt(LoadState load, DateTimeOffset now)
    {
        var (description, seen) = (load.Description, load.Readout);
        if (!load.MayBeShed)
            Expect(seen.PowerKw == seen.WantedKw || seen.IsPausing, $"{load.Id} was touched");
        Expect(seen.PowerKw >= seen.LowestKw - 1e-9, $"{load.Id} is below {seen.LowestKw} kW");
        switch (description.Type)
        {
            case LoadTypes.Hvac:
                LookAtCompressor(load, now);
                break;
            case LoadTypes.Ev:
                Expect(seen.PowerKw is 0 or >= EvCharger.LeastKwPerPhase - 1e-9, $"{load.Id} charges with {seen.PowerKw} kW");
                Expect(seen.PowerKw > 0 == seen.WantedKw > 0, $"{load.Id} was stopped");
                break;
            case LoadTypes.Battery:
                Expect(Math.Abs(seen.PowerKw) <= description.RatedKw + 1e-9, $"{load.Id} gives {seen.PowerKw} kW");
                Expect(seen.PowerKw >= 0 || seen.StateOfChargePercent >= 5, $"{load.Id} is empty");
                break;
            default:
                Expect(seen.PowerKw == seen.WantedKw || seen.PowerKw == 0, $"{load.Id} is switched, but uses {seen.PowerKw} kW");
                break;
        }

        void Expect(bool holds, string error)
        {
            if (!holds)
                fail($"{now:O}: {error}");
        }
    }

    private void LookAtCompressor(LoadState load, DateTimeOffset now)
    {
        var isOn = load.Readout.PowerKw > 0;
        var before = _compressors.GetValueOrDefault(load.Id, (IsOn: isOn, Since: DateTimeOffset.MinValue));
        if (before.IsOn != isOn && now - before.Since < CompressorTime)
            fail($"{now:O}: {load.Id} switched after {(now - before.Since).TotalSeconds} s");
        // Who looks less often than the device moves sees a switch late.
        var step = TimeSpan.FromSeconds(SimulatedLoad.StepS);
        var switchedAt = now - _lookedAt > step ? _lookedAt + step : now;
        _compressors[load.Id] = before.IsOn == isOn ? before : (isOn, switchedAt);
    }
}
