using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>The electrical panel as a VEN reports it.</summary>
/// <param name="AmperageRating">Rating of the main breaker, A.</param>
/// <param name="Voltage">V.</param>
/// <param name="MaxKw">What the panel can carry, kW.</param>
/// <param name="CurrentAmps">A.</param>
/// <param name="UtilizationPercent">Share of what it can carry.</param>
public sealed record PanelReading(double? AmperageRating, double? Voltage, double? MaxKw, double? CurrentAmps, double? UtilizationPercent)
{
    private const double Bound = 1e6;

    internal static PanelReading? Read(FieldReader top)
    {
        var panel = new PanelReading(
            top.Number(["panelAmperageRating"], 0, Bound),
            top.Number(["panelVoltage"], 0, Bound),
            top.Kw("panelMaxKw"),
            top.Number(["currentAmps"], -Bound, Bound),
            top.Number(["panelUtilizationPercent"], -Bound, Bound)
        );
        return panel == new PanelReading(null, null, null, null, null) ? null : panel;
    }

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteIf("panelAmperageRating", AmperageRating);
        json.WriteIf("panelVoltage", Voltage);
        json.WriteIf("panelMaxKw", MaxKw);
        json.WriteIf("currentAmps", CurrentAmps);
        json.WriteIf("panelUtilizationPercent", UtilizationPercent);
    }
}
