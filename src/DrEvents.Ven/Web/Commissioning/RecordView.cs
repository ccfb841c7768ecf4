using DrEvents.Ven.Log;

namespace DrEvents.Ven.Web.Commissioning;

/// <summary>The record of a device's commissioning, as it is kept with the papers of the house. Powers in kW.</summary>
/// <param name="Record">What this file is.</param>
/// <param name="Version">Of its form.</param>
/// <param name="VenId">The VEN.</param>
/// <param name="Device">What was tried, by whom, what was measured, what is wrong; as it stands in the VEN's log.</param>
internal sealed record RecordView(string Record, int Version, string VenId, DeviceCommissioned Device)
{
    public static RecordView Of(string venId, DeviceCommissioned device) => new("drevents-ven-commissioning", 1, venId, device);
}
