using System.Text.Json;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp.Versions;

/// <summary>OCPP 2.0.1: what a charger says.</summary>
internal sealed partial class Ocpp201
{
    /// <summary>What only a central system says.</summary>
    private static readonly HashSet<string> ForChargers =
    [
        "CancelReservation",
        "CertificateSigned",
        "ChangeAvailability",
        "ClearCache",
        "ClearChargingProfile",
        "ClearDisplayMessage",
        "ClearVariableMonitoring",
        "CostUpdated",
        "CustomerInformation",
        "DeleteCertificate",
        "GetBaseReport",
        "GetChargingProfiles",
        "GetCompositeSchedule",
        "GetDisplayMessages",
        "GetInstalledCertificateIds",
        "GetLocalListVersion",
        "GetLog",
        "GetMonitoringReport",
        "GetReport",
        "GetTransactionStatus",
        "GetVariables",
        "InstallCertificate",
        "PublishFirmware",
        "RequestStartTransaction",
        "RequestStopTransaction",
        "ReserveNow",
        "Reset",
        "SendLocalList",
        "SetChargingProfile",
        "SetDisplayMessage",
        "SetMonitoringBase",
        "SetMonitoringLevel",
        "SetNetworkProfile",
        "SetVariableMonitoring",
        "SetVariables",
        "TriggerMessage",
        "UnlockConnector",
        "UnpublishFirmware",
        "UpdateFirmware",
    ];

    public Action<Utf8JsonWriter> Answer(Charger charger, string action, JsonElement payload, DateTimeOffset now) =>
        action switch
        {
            "Authorize" => TokenInfo(Allows(charger, payload.ObjectOrNone("idToken") ?? throw Missing("idToken"))),
            "BootNotification" => Boot(charger, payload, now),
            "Heartbeat" => Payload.Of(json => json.WriteTime("currentTime", now)),
            "StatusNotification" => Status(charger, payload),
            "TransactionEvent" => Event(charger, payload, now),
            "MeterValues" => Meter(charger, payload),
            "DataTransfer" => StatusOnly("UnknownVendorId"),
            "SignCertificate" or "NotifyEVChargingNeeds" => StatusOnly("Rejected"),
            "NotifyEVChargingSchedule" => StatusOnly("Accepted"),
            "ClearedChargingLimit"
            or "FirmwareStatusNotification"
            or "LogStatusNotification"
            or "NotifyChargingLimit"
            or "NotifyCustomerInformation"
            or "NotifyDisplayMessages"
            or "NotifyEvent"
            or "NotifyMonitoringReport"
            or "NotifyReport"
            or "PublishFirmwareStatusNotification"
            or "ReportChargingProfiles"
            or "ReservationStatusUpdate"
            or "SecurityEventNotification" => Payload.Empty,
            "Get15118EVCertificate" or "GetCertificateStatus" => throw new RpcFaultException(
                RpcFault.NotSupported,
                $"{action}: the VEN has no certificates of vehicles"
            ),
            _ when ForChargers.Contains(action) => throw new RpcFaultException(RpcFault.NotSupported, $"{action} is for chargers"),
            _ => throw new RpcFaultException(RpcFault.NotImplemented, $"{action} is no action of OCPP 2.0.1"),
        };

    public void Listen(Charger charger, string action, JsonElement payload, JsonElement answer, DateTimeOffset now) =>
        _ = Answer(charger, action, payload, now);

    private static Action<Utf8JsonWriter> Boot(Charger charger, JsonElement payload, DateTimeOffset now)
    {
        var station = payload.ObjectOrNone("chargingStation") ?? throw Missing("chargingStation");
        charger.Boot(new(station.Text("vendorName", 64), station.Text("model", 64), station.TextOrNone("firmwareVersion", 64)));
        return Payload.Of(json =>
        {
            json.WriteTime("currentTime", now);
            json.WriteNumber("interval", Messages.HeartbeatS);
            json.WriteString("status", "Accepted");
        });
    }

