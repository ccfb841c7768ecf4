using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>Why something that the owner asked for is not done.</summary>
internal enum RefusalKind
{
    /// <summary>What he names is not there.</summary>
    Unknown,

    /// <summary>A value makes no sense.</summary>
    Invalid,

    /// <summary>It cannot be done as things are.</summary>
    Conflict,
}

/// <summary>A no to the owner.</summary>
/// <param name="Kind">What sort of no.</param>
/// <param name="Field">The field that is wrong, or what it is about.</param>
/// <param name="Detail">Why, in words.</param>
internal sealed record OwnerRefusal(RefusalKind Kind, string Field, string Detail);

/// <summary>What the owner's wish brings about: events, or a refusal and nothing.</summary>
internal readonly record struct OwnerDecision(IReadOnlyList<VenEvent> Happened, OwnerRefusal? Refusal)
{
    /// <summary>It is done.</summary>
    public static OwnerDecision Done(params IReadOnlyList<VenEvent> happened) => new(happened, null);

    /// <summary>It is not done.</summary>
    public static OwnerDecision No(RefusalKind kind, string field, string detail) => new([], new OwnerRefusal(kind, field, detail));
}
