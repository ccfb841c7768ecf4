using System.Text.Json;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Commissioning.Adding;

/// <summary>A load or meter that a home's file names.</summary>
/// <param name="Id">Its id; <c>meter</c> for the meter.</param>
/// <param name="Name">For people.</param>
/// <param name="Kind">The kind of its driver; null for a simulated load.</param>
/// <param name="IsMeter">Whether it is the home's meter.</param>
/// <param name="Place">Where it is, as a search says it too; null where its fields do not say.</param>
internal sealed record KnownDevice(string Id, string Name, string? Kind, bool IsMeter, string? Place)
{
    /// <summary>All of a file that was read without an error.</summary>
    public static IReadOnlyList<KnownDevice> Of(byte[] home)
    {
        using var json = JsonDocument.Parse(home, HomeReader.Strict);
        var devices = new List<KnownDevice>();
        if (json.RootElement.TryGetProperty("meter", out var meter))
            devices.Add(new(NewDevice.MeterId, "Main meter", TextOf(meter, "kind"), IsMeter: true, PlaceOf(meter)));
        foreach (var load in json.RootElement.GetProperty("loads").EnumerateArray())
        {
            var hasDriver = load.TryGetProperty(NewDevice.DriverField, out var driver);
            devices.Add(
                new(
                    TextOf(load, "id") ?? "",
                    TextOf(load, "name") ?? "",
                    hasDriver ? TextOf(driver, "kind") : null,
                    IsMeter: false,
                    hasDriver ? PlaceOf(driver) : null
                )
            );
        }
        return devices;
    }

    /// <summary>Where the fields of a driver say that the device is: its address with its unit or channel, its topic, its identity.</summary>
    public static string? PlaceOf(JsonElement driver)
    {
        if (TextOf(driver, "charger") is { } charger)
            return $"charger {charger}";
        if (TextOf(driver, "address") is { } address)
            return $"{address} unit {(driver.TryGetProperty("unit", out var unit) ? unit.GetRawText() : "1")}";
        if (TextOf(driver, "url") is { } url && Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return $"{uri.Host}:{uri.Port} channel {(driver.TryGetProperty("channel", out var channel) ? channel.GetRawText() : "0")}";
        return TextOf(driver, "topic");
    }

    private static string? TextOf(JsonElement json, string field) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
