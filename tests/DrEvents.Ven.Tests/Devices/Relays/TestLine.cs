using DrEvents.Ven.Devices.Relays;

namespace DrEvents.Ven.Tests.Devices.Relays;

/// <summary>A line of the tests' own.</summary>
internal sealed class TestLine : IRelayLine
{
    private bool _isHigh;

    public int Taken { get; set; }

    public bool IsBroken { get; set; }

    public bool IsHigh => IsBroken ? throw new IOException("unplugged") : _isHigh;

    public void Set(bool isHigh) => _isHigh = isHigh;

    public void Dispose() { }
}
