using System.Text.Json.Serialization;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Ven.Shedding;

/// <summary>Data of the answer to <c>setLoad</c>.</summary>
internal sealed record LoadUpdate(UpdatedLoad Updated);

/// <summary>A load after its settings changed; rated power in kW.</summary>
internal sealed record UpdatedLoad(
    string Id,
    string Name,
    string Type,
    bool Enabled,
    [property: JsonPropertyName("rated_kw")] double RatedKw
);

/// <summary>Data of the answer to <c>set</c>: what was taken over. A setting that the VEN does not have is not in it.</summary>
internal sealed record AppliedSettings(Settings Applied);

/// <summary>Settings of the VEN.</summary>
/// <param name="CommandKeys">The ids of the keys that commands are verified by from now on.</param>
internal sealed record Settings(
    [property: JsonPropertyName("report_interval_seconds")] int? ReportIntervalSeconds,
    bool? Enabled,
    [property: JsonPropertyName("command_keys")] IReadOnlyList<string>? CommandKeys = null
);

/// <summary>Data of the answer to <c>get</c> <c>config</c>.</summary>
internal sealed record ConfigAnswer(Settings Config);

/// <summary>Data of the answer to <c>get</c> <c>status</c>.</summary>
internal sealed record StatusAnswer(VenStatus Status);

/// <summary>What the VEN does. Powers in kW, times in Unix seconds.</summary>
internal sealed record VenStatus(
    bool Enabled,
    string Mode,
    string? EventId,
    double? Until,
    double? RequestedReductionKw,
    double UsedPowerKw,
    double BaselinePowerKw,
    double? BaselineStandardErrorKw,
    double ShedAvailabilityKw,
    IReadOnlyList<string> AnnouncedEventIds,
    double? ClockOffsetSeconds
);

/// <summary>Data of the answer to <c>get</c> <c>loads</c>.</summary>
internal sealed record LoadsAnswer(IReadOnlyList<LoadReading> Loads);

/// <summary>Data of the answer to <c>ping</c>; the time in Unix seconds.</summary>
internal sealed record Pong([property: JsonPropertyName("pong")] bool IsThere, double Ts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(LoadUpdate))]
[JsonSerializable(typeof(AppliedSettings))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(ConfigAnswer))]
[JsonSerializable(typeof(LoadsAnswer))]
[JsonSerializable(typeof(Pong))]
internal sealed partial class AckJson : JsonSerializerContext;
