using System.Device.Gpio;
using System.Device.Gpio.Drivers;

namespace DrEvents.Ven.Devices.Relays;

/// <summary>A line of the kernel's GPIO chips, over libgpiod.</summary>
internal sealed class GpioLine : IRelayLine
{
    private readonly GpioController _controller;
    private readonly GpioPin _pin;

    /// <summary>Takes the line as an output of this level.</summary>
    public GpioLine(int chip, int line, bool isHigh)
    {
        _controller = new GpioController(new LibGpiodDriver(chip));
        try
        {
            _pin = _controller.OpenPin(line, PinMode.Output, isHigh ? PinValue.High : PinValue.Low);
        }
        catch
        {
            _controller.Dispose();
            throw;
        }
    }

    public bool IsHigh => _pin.Read() == PinValue.High;

    public void Set(bool isHigh) => _pin.Write(isHigh ? PinValue.High : PinValue.Low);

    public void Dispose() => _controller.Dispose();
}
