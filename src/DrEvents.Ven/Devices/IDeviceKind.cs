using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices;

/// <summary>
/// A kind of device that a home's file can name as the <c>driver.kind</c> of a load or as the <c>kind</c> of its <c>meter</c>. It reads its own
/// fields, says what is wrong with each by <see cref="StrictFields"/>, and connects to nothing yet.
/// </summary>
internal interface IDeviceKind
{
    /// <summary>The name in the file, as <c>modbus</c>.</summary>
    string Name { get; }

    /// <summary>What builds the driver of a load, or null where this kind drives none. Fields that are wrong are in the fields' errors.</summary>
    Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load);

    /// <summary>What builds the reader of the home's meter, or null where this kind is none.</summary>
    Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields);
}

/// <summary>What drivers share.</summary>
/// <param name="Time">The VEN's clock.</param>
/// <param name="Loggers">Where they log to.</param>
internal sealed record DeviceContext(TimeProvider Time, ILoggerFactory Loggers)
{
    /// <summary>The folder of the VEN's log, where a kind may keep what has to outlive a restart; null where nothing is kept.</summary>
    public string? Folder { get; init; }

    /// <summary>Whose devices they are: VENs of one machine can have their logs in one folder. Null where that is not known.</summary>
    public string? VenId { get; init; }
}

/// <summary>Reads the meter between home and grid. It fails as <see cref="IDeviceDriver"/> does.</summary>
internal interface IMeterDriver : IAsyncDisposable
{
    /// <summary>How often it has something new.</summary>
    TimeSpan ReadInterval { get; }

    /// <summary>Longest that a reading may take, when nobody else has what it needs for it.</summary>
    TimeSpan CallTimeout => DeviceTraits.CallUsually;

    /// <summary>Beside that, it may wait so long for a line that the meter shares with others.</summary>
    TimeSpan LineWait => TimeSpan.Zero;

    /// <summary>What it shows now; a meter that speaks by itself is waited for.</summary>
    Task<MeterReading> ReadAsync(CancellationToken cancellation);
}

/// <summary>What a meter shows. Powers in kW, drawn from the grid positive.</summary>
/// <param name="PowerKw">All phases together.</param>
internal readonly record struct MeterReading(double PowerKw)
{
    /// <summary>By phase, where it tells.</summary>
    public double? L1Kw { get; init; }

    /// <summary>By phase, where it tells.</summary>
    public double? L2Kw { get; init; }

    /// <summary>By phase, where it tells.</summary>
    public double? L3Kw { get; init; }

    /// <summary>Energy drawn from the grid since it was installed, kWh.</summary>
    public double? ImportKwh { get; init; }

    /// <summary>Energy delivered to the grid, kWh.</summary>
    public double? ExportKwh { get; init; }
}
