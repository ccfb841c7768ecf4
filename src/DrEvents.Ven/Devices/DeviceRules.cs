namespace DrEvents.Ven.Devices;

/// <summary>What the home's file asks of a device beyond what its driver knows. Of two bounds the stricter holds.</summary>
/// <param name="LeastOn">Once on, it stays on for so long.</param>
/// <param name="LeastOff">Once off, it stays off for so long.</param>
/// <param name="WritesADayMax">Most writes a day; null for the driver's.</param>
internal sealed record DeviceRules(TimeSpan LeastOn = default, TimeSpan LeastOff = default, int? WritesADayMax = null)
{
    /// <summary>The traits of a device under these rules.</summary>
    public DeviceTraits Apply(DeviceTraits traits) =>
        traits with
        {
            LeastOn = LeastOn > traits.LeastOn ? LeastOn : traits.LeastOn,
            LeastOff = LeastOff > traits.LeastOff ? LeastOff : traits.LeastOff,
            WritesADayMax = WritesADayMax is { } mine && !(traits.WritesADayMax < mine) ? mine : traits.WritesADayMax,
        };
}
