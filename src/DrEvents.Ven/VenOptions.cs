using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Mqtt;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven;

/// <summary>What one VEN needs to know.</summary>
/// <param name="VenId">Its identity, which is also its MQTT client id.</param>
/// <param name="Broker">Where it connects.</param>
public sealed record VenOptions(string VenId, BrokerAddress Broker)
{
    /// <summary>Time between two samples of telemetry, until a command sets another; whole seconds.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>File of the VEN's log; null keeps the log in memory, where a restart loses it.</summary>
    public string? LogFile { get; init; }

    /// <summary>Seed of the simulated home.</summary>
    public int Seed { get; init; }

    /// <summary>The simulated home; null is <see cref="HomeLoads.Typical"/>.</summary>
    public Home? Home { get; init; }

    /// <summary>How slowly loads come back after an event.</summary>
    public ReturnPace ReturnPace { get; init; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));

    /// <summary>Port of the VEN's own page; null has none.</summary>
    public int? WebPort { get; init; }

    /// <summary>IP address that the page is served on, or <c>localhost</c>. The default is this machine alone: the page asks nobody who he is.</summary>
    public string WebHost { get; init; } = "localhost";
}
