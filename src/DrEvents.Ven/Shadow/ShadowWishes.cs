using System.Buffers;
using System.Text.Json;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Ven.Shadow;

/// <summary>Something that is desired of the VEN, as the command that asks for the same.</summary>
/// <param name="Key">Where it stands below <c>state.desired</c>; its first part, before a dot.</param>
/// <param name="IsMirrored">Whether the report has it under the same name, so that the difference goes away by itself.</param>
/// <param name="Command">The command's payload.</param>
internal sealed record ShadowWish(string Key, bool IsMirrored, byte[] Command);

/// <summary>
/// Turns what is desired into commands: <c>report_interval_seconds</c>, <c>enabled</c>, <c>ven.enabled</c>, and <c>loads</c> as an array of
/// <c>{id, enabled?, capacityKw?, priority?}</c> or as an object by id. What else stands there is somebody else's.
/// </summary>
internal static class ShadowWishes
{
    private const string Interval = "report_interval_seconds";

    /// <param name="desired">The part of <c>state.desired</c> that differs from the report.</param>
    /// <param name="version">The shadow's; with it the commands of one difference are told from those of the next.</param>
    /// <param name="venId">Whose it is.</param>
    public static IReadOnlyList<ShadowWish> Of(JsonElement desired, long version, string venId)
    {
        try
        {
            return Read(desired, version, venId);
        }
        catch (InvalidOperationException)
        {
            // Escapes that are not Unicode, met while a load's id is decoded: nobody's wish.
            return [];
        }
    }

    private static List<ShadowWish> Read(JsonElement desired, long version, string venId)
    {
        var wishes = new List<ShadowWish>();
        Wish(Interval, isMirrored: true, ShadowMessage.Part(desired, Interval), Interval);
        Wish("enabled", isMirrored: false, ShadowMessage.Part(desired, "enabled"), "enabled");
        Wish("ven", isMirrored: true, ShadowMessage.Part(ShadowMessage.Part(desired, "ven"), "enabled"), "enabled");
        var loads = ShadowMessage.Part(desired, "loads");
        if (loads.ValueKind == JsonValueKind.Array)
        {
            foreach (var load in loads.EnumerateArray())
                Load(ShadowMessage.Part(load, "id") is { ValueKind: JsonValueKind.String } id ? id.GetString()! : "", load);
        }
        else if (loads.ValueKind == JsonValueKind.Object)
        {
            foreach (var load in loads.EnumerateObject())
                Load(load.Name, load.Value);
        }
        return wishes;

        void Wish(string key, bool isMirrored, JsonElement value, string setting)
        {
            if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
                wishes.Add(new ShadowWish(key, isMirrored, Command(CommandOps.Set, key, json => Copy(json, setting, value))));
        }

        void Load(string loadId, JsonElement wanted)
        {
            var command = Command(
                CommandOps.SetLoad,
                $"loads.{loadId}",
                json =>
                {
                    json.WriteString("loadId", loadId);
                    foreach (var setting in (string[])["enabled", "capacityKw", "priority"])
                        Copy(json, setting, ShadowMessage.Part(wanted, setting));
                }
            );
            wishes.Add(new ShadowWish("loads", IsMirrored: false, command));
        }

        byte[] Command(string op, string key, Action<Utf8JsonWriter> writeData)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("op", op);
                json.WriteString("correlationId", $"shadow-{version}-{key}");
                json.WriteString("venId", venId);
                json.WriteString("source", "shadow");
                json.WriteStartObject("data");
                writeData(json);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            return buffer.WrittenSpan.ToArray();
        }
    }

    private static void Copy(Utf8JsonWriter json, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            return;
        json.WritePropertyName(name);
        value.WriteTo(json);
    }
}
