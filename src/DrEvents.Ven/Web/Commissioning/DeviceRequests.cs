using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DrEvents.Ven.Devices.Commissioning.Finding;

namespace DrEvents.Ven.Web.Commissioning;

/// <summary>Searches the home's network; what is not said is not searched.</summary>
/// <param name="Modbus">Addresses that are asked for SunSpec devices.</param>
/// <param name="MdnsS">So many seconds are listened to what announces itself.</param>
/// <param name="ChargersS">So many seconds chargers may connect, where the home has none yet.</param>
internal sealed record SearchRequest(string? Modbus, double? MdnsS, double? ChargersS);

/// <summary>Adds a device.</summary>
/// <param name="Fields">What the home's file is to say of it.</param>
/// <param name="IsMeter">Whether it is the home's meter.</param>
/// <param name="Secrets">Secrets by the field of the driver that gets the file of each.</param>
internal sealed record AddRequest(JsonObject? Fields, bool? IsMeter, IReadOnlyDictionary<string, string?>? Secrets)
{
    /// <summary>It is shown nowhere.</summary>
    public override string ToString() => nameof(AddRequest);
}

/// <summary>Tries a device.</summary>
/// <param name="HasRunLong">Who asks confirms that it has run for its least time, which nobody has seen.</param>
internal sealed record TrialRequest(bool? HasRunLong);

/// <summary>Closes the commissioning of a device.</summary>
/// <param name="By">Who did it.</param>
internal sealed record FinishRequest(string? By);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(AddRequest))]
[JsonSerializable(typeof(TrialRequest))]
[JsonSerializable(typeof(FinishRequest))]
[JsonSerializable(typeof(DevicesView))]
[JsonSerializable(typeof(SearchView))]
[JsonSerializable(typeof(TrialView))]
[JsonSerializable(typeof(RecordView))]
internal sealed partial class DeviceJson : JsonSerializerContext;
