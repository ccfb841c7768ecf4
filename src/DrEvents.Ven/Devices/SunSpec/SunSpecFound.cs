namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>A SunSpec device that a scan found.</summary>
/// <param name="Address">As a home's file names it.</param>
/// <param name="Unit">The device on the line.</param>
/// <param name="Manufacturer">By its own words, as the two next.</param>
/// <param name="Model">Its model.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="Models">The SunSpec models that it has.</param>
internal sealed record SunSpecFound(string Address, int Unit, string Manufacturer, string Model, string Serial, IReadOnlyList<int> Models)
{
    /// <summary>Most power that its plate names, kW; null where it names none.</summary>
    public double? RatedKw { get; init; }

    /// <summary>Whether it can be the home's meter.</summary>
    public bool IsMeter => Models.Any(SunSpecModels.Meters.Contains);

    /// <summary>Whether it can be a load of type <c>pv</c>.</summary>
    public bool IsInverter => Models.Any(m => SunSpecModels.Inverters.Contains(m) || m == SunSpecModels.DerMeasure);

    /// <summary>Whether it can be a load of type <c>battery</c>.</summary>
    public bool IsBattery => Models.Any(m => m is SunSpecModels.Storage or SunSpecModels.DerStorage or SunSpecModels.Battery);
}
