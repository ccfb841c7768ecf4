namespace DrEvents.Ven.Devices.Modbus.Lines;

/// <summary>The way to a device's bytes: a serial line or a TCP connection.</summary>
internal interface ILine
{
    /// <summary>Where it goes, for people; two lines of the same name are the same.</summary>
    string Name { get; }

    /// <summary>Silence that has to be there before a frame is sent; none on TCP.</summary>
    TimeSpan SilenceBefore { get; }

    /// <summary>Opens it. It fails with <see cref="DeviceException"/>.</summary>
    Task<Stream> OpenAsync(CancellationToken cancellation);
}
