using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

public static class MakeApiKey
{
    public static async Task<ProblemDetails> ValidateAsync(
        MakeApiKeyRequest? request,
        IQuerySession session,
        UnknownProgrammes unknown,
        TimeProvider clock,
        CancellationToken cancellation
    ) =>
        request is null
            ? FieldErrors.NoBody
            : await AccessErrors
                .Named(request.Name, request.Role)
                .If(request.ExpiresAt <= clock.GetUtcNow(), "expiresAt", "is not after now")
                .WithProgrammesAsync(request.Programmes, request.ProgrammeRoles, request.Role, session, unknown, cancellation);

    /// <summary>Makes an API key, for a person or for a program.</summary>
    /// <remarks>
    /// The key is shown in this answer and never again. With the first one callers on the backend's own machine are asked for a key too, so that it has to be an
    /// administrator's, without an end.
    /// </remarks>
    [WolverinePost("/api/access/keys")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Created<ApiKeyMadeView>, ProblemHttpResult>> Post(
        MakeApiKeyRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        IOptions<AccessOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        var isLasting = request is { Role: Roles.Administrator, ExpiresAt: null };
        if (!isLasting && !options.Value.IsSet && state.IsOpen)
            return TypedResults.Problem(
                Problems.Conflict("Everybody is asked for a key from the first one on: it has to be an administrator's, without an end")
            );
        var now = clock.GetUtcNow();
        if (state.Keys.Values.Count(k => k.HoldsAt(now)) >= AccessErrors.MostAtOnce)
            return TypedResults.Problem(
                Problems.Conflict($"There are {AccessErrors.MostAtOnce} keys, which is the most that there can be")
            );
        var key = ApiKey.New();
        var made = new ApiKeyMade(key.Id, request.Name!.Trim(), request.Role!, key.Hash, request.ExpiresAt, Caller.Of(user)!.Name, now);
        await session.StoreAccessAsync(
            state,
            known,
            cancellation,
            made.And(Ways.Key, made.Id, Bound.Of(request.Programmes, request.ProgrammeRoles), made.By, now)
        );
        var view = known.State.ViewOf(new KnownKey(made, null));
        return TypedResults.Created($"/api/access/keys/{key.Id}", new ApiKeyMadeView(view, key.Text));
    }
}

public static class GetApiKeys
{
    /// <summary>Lists the API keys, also those that were revoked, the oldest first.</summary>
    [WolverineGet("/api/access/keys")]
    [Needs(Need.Administer)]
    public static IReadOnlyList<ApiKeyView> Get(KnownAccess known) =>
        [.. known.State.Keys.Values.OrderBy(k => k.Made.At).Select(known.State.ViewOf)];
}

public static class RevokeApiKey
{
    /// <summary>Revokes an API key: from then on it is refused, on other nodes within a second. Again, it changes nothing.</summary>
    [WolverineDelete("/api/access/keys/{keyId}")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string keyId,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        IOptions<AccessOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!state.Keys.TryGetValue(keyId, out var key))
            return TypedResults.Problem(Problems.NotFound("key", keyId));
        if (key.Revoked is not null)
            return TypedResults.NoContent();
        if (key.IsLasting && !options.Value.IsSet && !state.HasLastingWithout(keyId))
            return TypedResults.Problem(Problems.Conflict($"Key {keyId} is the last way in for an administrator: make another one first"));
        await session.StoreAccessAsync(state, known, cancellation, new ApiKeyRevoked(keyId, Caller.Of(user)!.Name, clock.GetUtcNow()));
        return TypedResults.NoContent();
    }
}
