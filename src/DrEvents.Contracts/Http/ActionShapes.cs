namespace DrEvents.Contracts.Http;

/// <summary>What became of an action.</summary>
public static class ActionOutcomes
{
    /// <summary>It was answered as done.</summary>
    public const string Done = "done";

    /// <summary>It was answered with an error; what it changed before, if anything, is told with it.</summary>
    public const string Failed = "failed";

    /// <summary>It was not let in. Refused requests that are alike are counted together.</summary>
    public const string Refused = "refused";

    /// <summary>It began, and its answer is not known: it still runs, or the process ended before it was answered.</summary>
    public const string Unanswered = "unanswered";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Done, Failed, Refused, Unanswered];
}

/// <summary>Headers of requests that are ours.</summary>
public static class RequestHeaders
{
    /// <summary>Why the caller asks for it, UTF-8: stored with what he did.</summary>
    public const string Reason = "X-Reason";

    /// <summary>The address of the person on whose behalf a page asks.</summary>
    public const string Viewer = "DrEvents-Viewer";

    /// <summary>A key of the backend's own process: what shows that a page of its own names the person's address.</summary>
    public const string ViewerProof = "DrEvents-Viewer-Proof";
}

/// <summary>A page of actions, the newest first: <c>GET /api/actions</c>.</summary>
/// <param name="Before">Asks for the next page, as <c>before</c>; null where there are no older ones.</param>
public sealed record ActionPage(IReadOnlyList<ActionView> Actions, string? Before);

/// <summary>What a person or a program asked for, or requests of a minute that were refused.</summary>
/// <param name="At">When it began; of refused requests, when the first of them came.</param>
/// <param name="Outcome"><c>done</c>, <c>failed</c>, <c>refused</c> or <c>unanswered</c>.</param>
/// <param name="Who">What the caller is called; null where nobody knows him.</param>
/// <param name="Way">How he proved it, as <c>GET /api/access/me</c> tells it.</param>
/// <param name="WhoId">The id of his key or his grant, or what the provider calls him.</param>
/// <param name="From">The address that he called from; null for calls from the process itself.</param>
/// <param name="Why">The reason that he gave.</param>
/// <param name="Route">Method and route, with names of parameters in it; null where there is no such route.</param>
/// <param name="Ids">The values of the route's parameters.</param>
/// <param name="EventId">The event that it is about, or that it made.</param>
/// <param name="VenId">The VEN that it is about.</param>
/// <param name="Status">How it was answered; null while that is not known.</param>
/// <param name="AnsweredAt">When it was answered; of refused requests, when the last of them came.</param>
/// <param name="Count">How many requests it stands for: more than one only where they were refused.</param>
/// <param name="Changed">Streams that were appended to.</param>
/// <param name="Documents">What else was changed.</param>
/// <param name="NotTold">How many more events and documents were changed than are told here.</param>
public sealed record ActionView(
    string Id,
    DateTimeOffset At,
    string Outcome,
    string? Who,
    string? Way,
    string? WhoId,
    string? From,
    string? Why,
    string? Route,
    IReadOnlyDictionary<string, string> Ids,
    string? EventId,
    string? VenId,
    int? Status,
    DateTimeOffset? AnsweredAt,
    int Count,
    IReadOnlyList<ActionStreamView> Changed,
    IReadOnlyList<ActionDocumentView> Documents,
    int NotTold
);

/// <summary>What an action appended to a stream.</summary>
public sealed record ActionStreamView(string Stream, IReadOnlyList<ActionEventView> Events);

/// <summary>An event that an action stored.</summary>
/// <param name="Version">Its place in the stream; null where it lies in a day that is closed.</param>
public sealed record ActionEventView(string Type, long? Version);

/// <summary>A document that is the fold of no stream, and that an action changed.</summary>
/// <param name="Id">Its id; null where many were changed at once.</param>
/// <param name="Change"><c>stored</c> or <c>deleted</c>.</param>
public sealed record ActionDocumentView(string Type, string? Id, string Change);
