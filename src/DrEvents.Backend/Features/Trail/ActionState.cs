using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Trail;

/// <summary>An action, or requests that were refused, as the stream says: what is listed and looked for.</summary>
public sealed record ActionState
{
    private const int FirstError = 400;
    private static readonly string VenPrefix = Ven.StreamOf("");

    public required string Id { get; init; }
    public DateTimeOffset At { get; init; }
    public string Outcome { get; init; } = ActionOutcomes.Unanswered;
    public string? Who { get; init; }
    public string? Way { get; init; }
    public string? WhoId { get; init; }
    public string? From { get; init; }
    public string? Why { get; init; }
    public string? Route { get; init; }
    public IReadOnlyDictionary<string, string> Ids { get; init; } = new Dictionary<string, string>();
    public string? EventId { get; init; }
    public string? VenId { get; init; }
    public int? Status { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
    public int Count { get; init; } = 1;
    public IReadOnlyList<ChangedStream> Changed { get; init; } = [];
    public IReadOnlyList<ActionDocumentView> Documents { get; init; } = [];
    public int NotTold { get; init; }

    public static ActionState? Fold(ActionState? state, string id, object stored) =>
        stored switch
        {
            ActionBegun e => Begun(id, e),
            ActionChanged e => (state ?? new ActionState { Id = id }).With(e),
            ActionAnswered e => (state ?? new ActionState { Id = id }) with
            {
                Status = e.Status,
                AnsweredAt = e.At,
                Outcome = e.Status < FirstError ? ActionOutcomes.Done : ActionOutcomes.Failed,
            },
            RequestsRefused e => Refused(id, e),
            _ => state,
        };

    private static ActionState Begun(string id, ActionBegun e) =>
        new()
        {
            Id = id,
            At = e.At,
            Who = e.Who,
            Way = e.Way,
            WhoId = e.WhoId,
            From = e.From,
            Why = e.Why,
            Route = e.Route,
            Ids = e.Ids,
            EventId = e.Ids.Values.FirstOrDefault(v => EventIds.IsValid(v)),
            VenId = e.Ids.GetValueOrDefault("venId"),
        };

    private static ActionState Refused(string id, RequestsRefused e) =>
        new()
        {
            Id = id,
            At = e.FirstAt,
            Outcome = ActionOutcomes.Refused,
            Who = e.Who,
            Way = e.Way,
            WhoId = e.WhoId,
            From = e.From,
            Why = e.Why,
            Route = e.Route,
            Status = e.Status,
            AnsweredAt = e.At,
            Count = e.Count,
        };

    /// <summary>What it is about may be known only now: a new event has its id from its own stream.</summary>
    private ActionState With(ActionChanged e) =>
        this with
        {
            Changed = [.. Changed, .. e.Streams],
            Documents = [.. Documents, .. e.Documents],
            NotTold = NotTold + e.NotTold,
            EventId = EventId ?? e.Streams.Select(s => s.Stream).FirstOrDefault(s => EventIds.IsValid(s)),
            VenId = VenId ?? e.Streams.Select(s => VenOf(s.Stream)).FirstOrDefault(v => v is not null),
        };

    private static string? VenOf(string stream) =>
        stream.StartsWith(VenPrefix, StringComparison.Ordinal) && stream[VenPrefix.Length..] is var id && VenIds.IsValid(id) ? id : null;
}
