namespace DrEvents.Contracts.Http;

/// <summary>Body of <c>PUT /api/vens/{venId}/exemption</c>.</summary>
/// <param name="Kind">One of <see cref="ExemptionKinds"/>.</param>
/// <param name="Why">Why, in words, up to 500 characters. It is stored for good: name no illness.</param>
/// <param name="Until">When it ends by itself; null for never.</param>
public sealed record ExemptVenRequest(string? Kind, string? Why, DateTimeOffset? Until = null);

/// <summary>Body of <c>DELETE /api/vens/{venId}/exemption</c>.</summary>
/// <param name="Why">Why it may be called again, up to 500 characters.</param>
public sealed record EndExemptionRequest(string? Why);

/// <summary>Why a VEN is never called, and since when.</summary>
/// <param name="IsExempt">Whether it holds now; what else is said is of the newest one, which may be over.</param>
/// <param name="Kind">One of <see cref="ExemptionKinds"/>; null where there was none yet.</param>
/// <param name="Until">When it ends by itself; null for never.</param>
/// <param name="By">Who said so.</param>
public sealed record ExemptionView(
    string VenId,
    bool IsExempt,
    string? Kind = null,
    string? Why = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    string? By = null
);

/// <summary>Why a home may be exempt from all events.</summary>
public static class ExemptionKinds
{
    /// <summary>Somebody there depends on power.</summary>
    public const string Medical = "medical";

    public const string Other = "other";

    public static readonly string[] All = [Medical, Other];
}
