using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp.Versions;

/// <summary>OCPP 1.6: what a charger says.</summary>
internal sealed partial class Ocpp16
{
    public Action<Utf8JsonWriter> Answer(Charger charger, string action, JsonElement payload, DateTimeOffset now) =>
        action switch
        {
            "Authorize" => TagInfo(charger, payload.Text("idTag", 20), null),
            "BootNotification" => Boot(charger, payload, now),
            "Heartbeat" => Payload.Of(json => json.WriteTime("currentTime", now)),
            "StatusNotification" => Status(charger, payload),
            "StartTransaction" => Start(charger, payload, now),
            "StopTransaction" => Stop(charger, payload),
            "MeterValues" => Meter(charger, payload),
            "DataTransfer" => StatusOnly("UnknownVendorId"),
            "SignCertificate" => StatusOnly("Rejected"),
            "DiagnosticsStatusNotification"
            or "FirmwareStatusNotification"
            or "LogStatusNotification"
            or "SecurityEventNotification"
            or "SignedFirmwareStatusNotification" => Payload.Empty,
            "CancelReservation"
            or "ChangeAvailability"
            or "ChangeConfiguration"
            or "ClearCache"
            or "ClearChargingProfile"
            or "GetCompositeSchedule"
            or "GetConfiguration"
            or "GetDiagnostics"
            or "GetLocalListVersion"
            or "RemoteStartTransaction"
            or "RemoteStopTransaction"
            or "ReserveNow"
            or "Reset"
            or "SendLocalList"
            or "SetChargingProfile"
            or "TriggerMessage"
            or "UnlockConnector"
            or "UpdateFirmware" => throw new RpcFaultException(RpcFault.NotSupported, $"{action} is for chargers"),
            _ => throw new RpcFaultException(RpcFault.NotImplemented, $"{action} is no action of OCPP 1.6"),
        };

    /// <summary>A transaction has the id that whoever answered gave it, and runs whether its tag is of the VEN's list or not.</summary>
    public void Listen(Charger charger, string action, JsonElement payload, JsonElement answer, DateTimeOffset now)
    {
        if (action != "StartTransaction")
            _ = Answer(charger, action, payload, now);
        else if (answer.WholeOrNone("transactionId") is { } id && answer.ObjectOrNone("idTagInfo")?.TextOrNone("status", 32) == "Accepted")
            Begin(charger, payload, payload.Whole("connectorId"), id, now);
    }

    /// <summary>
    /// The id of a transaction follows from what the charger says of its start, so that a start that is repeated, even after a restart of the
    /// VEN, is answered with the same id.
    /// </summary>
    internal static int TransactionIdOf(string charger, int connector, string tag, int meterStartWh, string startedAt)
    {
        var text = FormattableString.Invariant($"{charger}\n{connector}\n{tag}\n{meterStartWh}\n{startedAt}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return Math.Max(1, BinaryPrimitives.ReadInt32BigEndian(hash) & int.MaxValue);
    }

    private static Action<Utf8JsonWriter> Boot(Charger charger, JsonElement payload, DateTimeOffset now)
    {
        var (vendor, model) = (payload.Text("chargePointVendor", 64), payload.Text("chargePointModel", 64));
        charger.Boot(new(vendor, model, payload.TextOrNone("firmwareVersion", 64)));
        return Payload.Of(json =>
        {
            json.WriteString("status", "Accepted");
            json.WriteTime("currentTime", now);
            json.WriteNumber("interval", Messages.HeartbeatS);
        });
    }

    private static Action<Utf8JsonWriter> Status(Charger charger, JsonElement payload)
    {
        var (connector, status) = (payload.Whole("connectorId"), payload.Text("status", 32));
        charger.Says(
            connector,
            status switch
            {
                "Available" or "Reserved" => ConnectorStatus.Free,
                "Preparing" or "Finishing" => ConnectorStatus.Occupied,
                "Charging" => ConnectorStatus.Charging,
                "SuspendedEV" => ConnectorStatus.PausedByVehicle,
                "SuspendedEVSE" => ConnectorStatus.PausedByCharger,
                "Unavailable" or "Faulted" => ConnectorStatus.OutOfService,
                _ => throw new RpcFaultException(RpcFault.PropertyConstraint, $"status: '{status}' is none of OCPP 1.6"),
            }
        );
        return Payload.Empty;
    }

    private static Action<Utf8JsonWriter> Start(Charger charger, JsonElement payload, DateTimeOffset now)
    {
        var (connector, tag) = (payload.Whole("connectorId"), payload.Text("idTag", 20));
        var (startWh, at) = (payload.Whole("meterStart"), payload.Text("timestamp", 64));
        if (connector is < 1 or > Charger.ConnectorsMax)
            throw new RpcFaultException(RpcFault.PropertyConstraint, $"connectorId: {connector} is no connector");
        var id = TransactionIdOf(charger.Settings.Identity, connector, tag, startWh, at);
        if (charger.Settings.Allows(tag))
            Begin(charger, payload, connector, id, now);
        return TagInfo(charger, tag, id);
    }

    private static void Begin(Charger charger, JsonElement payload, int connector, int id, DateTimeOffset now)
    {
        var startedAt = payload.TimeOrNone("timestamp") ?? now;
        var name = id.ToString(CultureInfo.InvariantCulture);
        charger.Begin(connector, new Transaction(name, startedAt) { StartWh = payload.WholeOrNone("meterStart") });
    }

    private static Action<Utf8JsonWriter> Stop(Charger charger, JsonElement payload)
    {
        var (id, stopWh) = (payload.Whole("transactionId"), payload.Whole("meterStop"));
        _ = payload.Text("timestamp", 64);
        charger.End(id.ToString(CultureInfo.InvariantCulture), new MeterValues { RegisterWh = stopWh });
        return payload.TextOrNone("idTag", 20) is { } tag ? TagInfo(charger, tag, null) : Payload.Empty;
    }

    private static Action<Utf8JsonWriter> Meter(Charger charger, JsonElement payload)
    {
        var connector = payload.Whole("connectorId");
        var transaction = payload.WholeOrNone("transactionId") is > 0 and var id ? id.ToString(CultureInfo.InvariantCulture) : null;
        foreach (var value in payload.Objects("meterValue"))
        {
            var sum = new MeterSum(value.TimeOrNone("timestamp"));
            foreach (var sampled in value.Objects("sampledValue"))
            {
                // Signed values are for whoever bills.
                if (sampled.TextOrNone("format", 32) != "SignedData" && sampled.NumberOrNone("value") is { } number)
                    sum.Add(
                        new(sampled.TextOrNone("measurand", 64), sampled.TextOrNone("phase", 16), sampled.TextOrNone("unit", 16), number)
                    );
            }
            charger.Measure(connector, transaction, sum.Total(charger.Settings.Volts, charger.Settings.Phases));
        }
        return Payload.Empty;
    }

    private static Action<Utf8JsonWriter> TagInfo(Charger charger, string tag, int? transactionId) =>
        Payload.Of(json =>
        {
            json.WriteStartObject("idTagInfo");
            json.WriteString("status", charger.Settings.Allows(tag) ? "Accepted" : "Invalid");
            json.WriteEndObject();
            if (transactionId is { } id)
                json.WriteNumber("transactionId", id);
        });

    private static Action<Utf8JsonWriter> StatusOnly(string status) => Payload.Of(json => json.WriteString("status", status));
}
