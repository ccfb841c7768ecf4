using System.Security.Claims;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Trail;

namespace DrEvents.Backend.Features.Persons;

public static class EraseOther
{
    public static ProblemDetails Validate(EraseOtherRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : AskedOther
                .Check(new OtherPersonRequest(request.Name, request.Id))
                .If(string.IsNullOrWhiteSpace(request.Reason), "reason", "is missing")
                .Text(request.Reason, "reason", AskForErasure.ReasonMax)
                .Answer;

    /// <summary>
    /// Erases what names somebody who has no account: who holds keys, grants or clients, or comes with tokens of a provider. What he did stays, under an id that is made
    /// for him.
    /// </summary>
    /// <remarks>
    /// He is meant by <c>name</c> or by <c>id</c>; all who have that name are one person. His keys, grants and clients have to be revoked before. It is done soon after the
    /// answer, and shown by <c>GET</c>. With <c>dryRun</c> it is only counted what would be changed.
    /// </remarks>
    [WolverinePost("/api/access/others/erasure")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<ErasureView>, Accepted<ErasureView>, ProblemHttpResult>> Post(
        EraseOtherRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        if (await OtherPersons.FindAsync(session, new OtherPersonRequest(request.Name, request.Id), now, cancellation) is not { } person)
            return TypedResults.Problem(AskedOther.Nobody);
        if (!request.DryRun && await OtherPersons.StillThereAsync(session, person, now, cancellation) is { } held)
            return TypedResults.Problem(
                Problems.Conflict($"A {held.Kind} is called so and still lets somebody in: revoke {held.Id} first")
            );
        if (person.Words.FirstOrDefault(w => WholeWords.Holds(request.Reason!, w)) is { } named)
            return TypedResults.Problem(AskForErasure.ReasonNames(named));
        var personId = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var scope = await OtherScope.ReadAsync(session, personId, [.. person.Names], now, cancellation);
        if (scope.Naming.Count == 0)
            return TypedResults.Problem(AskedOther.Nobody);
        var (view, isAsked) = await AskForErasure.AnswerAsync(
            session,
            AskedOther.ErasureOf(personId),
            scope,
            new EraseRequest(request.Reason, request.DryRun),
            Caller.Of(user)!.Name,
            now,
            cancellation,
            [.. person.Names]
        );
        return isAsked ? TypedResults.Accepted($"/api/access/others/{personId}/erasure", view) : TypedResults.Ok(view);
    }
}

public static class GetOtherErasure
{
    /// <summary>Shows whether what named somebody who has no account was erased, by the id that was made for him: when, why, and how much of what.</summary>
    [WolverineGet("/api/access/others/{personId}/erasure")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static async Task<Results<Ok<ErasureView>, ProblemHttpResult>> Get(
        string personId,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        await session.LoadAsync<Erasure>(AskedOther.ErasureOf(personId), cancellation) is { } erasure
            ? TypedResults.Ok(erasure.View())
            : TypedResults.Problem(Problems.NotFound("person", personId));
}

public static class ExportOther
{
    public static ProblemDetails Validate(OtherPersonRequest? request) =>
        request is null ? FieldErrors.NoBody : AskedOther.Check(request).Answer;

    /// <summary>All that is held of somebody who has no account, by where it is from: his keys, grants and clients, what he did, and where he is named.</summary>
    /// <remarks>It changes nothing. Whose data is meant is in the body, since an address is written into logs.</remarks>
    [WolverinePost("/api/access/others/person")]
    [Needs(Need.Administer)]
    [HeavyRead]
    [TakesOut]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static async Task<Results<Ok<PersonExport>, ProblemHttpResult>> Post(
        OtherPersonRequest request,
        IQuerySession session,
        HeldItems held,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        if (await OtherPersons.FindAsync(session, request, now, cancellation) is not { } person)
            return TypedResults.Problem(AskedOther.Nobody);
        var scope = await OtherScope.ReadAsync(session, personId: "", [.. person.Names], now, cancellation);
        if (scope.Naming.Count == 0)
            return TypedResults.Problem(AskedOther.Nobody);
        return TypedResults.Ok(
            new PersonExport(
                PersonKinds.Other,
                (request.Id ?? request.Name)!,
                now,
                [
                    .. scope
                        .Events.Where(e => OtherScope.IsOf(e.Data, person))
                        .GroupBy(e => e.StreamKey!.Split('/')[0])
                        .Select(g => held.Source(g.Key, g, without: ["hash"])),
                    held.Named(scope.Naming.Where(e => !OtherScope.IsOf(e.Data, person)), person.Names),
                ],
                []
            )
        );
    }
}

/// <summary>What requests about people without an account have in common.</summary>
internal static class AskedOther
{
    private const int TextMax = 450;

    public static ProblemDetails Nobody =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            "Not found",
            "Nobody without an account is known by that name or id: the trail of actions has both as they are stored"
        );

    public static FieldErrors Check(OtherPersonRequest request) =>
        new FieldErrors()
            .If(string.IsNullOrWhiteSpace(request.Name) == string.IsNullOrWhiteSpace(request.Id), "name", "or id is needed, and not both")
            .Text(request.Name, "name", TextMax)
            .Text(request.Id, "id", TextMax);

    public static string ErasureOf(string personId) => Erasure.StreamOf(PersonKinds.Other, personId);
}
