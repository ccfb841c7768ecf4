using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Ven.Shadow;

/// <summary>Something that is desired of the VEN, as the command that asks for the same.</summary>
/// <param name="Key">What it is about; a load's is <c>loads.</c> and its id.</param>
/// <param name="IsMirrored">Whether the report has it under the same name, so that the difference goes away by itself.</param>
/// <param name="Says">What is desired, as text.</param>
/// <param name="SetAtS">When it was set, Unix seconds of the service; null where the service does not tell.</param>
/// <param name="Command">The command's payload.</param>
internal sealed record ShadowWish(string Key, bool IsMirrored, string Says, long? SetAtS, byte[] Command)
{
    /// <summary>Where it stands directly below <c>state.desired</c>.</summary>
    public string Top => Key.StartsWith(ShadowWishes.Loads + ".", StringComparison.Ordinal) ? ShadowWishes.Loads : Key;

    /// <summary>Whether a report has what is desired; of what it mirrors.</summary>
    public bool IsIn(ReportedState? report) =>
        report is not null
        && Says
            == (
                Key == ShadowWishes.Interval
                    ? $"{{\"{ShadowWishes.Interval}\":{report.ReportIntervalSeconds}}}"
                    : $"{{\"enabled\":{(report.Ven.Enabled ? "true" : "false")}}}"
            );
}

/// <summary>
/// Turns what is desired into commands: <c>report_interval_seconds</c>, <c>enabled</c>, <c>ven.enabled</c>, and <c>loads</c> as an array of
/// <c>{id, enabled?, capacityKw?, priority?}</c> or as an object by id. What else stands there is somebody else's.
/// </summary>
internal static class ShadowWishes
{
    public const string Interval = "report_interval_seconds";
    public const string Ven = "ven";
    public const string Loads = "loads";

    private const int SaysMax = 120;

    /// <param name="desired"><c>state.desired</c>, or the part of it that differs from the report.</param>
    /// <param name="stamps">When each of its values was set, in the same shape.</param>
    /// <param name="venId">Whose it is.</param>
    /// <param name="setAtS">When all of it was set, where no stamps say.</param>
    public static IReadOnlyList<ShadowWish> Of(JsonElement desired, JsonElement stamps, string venId, long? setAtS = null)
    {
        try
        {
            return Read(desired, stamps, venId, setAtS);
        }
        catch (InvalidOperationException)
        {
            // Escapes that are not Unicode, met while a load's id is decoded: nobody's wish.
            return [];
        }
    }

    private static List<ShadowWish> Read(JsonElement desired, JsonElement stamps, string venId, long? setAtS)
    {
        var wishes = new List<ShadowWish>();
        Setting(Interval, isMirrored: true, Part(desired, Interval), Part(stamps, Interval), Interval);
        Setting("enabled", isMirrored: false, Part(desired, "enabled"), Part(stamps, "enabled"), "enabled");
        Setting(Ven, isMirrored: true, Part(Part(desired, Ven), "enabled"), Part(Part(stamps, Ven), "enabled"), "enabled");
        var (loads, loadStamps) = (Part(desired, Loads), Part(stamps, Loads));
        if (loads.ValueKind == JsonValueKind.Array)
        {
            // An array is one value: who sets it, sets all that is in it.
            foreach (var load in loads.EnumerateArray())
                Load(Part(load, "id") is { ValueKind: JsonValueKind.String } id ? id.GetString()! : "", load, loadStamps);
        }
        else if (loads.ValueKind == JsonValueKind.Object)
        {
            foreach (var load in loads.EnumerateObject())
                Load(load.Name, load.Value, Part(loadStamps, load.Name));
        }
        return wishes;

        void Setting(string key, bool isMirrored, JsonElement value, JsonElement stamp, string setting)
        {
            if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
                Wish(key, isMirrored, stamp, CommandOps.Set, json => Copy(json, setting, value));
        }

        void Load(string loadId, JsonElement wanted, JsonElement stamp) =>
            Wish(
                $"{Loads}.{loadId}",
                isMirrored: false,
                stamp,
                CommandOps.SetLoad,
                json =>
                {
                    json.WriteString("loadId", loadId);
                    foreach (var setting in (string[])["enabled", "capacityKw", "priority"])
                        Copy(json, setting, Part(wanted, setting));
                }
            );

        void Wish(string key, bool isMirrored, JsonElement stamp, string op, Action<Utf8JsonWriter> writeData)
        {
            var data = Write(writeData);
            var command = Write(json =>
            {
                json.WriteString("op", op);
                // The log knows commands by this, and has to carry out the same wish again when it is made again.
                json.WriteString("correlationId", $"shadow-{Guid.NewGuid():N}");
                json.WriteString("venId", venId);
                json.WriteString("source", "shadow");
                json.WritePropertyName("data");
                json.WriteRawValue(data);
            });
            wishes.Add(new ShadowWish(key, isMirrored, Text(data), NewestOf(stamp) ?? setAtS, command));
        }
    }

    private static string Text(byte[] data) =>
        data.Length <= SaysMax ? Encoding.UTF8.GetString(data) : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(data))}";

    /// <summary>The newest of the times below: <c>{"timestamp": seconds}</c> beside each leaf.</summary>
    private static long? NewestOf(JsonElement stamps) =>
        stamps.ValueKind switch
        {
            JsonValueKind.Object when Part(stamps, "timestamp") is { ValueKind: JsonValueKind.Number } at && at.TryGetInt64(out var s) => s,
            JsonValueKind.Object => stamps.EnumerateObject().Max(s => NewestOf(s.Value)),
            JsonValueKind.Array => stamps.EnumerateArray().Max(NewestOf),
            _ => null,
        };

    private static JsonElement Part(JsonElement element, string name) => ShadowMessage.Part(element, name);

    private static byte[] Write(Action<Utf8JsonWriter> writeFields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeFields(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Copy(Utf8JsonWriter json, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            return;
        json.WritePropertyName(name);
        value.WriteTo(json);
    }
}
