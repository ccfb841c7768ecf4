namespace DrEvents.Contracts.Mqtt;

/// <summary>
/// AWS IoT's reserved topics of the classic (unnamed) device shadow:
/// <c>$aws/things/{venId}/shadow/{get|update|delete}[/accepted|/rejected]</c>, <c>…/update/delta</c>, <c>…/update/documents</c>.
/// </summary>
public static class ShadowTopics
{
    private const string Prefix = "$aws/things/";
    private const string Middle = "/shadow/";

    /// <summary>What a stand-in for AWS IoT's shadow has to subscribe to.</summary>
    public static readonly IReadOnlyList<string> BackendFilters =
    [
        Prefix + "+" + Middle + "get",
        Prefix + "+" + Middle + "update",
        Prefix + "+" + Middle + "delete",
    ];

    /// <summary>Where AWS IoT publishes the whole document after each change.</summary>
    public const string AllDocuments = Prefix + "+" + Middle + "update/documents";

    /// <summary>Where AWS IoT says that a shadow was deleted.</summary>
    public const string AllDeletions = Prefix + "+" + Middle + "delete/accepted";

    /// <summary>The request topic for <c>get</c>, <c>update</c> or <c>delete</c>.</summary>
    public static string Request(string venId, string verb) => Prefix + venId + Middle + verb;

    /// <summary>Where an accepted request is answered.</summary>
    public static string Accepted(string venId, string verb) => Request(venId, verb) + "/accepted";

    /// <summary>Where a rejected request is answered.</summary>
    public static string Rejected(string venId, string verb) => Request(venId, verb) + "/rejected";

    /// <summary>Where differences between desired and reported state are published.</summary>
    public static string Delta(string venId) => Request(venId, "update/delta");

    /// <summary>Where the document before and after a change is published.</summary>
    public static string Documents(string venId) => Request(venId, "update/documents");

    /// <summary>What a VEN subscribes to: the answers to its requests, what is wanted of it, and that its shadow was deleted.</summary>
    public static IReadOnlyList<string> VenFilters(string venId) =>
        [
            Accepted(venId, "get"),
            Rejected(venId, "get"),
            Accepted(venId, "update"),
            Rejected(venId, "update"),
            Delta(venId),
            Accepted(venId, "delete"),
        ];

    /// <summary>The VEN that a shadow topic belongs to, or null for any other topic.</summary>
    public static string? VenOf(string topic)
    {
        if (!topic.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var end = topic.IndexOf(Middle, Prefix.Length, StringComparison.Ordinal);
        return end > 0 && VenIds.IsValid(topic.AsSpan(Prefix.Length, end - Prefix.Length)) ? topic[Prefix.Length..end] : null;
    }

    /// <summary>What follows <c>/shadow/</c> in a shadow topic: <c>get</c>, <c>update</c>, <c>update/documents</c>, …</summary>
    public static string VerbOf(string topic)
    {
        var start = topic.IndexOf(Middle, StringComparison.Ordinal);
        return start < 0 ? "" : topic[(start + Middle.Length)..];
    }
}