    private static Action<Utf8JsonWriter> Status(Charger charger, JsonElement payload)
    {
        var (evse, said) = (payload.Whole("evseId"), payload.Text("connectorStatus", 32));
        var known = charger.Of(evse);
        ConnectorStatus? status = said switch
        {
            // An EVSE has several connectors; which of them has the vehicle, and whether it charges, its transaction says.
            "Available" or "Reserved" => known.Transaction is null ? ConnectorStatus.Free : null,
            "Occupied" => known.Status is ConnectorStatus.Unknown or ConnectorStatus.Free or ConnectorStatus.OutOfService
                ? ConnectorStatus.Occupied
                : null,
            "Unavailable" or "Faulted" => ConnectorStatus.OutOfService,
            _ => throw new RpcFaultException(RpcFault.PropertyConstraint, $"connectorStatus: '{said}' is none of OCPP 2.0.1"),
        };
        if (status is { } changed)
            charger.Says(evse, changed);
        return Payload.Empty;
    }

    private static Action<Utf8JsonWriter> Event(Charger charger, JsonElement payload, DateTimeOffset now)
    {
        var info = payload.ObjectOrNone("transactionInfo") ?? throw Missing("transactionInfo");
        var (kind, id) = (payload.Text("eventType", 16), info.Text("transactionId", 36));
        _ = (payload.Whole("seqNo"), payload.Text("timestamp", 64), payload.Text("triggerReason", 64));
        var token = payload.ObjectOrNone("idToken");
        var isAllowed = token is null || Allows(charger, token.Value);
        if ((payload.ObjectOrNone("evse")?.Whole("id") ?? charger.PlaceOf(id)) is { } evse)
        {
            if (kind is "Started" or "Updated")
                charger.Begin(evse, new Transaction(id, payload.TimeOrNone("timestamp") ?? now));
            else if (kind != "Ended")
                throw new RpcFaultException(RpcFault.PropertyConstraint, $"eventType: '{kind}' is none of OCPP 2.0.1");
            if (charger.Of(evse).Transaction?.Id == id && StatusOf(info.TextOrNone("chargingState", 32)) is { } status)
                charger.Says(evse, status);
            Measure(charger, evse, id, payload, payload.WholeOrNone("numberOfPhasesUsed"));
        }
        if (kind == "Ended")
            charger.End(id, null);
        return token is null ? Payload.Empty : TokenInfo(isAllowed);
    }

    private static ConnectorStatus? StatusOf(string? chargingState) =>
        chargingState switch
        {
            "Charging" => ConnectorStatus.Charging,
            "SuspendedEV" => ConnectorStatus.PausedByVehicle,
            "SuspendedEVSE" => ConnectorStatus.PausedByCharger,
            "EVConnected" or "Idle" => ConnectorStatus.Occupied,
            _ => null,
        };

    private static Action<Utf8JsonWriter> Meter(Charger charger, JsonElement payload)
    {
        Measure(charger, payload.Whole("evseId"), null, payload, null);
        return Payload.Empty;
    }

    private static void Measure(Charger charger, int evse, string? transaction, JsonElement payload, int? phases)
    {
        foreach (var value in payload.Objects("meterValue"))
        {
            var sum = new MeterSum(value.TimeOrNone("timestamp"));
            foreach (var sampled in value.Objects("sampledValue"))
            {
                if (sampled.NumberOrNone("value") is not { } number)
                    continue;
                var unit = sampled.ObjectOrNone("unitOfMeasure");
                var multiplier = Math.Clamp(unit?.WholeOrNone("multiplier") ?? 0, -9, 9);
                var scaled = number * Math.Pow(10, multiplier);
                sum.Add(new(sampled.TextOrNone("measurand", 64), sampled.TextOrNone("phase", 16), unit?.TextOrNone("unit", 20), scaled));
            }
            var total = sum.Total(charger.Settings.Volts, charger.Settings.Phases);
            charger.Measure(evse, transaction, total with { PhasesInUse = phases is >= 1 and <= 3 ? phases : total.PhasesInUse });
        }
    }

    private static bool Allows(Charger charger, JsonElement token) =>
        charger.Settings.Allows(token.Text("idToken", 255)) || token.Text("type", 32) == "NoAuthorization";

    private static RpcFaultException Missing(string name) => new(RpcFault.OccurrenceConstraint, $"{name} is missing");

    private static Action<Utf8JsonWriter> TokenInfo(bool isAllowed) =>
        Payload.Of(json =>
        {
            json.WriteStartObject("idTokenInfo");
            json.WriteString("status", isAllowed ? "Accepted" : "Invalid");
            json.WriteEndObject();
        });

    private static Action<Utf8JsonWriter> StatusOnly(string status) => Payload.Of(json => json.WriteString("status", status));
}
