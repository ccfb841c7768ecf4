namespace DrEvents.Contracts.Mqtt;

/// <summary>Who sent a message: the topic says so, and a payload that says another VEN is refused.</summary>
public static class Sender
{
    private const string Contradiction = "venId: the payload says ";

    /// <summary>Whether a message could not be read because its payload names another VEN than its topic.</summary>
    /// <param name="error">Why it could not be read.</param>
    public static bool IsContradicted(string error) => error.StartsWith(Contradiction, StringComparison.Ordinal);

    /// <summary>The sender of a message that has to have one.</summary>
    internal static string? Of(FieldReader top, string? topicVenId)
    {
        var claimed = Claimed(top, topicVenId);
        var venId = topicVenId ?? claimed;
        if (venId is null)
            top.Missing("venId");
        else if (!VenIds.IsValid(venId))
            top.Fail($"venId: not {VenIds.Form}");
        return venId;
    }

    /// <summary>Who the payload says it is from; null when it does not say.</summary>
    internal static string? Claimed(FieldReader top, string? topicVenId)
    {
        var claimed = top.Text("venId", "ven_id");
        if (claimed is not null && topicVenId is not null && claimed != topicVenId)
            top.Fail($"{Contradiction}{Shown(claimed)}, the topic {topicVenId}");
        return claimed;
    }

    private static string Shown(string claimed) => VenIds.IsValid(claimed) ? claimed : "something that is no id";
}
