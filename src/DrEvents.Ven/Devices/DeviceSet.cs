using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Devices;

/// <summary>The real devices among a home's loads: they begin and end together.</summary>
internal sealed class DeviceSet(IEnumerable<ILoad> loads)
{
    private readonly ILoad[] _loads = [.. loads];

    /// <summary>Lets every device's loop begin.</summary>
    /// <param name="listener">Who is told what happens.</param>
    /// <param name="held">Loads that the log says a limit may have been left on.</param>
    /// <param name="now">The VEN's time.</param>
    public void Start(IDeviceListener listener, IReadOnlyCollection<string> held, DateTimeOffset now)
    {
        var meter = _loads.OfType<RestLoad>().FirstOrDefault();
        foreach (var load in _loads)
        {
            if (load is DeviceLoad device)
            {
                device.MainMeter = meter?.Trace;
                if (held.Contains(device.Description.Id))
                    device.ReleaseHeld(now);
            }
            (load as IRunsByItself)?.Start(listener);
        }
    }

    /// <summary>Ends all; limits are taken off, each within a bounded time.</summary>
    public Task EndAsync() => Task.WhenAll(_loads.OfType<IRunsByItself>().Select(d => d.DisposeAsync().AsTask()));

    /// <summary>Ends as a loss of power does.</summary>
    public Task AbandonAsync() => Task.WhenAll(_loads.OfType<IRunsByItself>().Select(d => d.AbandonAsync()));
}
