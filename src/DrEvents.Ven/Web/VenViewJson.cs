using System.Text.Json.Serialization;

namespace DrEvents.Ven.Web;

/// <summary>Opts out of an event; the reason is one of OpenADR's.</summary>
internal sealed record OptOutRequest(string? Reason);

/// <summary>Starts a test; without a reduction as much as possible is shed.</summary>
internal sealed record TestRequest(double? ReductionKw, int? Minutes);

/// <summary>Changes a load's part in events; what is null stays.</summary>
internal sealed record LoadRequest(bool? Enabled, int? Priority);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(VenView))]
[JsonSerializable(typeof(EventsView))]
[JsonSerializable(typeof(HistoryView))]
[JsonSerializable(typeof(LogView))]
[JsonSerializable(typeof(ReceiptsView))]
[JsonSerializable(typeof(OptOutRequest))]
[JsonSerializable(typeof(TestRequest))]
[JsonSerializable(typeof(LoadRequest))]
internal sealed partial class VenViewJson : JsonSerializerContext;
