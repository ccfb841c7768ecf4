namespace DrEvents.Backend.Features.Trail;

/// <summary>Streams <c>action/{id}</c>: one for each action, so that no action waits for another. The ids are in the order of time.</summary>
public static class ActionStream
{
    public const string Prefix = "action/";

    public static readonly Type[] Types = [typeof(ActionBegun), typeof(ActionChanged), typeof(ActionAnswered), typeof(RequestsRefused)];

    public static string New(DateTimeOffset now) => $"{Prefix}{Guid.CreateVersion7(now):N}";
}

/// <summary>Somebody who was let in asked for something. Stored before anything of it is done.</summary>
/// <param name="Who">What he is called.</param>
/// <param name="Way">How he proved it: one of <see cref="Ways"/>.</param>
/// <param name="WhoId">The id of his key or his grant, or what the provider calls him.</param>
/// <param name="From">The address that he called from.</param>
/// <param name="Why">The reason that he gave.</param>
/// <param name="Route">Method and route, with names of parameters in it.</param>
/// <param name="Ids">The values of the route's parameters.</param>
public sealed record ActionBegun(
    string Who,
    string Way,
    string? WhoId,
    string? From,
    string? Why,
    string Route,
    IReadOnlyDictionary<string, string> Ids,
    DateTimeOffset At
);

/// <summary>What was changed for it, stored in the same transaction as the change.</summary>
/// <param name="Documents">Changed documents that are the fold of no stream.</param>
/// <param name="NotTold">How many more events and documents were changed than are named here.</param>
public sealed record ActionChanged(
    IReadOnlyList<ChangedStream> Streams,
    IReadOnlyList<ActionDocumentView> Documents,
    int NotTold,
    DateTimeOffset At
);

public sealed record ChangedStream(string Stream, IReadOnlyList<ChangedEvent> Events);

/// <param name="Id">Its id in the store, by which its version is found.</param>
public sealed record ChangedEvent(string Type, Guid Id);

/// <summary>It was answered.</summary>
public sealed record ActionAnswered(int Status, DateTimeOffset At);

/// <summary>Requests that are alike were not let in; counted for a while and stored together.</summary>
/// <param name="Who">Who was not allowed to; null where nobody knows him, or where they are of several.</param>
/// <param name="Route">Method and route; null where there is no such route, or where they are of several.</param>
/// <param name="Status">How they were answered; null where that is several.</param>
/// <param name="FirstAt">When the first of them came.</param>
/// <param name="At">When the last of them came.</param>
/// <param name="Why">Why they were refused, where no status says so; null also where that is several.</param>
public sealed record RequestsRefused(
    string? Who,
    string? Way,
    string? WhoId,
    string? From,
    string? Route,
    int? Status,
    int Count,
    DateTimeOffset FirstAt,
    DateTimeOffset At,
    string? Why = null
);
