using System.Globalization;
using System.Text.Json;
using DrEvents.Ven.Devices.Ocpp.Rpc;

namespace DrEvents.Ven.Devices.Ocpp.Versions;

/// <summary>OCPP 2.0.1: what the VEN asks of a charger.</summary>
internal sealed partial class Ocpp201 : IOcppDialect
{
    /// <summary>It has no state.</summary>
    public static readonly Ocpp201 Instance = new();

    private const string SmartCharging = "SmartChargingCtrlr";
    private const string RateUnits = "RateUnit";
    private const string StackLevelMax = "ProfileStackLevel";

    public async Task<ChargerAbilities> AskAbilitiesAsync(RpcConnection connection, CancellationToken cancellation)
    {
        var answer = await connection.CallAsync(
            "GetVariables",
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("getVariableData");
                WriteVariable(json, SmartCharging, RateUnits, null);
                WriteVariable(json, SmartCharging, StackLevelMax, null);
                json.WriteEndArray();
                json.WriteEndObject();
            },
            cancellation
        );
        var (unit, level) = ((RateUnit?)null, (int?)null);
        foreach (var result in answer.Objects("getVariableResult"))
        {
            if (result.TextOrNone("attributeStatus", 64) != "Accepted")
                continue;
            var value = result.TextOrNone("attributeValue", 2500) ?? "";
            var name = result.ObjectOrNone("variable")?.TextOrNone("name", 64);
            if (name == RateUnits)
                unit = UnitOf(value);
            // What is told is how high the level may be.
            else if (name == StackLevelMax && int.TryParse(value, CultureInfo.InvariantCulture, out var most) && most >= 0)
                level = most;
        }
        return new(unit, level);
    }

    public async Task<string> SetAsync(RpcConnection connection, ChargingProfile profile, CancellationToken cancellation)
    {
        var answer = await connection.CallAsync("SetChargingProfile", json => Write(json, profile), cancellation);
        return answer.TextOrNone("status", 32) ?? "";
    }

    public Task ClearAsync(RpcConnection connection, int profileId, CancellationToken cancellation) =>
        connection.CallAsync(
            "ClearChargingProfile",
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("chargingProfileId", profileId);
                json.WriteEndObject();
            },
            cancellation
        );

    public async Task<ChargingRate?> ReadLimitAsync(
        RpcConnection connection,
        int connector,
        RateUnit unit,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var answer = await connection.CallAsync(
            "GetCompositeSchedule",
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("evseId", connector);
                json.WriteNumber("duration", Schedules.AskedS);
                json.WriteString("chargingRateUnit", unit == RateUnit.A ? "A" : "W");
                json.WriteEndObject();
            },
            cancellation
        );
        if (answer.TextOrNone("status", 32) is not "Accepted" and var status)
            throw status is null
                ? new RpcFaultException(RpcFault.OccurrenceConstraint, "a composite schedule without a status")
                : new RpcRefusedException(status, "GetCompositeSchedule");
        return answer.ObjectOrNone("schedule") is { } schedule
            ? Schedules.RateAt(schedule, schedule.TimeOrNone("scheduleStart"), now)
            : null;
    }

    public async Task<bool> TriggerAsync(RpcConnection connection, Trigger what, int connector, CancellationToken cancellation)
    {
        var answer = await connection.CallAsync(
            "TriggerMessage",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("requestedMessage", Messages.NameOf(what));
                if (what != Trigger.Boot)
                {
                    json.WriteStartObject("evse");
                    json.WriteNumber("id", connector);
                    // A connector's status is asked for by its own number (F06.FR.12).
                    if (what == Trigger.Status)
                        json.WriteNumber("connectorId", 1);
                    json.WriteEndObject();
                }
                json.WriteEndObject();
            },
            cancellation
        );
        return answer.TextOrNone("status", 32) == "Accepted";
    }

    public Task SetMeterAsync(RpcConnection connection, TimeSpan interval, CancellationToken cancellation) =>
        connection.CallAsync(
            "SetVariables",
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("setVariableData");
                WriteVariable(json, "SampledDataCtrlr", "TxUpdatedInterval", interval.TotalSeconds.ToString(CultureInfo.InvariantCulture));
                WriteVariable(json, "SampledDataCtrlr", "TxUpdatedMeasurands", Messages.Measurands);
                json.WriteEndArray();
                json.WriteEndObject();
            },
            cancellation
        );

    /// <summary>Amperes where both are taken: a current is what the vehicle is told in the end.</summary>
    private static RateUnit? UnitOf(string units) =>
        units.Contains('A') ? RateUnit.A
        : units.Contains('W') ? RateUnit.W
        : null;

    private static void WriteVariable(Utf8JsonWriter json, string component, string variable, string? value)
    {
        json.WriteStartObject();
        if (value is not null)
            json.WriteString("attributeValue", value);
        json.WriteStartObject("component");
        json.WriteString("name", component);
        json.WriteEndObject();
        json.WriteStartObject("variable");
        json.WriteString("name", variable);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ChargingProfile profile)
    {
        json.WriteStartObject();
        json.WriteNumber("evseId", profile.Connector);
        json.WriteStartObject("chargingProfile");
        json.WriteNumber("id", profile.Id);
        json.WriteNumber("stackLevel", profile.StackLevel);
        json.WriteString(
            "chargingProfilePurpose",
            profile.Purpose switch
            {
                ProfilePurpose.Tx => "TxProfile",
                ProfilePurpose.TxDefault => "TxDefaultProfile",
                _ => "ChargingStationMaxProfile",
            }
        );
        json.WriteString("chargingProfileKind", "Absolute");
        json.WriteTime("validTo", profile.EndsAt);
        if (profile.TransactionId is { } transaction)
            json.WriteString("transactionId", transaction);
        json.WriteStartArray("chargingSchedule");
        json.WriteStartObject();
        json.WriteNumber("id", profile.Id);
        Schedules.Write(json, profile);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
