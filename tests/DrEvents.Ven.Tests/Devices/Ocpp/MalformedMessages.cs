using System.Text;
using System.Text.Json.Nodes;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>Messages that chargers send, broken in all ways that a seed draws.</summary>
internal sealed class MalformedMessages(string[] whole, int seed)
{
    /// <summary>Whole ones of OCPP 1.6.</summary>
    public static readonly string[] Of16 =
    [
        """[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""",
        """[2,"2","StartTransaction",{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}]""",
        """[2,"3","MeterValues",{"connectorId":1,"transactionId":7,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"1","unit":"W"}]}]}]""",
        """[2,"4","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Charging"}]""",
        """[2,"5","StopTransaction",{"transactionId":7,"meterStop":1,"timestamp":"2026-01-01T00:00:00Z"}]""",
        """[3,"6",{"status":"Accepted"}]""",
        """[4,"7","GenericError","words",{}]""",
    ];

    /// <summary>Whole ones of OCPP 2.0.1.</summary>
    public static readonly string[] Of201 =
    [
        """[2,"1","BootNotification",{"reason":"PowerUp","chargingStation":{"vendorName":"V","model":"M"}}]""",
        """[2,"2","StatusNotification",{"timestamp":"2026-01-01T00:00:00Z","connectorStatus":"Occupied","evseId":1,"connectorId":1}]""",
        """[2,"3","TransactionEvent",{"eventType":"Started","timestamp":"2026-01-01T00:00:00Z","triggerReason":"Authorized","seqNo":0,"transactionInfo":{"transactionId":"t","chargingState":"Charging"},"evse":{"id":1,"connectorId":1},"idToken":{"idToken":"T","type":"ISO14443"}}]""",
        """[2,"4","TransactionEvent",{"eventType":"Ended","timestamp":"2026-01-01T00:00:00Z","triggerReason":"EVDeparted","seqNo":1,"transactionInfo":{"transactionId":"t"}}]""",
        """[2,"5","MeterValues",{"evseId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":1.5,"measurand":"Power.Active.Import","unitOfMeasure":{"unit":"kW","multiplier":0}}]}]}]""",
        """[2,"6","Authorize",{"idToken":{"idToken":"T","type":"ISO14443"}}]""",
        """[3,"7",{"status":"Accepted"}]""",
        """[4,"8","GenericError","words",{}]""",
    ];

    private static readonly string[] Values =
    [
        "null",
        "[]",
        "{}",
        "-1",
        "1e999",
        "\"\"",
        "\"\\u0000\"",
        "\"\\udfff\"",
        "true",
        "99999999999999999999",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var text = whole[_random.Next(whole.Length)];
        return _random.Next(5) switch
        {
            0 => text[.._random.Next(text.Length)],
            1 => Replaced(text),
            2 => text.Insert(_random.Next(text.Length), ((char)_random.Next(0x20, 0x3000)).ToString()),
            3 => new string('[', _random.Next(1, 200)) + text,
            _ => Mutated(JsonNode.Parse(text)!).ToJsonString(),
        };
    }

    private string Replaced(string text)
    {
        var from = _random.Next(text.Length);
        var length = _random.Next(1, Math.Min(12, text.Length - from) + 1);
        return new StringBuilder(text).Remove(from, length).Insert(from, Values[_random.Next(Values.Length)]).ToString();
    }

    private JsonNode Mutated(JsonNode message)
    {
        if (message.AsArray().Count < 4 || message[3] is not JsonObject payload || payload.Count == 0)
            return new JsonArray(_random.Next(10), "x", message.DeepClone());
        var name = payload.ElementAt(_random.Next(payload.Count)).Key;
        if (_random.Next(2) == 0)
            payload.Remove(name);
        else
            payload[name] = JsonNode.Parse(_random.Next(2) == 0 ? "{\"a\":[1,2]}" : "[[[1]]]");
        return message;
    }
}
