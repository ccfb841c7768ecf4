using System.Text.Json.Serialization;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;

namespace DrEvents.Ven.Enrolment;

/// <summary>What this VEN was told when it enrolled.</summary>
/// <param name="VenId">Its id.</param>
/// <param name="Backend">Where it enrolled, and renews.</param>
/// <param name="BackendCa">The authority that it trusts there, in PEM; null where the machine's own are.</param>
/// <param name="Broker">Where the broker is.</param>
/// <param name="CommandKeys">The keys by which commands are signed.</param>
public sealed record EnrolmentRecord(
    string VenId,
    string Backend,
    string? BackendCa,
    BrokerPlace Broker,
    IReadOnlyList<CommandKeyView> CommandKeys
);

/// <summary>What a backend says that refuses (RFC 9457).</summary>
internal sealed record Refusal(string? Title, string? Detail);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(EnrolmentRecord))]
[JsonSerializable(typeof(EnrolRequest))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(EnrolledView))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class EnrolmentJson : JsonSerializerContext;
