using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Shadow;
using DrEvents.Backend.Features.Trail;

namespace DrEvents.Backend.Features.Persons;

public static class ExportHome
{
    /// <summary>All that is held of the people of a VEN, by where it is from; what was measured is too much for one document, and is read where it says.</summary>
    [WolverineGet("/api/vens/{venId}/person")]
    [Needs(Need.Administer)]
    [HeavyRead]
    [TakesOut]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static async Task<Results<Ok<PersonExport>, ProblemHttpResult>> Get(
        string venId,
        IQuerySession session,
        HomeScope homes,
        HeldItems held,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (await Homes.FindAsync(session, venId, cancellation) is null)
            return TypedResults.Problem(Problems.NotFound("VEN", venId));
        var scope = await homes.ReadAsync(session, venId, cancellation);
        var own = HomeScope.OwnStreams(venId);
        var parts = await session.PartsOfVenAsync(venId, cancellation);
        var shadow = await session.LoadAsync<ShadowDocument>(venId, cancellation);
        var wish = await session.LoadAsync<SignedWish>(venId, cancellation);
        var letters = await HomeScope.LettersAsync(session, venId, cancellation);
        var programmes = await HomeScope.EnrolmentsAsync(session, venId, cancellation);
        // Who did it, and from where, is of others.
        var about = scope.Events.Where(e => e.Data is ActionBegun begun && begun.Ids.GetValueOrDefault("venId") == venId);
        return TypedResults.Ok(
            new PersonExport(
                PersonKinds.Home,
                venId,
                clock.GetUtcNow(),
                [
                    held.Source("ven", await session.EventsOfAsync(own, cancellation)),
                    held.Source("programmes", programmes),
                    held.Source("participations", await session.EventsOfAsync([.. parts.Select(p => p.Id)], cancellation)),
                    held.Source("actions", about, without: ["who", "whoId", "from"]),
                    held.Source("shadow", shadow is null ? [] : [shadow.ToJson(shadow.Timestamp)], venId),
                    held.Source("wishes", wish is null ? [] : [wish.Desired], venId),
                    held.Source("deadLetters", letters.Select(l => l.View()), venId),
                ],
                [
                    new PersonReference("samples", $"/api/vens/{venId}/telemetry"),
                    new PersonReference("intervals of five minutes", $"/api/vens/{venId}/history"),
                    new PersonReference("loads", $"/api/vens/{venId}/circuits/history"),
                    new PersonReference("utility's meter", $"/api/vens/{venId}/meter"),
                    new PersonReference("what was paid", $"/api/statements?venId={venId}"),
                ]
            )
        );
    }
}

public static class ExportUser
{
    /// <summary>All that is held of a user, by where it is from: his account, his sign-ins, what he did, and where he is named.</summary>
    [WolverineGet("/api/access/users/{userId}/person")]
    [Needs(Need.Administer)]
    [HeavyRead]
    [TakesOut]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static async Task<Results<Ok<PersonExport>, ProblemHttpResult>> Get(
        string userId,
        IQuerySession session,
        HeldItems held,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (await Users.FindAsync(session, userId, cancellation) is not { } user)
            return TypedResults.Problem(Problems.NotFound("user", userId));
        var scope = await UserScope.ReadAsync(session, user, cancellation);
        var kept = await session.LoadAsync<User>(userId, cancellation);
        // Of what proves who he is, that it is there: it is a secret, also to an administrator.
        object[] account = kept is null
            ? []
            :
            [
                new
                {
                    kept.Id,
                    kept.Name,
                    kept.HasTotp,
                    HasPassword = kept.PasswordHash is not null,
                },
            ];
        return TypedResults.Ok(
            new PersonExport(
                PersonKinds.User,
                userId,
                clock.GetUtcNow(),
                [
                    held.Source("account", account, userId),
                    .. scope
                        .Events.Where(e => UserScope.IsOf(e.Data, userId))
                        .GroupBy(SourceOf)
                        .Select(g => held.Source(g.Key, g, without: ["hash"])),
                    held.Named(
                        scope.Naming.Where(e => !UserScope.IsOf(e.Data, userId)),
                        new HashSet<string>(StringComparer.OrdinalIgnoreCase) { user.Name }
                    ),
                ],
                []
            )
        );
    }

    private static string SourceOf(IEvent e) => e.StreamKey!.Split('/')[0];
}

/// <summary>Writes what is stored as an export has it: with times and powers as all answers have them.</summary>
public sealed class HeldItems(IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json)
{
    /// <param name="without">Members that are secret, or say who somebody else is.</param>
    public PersonSource Source(string name, IEnumerable<IEvent> events, params string[] without) =>
        new(name, [.. events.Select(e => Item(e, member => !without.Contains(member.Key)))]);

    /// <summary>Where somebody is named in what is told of others: that he is, and not what is told of them.</summary>
    /// <param name="names">What he is called, whatever its case.</param>
    public PersonSource Named(IEnumerable<IEvent> events, IReadOnlySet<string> names) =>
        new("named", [.. events.Select(e => Item(e, member => names.Contains($"{member.Value}")))]);

    private PersonItem Item(IEvent e, Func<KeyValuePair<string, JsonNode?>, bool> isTold)
    {
        var data = Data(e.Data);
        foreach (var member in data.Where(m => !isTold(m)).ToList())
            data.Remove(member.Key);
        return new PersonItem(e.StreamKey!, e.Data.GetType().Name, e.Timestamp.ToUniversalTime(), data);
    }

    public PersonSource Source(string name, IEnumerable<object> documents, string id) =>
        new(name, [.. documents.Select(d => new PersonItem(id, name, At: null, Data(d)))]);

    private JsonObject Data(object stored) =>
        stored is JsonObject whole
            ? whole.DeepClone().AsObject()
            : JsonSerializer.SerializeToNode(stored, stored.GetType(), json.Value.SerializerOptions)!.AsObject();
}
