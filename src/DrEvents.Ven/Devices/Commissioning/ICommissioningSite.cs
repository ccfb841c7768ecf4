using DrEvents.Ven.Log;

namespace DrEvents.Ven.Devices.Commissioning;

/// <summary>What commissioning needs of the VEN that runs.</summary>
internal interface ICommissioningSite
{
    /// <summary>Whether loads are shed at this moment, for an event or a test.</summary>
    bool IsShedding { get; }

    /// <summary>Whether loads are limited at this moment: shed, or coming back after it.</summary>
    bool IsLimiting { get; }

    /// <summary>Limits a load for a trial, unless loads are limited; no event can begin between the one and the other.</summary>
    /// <returns>Whether the trial has the load.</returns>
    bool TryBeginTrial(string loadId, double kw, DateTimeOffset now);

    /// <summary>Puts on a load what the VEN wants of it, after a trial had it.</summary>
    /// <returns>Whether no load was limited since the trial began.</returns>
    bool EndTrial(string loadId, DateTimeOffset now);

    /// <summary>Writes a record into the VEN's log.</summary>
    void Note(DeviceCommissioned record);

    /// <summary>The records in the log, newest first.</summary>
    IEnumerable<DeviceCommissioned> Records();

    /// <summary>Starts the VEN anew.</summary>
    void Restart();
}
