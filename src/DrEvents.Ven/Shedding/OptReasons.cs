using System.Collections.Immutable;

namespace DrEvents.Ven.Shedding;

/// <summary>Why an owner takes part or not, in the words of OpenADR 2.0b's <c>optReason</c>.</summary>
internal static class OptReasons
{
    /// <summary>The reason to take part again.</summary>
    public const string Participating = "participating";

    /// <summary>The reasons to opt out, in the order in which people are offered them.</summary>
    public static readonly ImmutableArray<string> ToOptOut =
    [
        "mustRun",
        "notParticipating",
        "economic",
        "x-schedule",
        "overrideStatus",
        "outageRunStatus",
        "emergency",
    ];
}
