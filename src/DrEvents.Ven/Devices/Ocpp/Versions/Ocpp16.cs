using System.Globalization;
using System.Text.Json;
using DrEvents.Ven.Devices.Ocpp.Rpc;

namespace DrEvents.Ven.Devices.Ocpp.Versions;

/// <summary>OCPP 1.6: what the VEN asks of a charger.</summary>
internal sealed partial class Ocpp16 : IOcppDialect
{
    /// <summary>It has no state.</summary>
    public static readonly Ocpp16 Instance = new();

    private const string RateUnits = "ChargingScheduleAllowedChargingRateUnit";
    private const string StackLevelMax = "ChargeProfileMaxStackLevel";

    public async Task<ChargerAbilities> AskAbilitiesAsync(RpcConnection connection, CancellationToken cancellation)
    {
        var answer = await connection.CallAsync(
            "GetConfiguration",
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("key");
                json.WriteStringValue(RateUnits);
                json.WriteStringValue(StackLevelMax);
                json.WriteEndArray();
                json.WriteEndObject();
            },
            cancellation
        );
        var (units, level) = ("", (int?)null);
        foreach (var key in answer.Objects("configurationKey"))
        {
            var value = key.TextOrNone("value", 500) ?? "";
            if (key.TextOrNone("key", 50) == RateUnits)
                units = value;
            else if (key.TextOrNone("key", 50) == StackLevelMax && int.TryParse(value, CultureInfo.InvariantCulture, out var most))
                level = most;
        }
        return new(UnitOf(units), level is >= 0 ? level : null);
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
                json.WriteNumber("id", profileId);
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
                json.WriteNumber("connectorId", connector);
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
        return answer.ObjectOrNone("chargingSchedule") is { } schedule
            ? Schedules.RateAt(schedule, answer.TimeOrNone("scheduleStart"), now)
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
                    json.WriteNumber("connectorId", connector);
                json.WriteEndObject();
            },
            cancellation
        );
        return answer.TextOrNone("status", 32) == "Accepted";
    }

    public async Task SetMeterAsync(RpcConnection connection, TimeSpan interval, CancellationToken cancellation)
    {
        await ConfigureAsync("MeterValueSampleInterval", interval.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        await ConfigureAsync("MeterValuesSampledData", Messages.Measurands);

        Task ConfigureAsync(string key, string value) =>
            connection.CallAsync(
                "ChangeConfiguration",
                json =>
                {
                    json.WriteStartObject();
                    json.WriteString("key", key);
                    json.WriteString("value", value);
                    json.WriteEndObject();
                },
                cancellation
            );
    }

    /// <summary>Amperes where both are taken: a current is what the vehicle is told in the end.</summary>
    private static RateUnit? UnitOf(string units) =>
        units.Contains("Current", StringComparison.OrdinalIgnoreCase) || units.Contains('A') ? RateUnit.A
        : units.Contains("Power", StringComparison.OrdinalIgnoreCase) || units.Contains('W') ? RateUnit.W
        : null;

    private static void Write(Utf8JsonWriter json, ChargingProfile profile)
    {
        json.WriteStartObject();
        json.WriteNumber("connectorId", profile.Connector);
        json.WriteStartObject("csChargingProfiles");
        json.WriteNumber("chargingProfileId", profile.Id);
        if (profile.TransactionId is { } transaction)
            json.WriteNumber("transactionId", int.Parse(transaction, CultureInfo.InvariantCulture));
        json.WriteNumber("stackLevel", profile.StackLevel);
        json.WriteString(
            "chargingProfilePurpose",
            profile.Purpose switch
            {
                ProfilePurpose.Tx => "TxProfile",
                ProfilePurpose.TxDefault => "TxDefaultProfile",
                _ => "ChargePointMaxProfile",
            }
        );
        json.WriteString("chargingProfileKind", "Absolute");
        json.WriteTime("validTo", profile.EndsAt);
        json.WriteStartObject("chargingSchedule");
        Schedules.Write(json, profile);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
