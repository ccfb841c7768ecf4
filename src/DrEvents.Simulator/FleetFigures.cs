using System.Text.Json.Serialization;

namespace DrEvents.Simulator;

/// <summary>A fleet at one moment. Powers in kW.</summary>
/// <param name="At">The moment.</param>
/// <param name="Vens">VENs in the fleet.</param>
/// <param name="Started">Those that were started so far.</param>
/// <param name="Connected">Those that are connected.</param>
/// <param name="InEvent">Those that believe to be in an event.</param>
/// <param name="Samples">Samples measured so far.</param>
/// <param name="UsedKw">What all homes use.</param>
/// <param name="WouldHaveUsedKw">What their twins use.</param>
/// <param name="ResidentMiB">Resident memory of this process.</param>
/// <param name="ProcessorS">Processor time of this process so far, seconds.</param>
public sealed record FleetFigures(
    DateTimeOffset At,
    int Vens,
    int Started,
    int Connected,
    int InEvent,
    long Samples,
    double UsedKw,
    double WouldHaveUsedKw,
    double ResidentMiB,
    double ProcessorS
)
{
    /// <summary>The time in the homes.</summary>
    public DateTimeOffset HomesAt { get; init; }

    /// <summary>Samples of the days before that the broker has taken.</summary>
    public long HistoryWritten { get; init; }

    /// <summary>Samples of the days before that there are.</summary>
    public long HistoryTotal { get; init; }

    /// <summary>Whether days before are still to be written; no VEN is started until they are.</summary>
    [JsonIgnore]
    public bool IsInHistory => HistoryWritten < HistoryTotal;

    /// <summary>What is really delivered, kW.</summary>
    public double DeliveredKw => WouldHaveUsedKw - UsedKw;
}
