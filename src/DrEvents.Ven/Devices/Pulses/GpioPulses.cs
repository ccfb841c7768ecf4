using System.Device.Gpio;
using System.Device.Gpio.Drivers;

namespace DrEvents.Ven.Devices.Pulses;

/// <summary>Edges at a line of the kernel's GPIO chips, over libgpiod.</summary>
internal sealed class GpioPulses : IDisposable
{
    private readonly GpioController _controller;

    /// <summary>Takes the line as an input, and tells each of its edges.</summary>
    /// <param name="at">The line; it is pulled up where the chip can.</param>
    /// <param name="pulse">Called at each edge.</param>
    public GpioPulses(PulseLine at, Action pulse)
    {
        _controller = new GpioController(new LibGpiodDriver(at.Chip));
        try
        {
            var mode = _controller.IsPinModeSupported(at.Line, PinMode.InputPullUp) ? PinMode.InputPullUp : PinMode.Input;
            _controller.OpenPin(at.Line, mode);
            _controller.RegisterCallbackForPinValueChangedEvent(
                at.Line,
                at.IsRising ? PinEventTypes.Rising : PinEventTypes.Falling,
                (_, _) => pulse()
            );
        }
        catch
        {
            _controller.Dispose();
            throw;
        }
    }

    public void Dispose() => _controller.Dispose();
}
