namespace DrEvents.Backend.Features.Trail;

/// <summary>Which actions are asked for; null where it does not matter.</summary>
/// <param name="Who">The caller's name, or his id.</param>
/// <param name="Route">A part of method and route.</param>
/// <param name="Before">The id of the last one of the page before.</param>
public sealed record ActionsAsked(
    string? Who,
    string? From,
    string? Route,
    string? EventId,
    string? VenId,
    string? Outcome,
    DateTimeOffset? Start,
    DateTimeOffset? End,
    int Most,
    string? Before
)
{
    private const int TextLengthMax = 200;

    public void Check(FieldErrors errors) =>
        errors
            .Text(Who, "who", TextLengthMax)
            .Text(From, "from", TextLengthMax)
            .Text(Route, "route", TextLengthMax)
            .If(EventId is { } e && !EventIds.IsValid(e), "eventId", "is no event id")
            .If(VenId is { } v && !VenIds.IsValid(v), "venId", "is no VEN id")
            .If(Outcome is { } o && !ActionOutcomes.All.Contains(o), "outcome", $"is none of {string.Join(", ", ActionOutcomes.All)}")
            .If(Start >= End, "start", "is not before the end")
            .If(Before is { } b && !Guid.TryParseExact(b, "N", out _), "before", "is no id of an action");

    public async Task<ActionPage> ReadAsync(IQuerySession session, CancellationToken cancellation)
    {
        var found = await Query(session).OrderByDescending(a => a.Id).Take(Most + 1).ToListAsync(cancellation);
        var page = found.Take(Most).ToList();
        var ids = page.SelectMany(a => a.Changed).SelectMany(s => s.Events).Select(e => e.Id).ToArray();
        var versions = await session.VersionsAsync(ids, cancellation);
        return new ActionPage([.. page.Select(a => View(a, versions))], found.Count > Most ? IdOf(page[^1]) : null);
    }

    private IQueryable<ActionState> Query(IQuerySession session)
    {
        IQueryable<ActionState> query = session.Query<ActionState>();
        if (Who is not null)
            query = query.Where(a => a.Who == Who || a.WhoId == Who);
        if (From is not null)
            query = query.Where(a => a.From == From);
        if (Route is not null)
            query = query.Where(a => a.Route!.Contains(Route, StringComparison.OrdinalIgnoreCase));
        if (EventId is not null)
            query = query.Where(a => a.EventId == EventId);
        if (VenId is not null)
            query = query.Where(a => a.VenId == VenId);
        if (Outcome is not null)
            query = query.Where(a => a.Outcome == Outcome);
        if (Start is { } start)
            query = query.Where(a => a.At >= start);
        if (End is { } end)
            query = query.Where(a => a.At < end);
        if (Before is not null)
        {
            var newer = ActionStream.Prefix + Before;
            query = query.Where(a => a.Id.CompareTo(newer) < 0);
        }
        return query;
    }

    private static string IdOf(ActionState action) => action.Id[ActionStream.Prefix.Length..];

    private static ActionView View(ActionState action, Dictionary<Guid, long> versions) =>
        new(
            IdOf(action),
            action.At,
            action.Outcome,
            action.Who,
            action.Way,
            action.WhoId,
            action.From,
            action.Why,
            action.Route,
            action.Ids,
            action.EventId,
            action.VenId,
            action.Status,
            action.AnsweredAt,
            action.Count,
            [
                .. action.Changed.Select(s => new ActionStreamView(
                    s.Stream,
                    [.. s.Events.Select(e => new ActionEventView(e.Type, VersionOf(e, versions)))]
                )),
            ],
            action.Documents,
            action.NotTold
        );

    private static long? VersionOf(ChangedEvent e, Dictionary<Guid, long> versions) =>
        versions.TryGetValue(e.Id, out var version) ? version : null;
}
