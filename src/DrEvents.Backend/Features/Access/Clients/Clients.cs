using System.Buffers.Text;
using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

public static class MakeClient
{
    private const int SecretBytes = 32;

    public static async Task<ProblemDetails> ValidateAsync(
        MakeClientRequest? request,
        IQuerySession session,
        UnknownProgrammes unknown,
        CancellationToken cancellation
    ) =>
        request is null
            ? FieldErrors.NoBody
            : await AccessErrors
                .Named(request.Name, request.Role)
                .WithProgrammesAsync(request.Programmes, request.ProgrammeRoles, request.Role, session, unknown, cancellation);

    /// <summary>Lets a program have tokens, by the client credentials of OAuth.</summary>
    /// <remarks>It asks for them at <c>/connect/token</c>, with the grant type <c>client_credentials</c>. The secret is shown in this answer and never again.</remarks>
    [WolverinePost("/api/access/clients")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Created<ClientMadeView>, ProblemHttpResult>> Post(
        MakeClientRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        SigningKeys keys,
        IOptions<AccessOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!options.Value.IsSet && state.IsOpen)
            return TypedResults.Problem(Problems.Conflict($"There is no administrator yet: {WaysIn.ToSetUp}"));
        if (state.Clients.Values.Count(c => c.Revoked is null) >= AccessErrors.MostAtOnce)
            return TypedResults.Problem(
                Problems.Conflict($"There are {AccessErrors.MostAtOnce} clients, which is the most that there can be")
            );
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var made = new ClientMade(
            AccessErrors.NewId(),
            request.Name!.Trim(),
            request.Role!,
            Convert.ToHexStringLower(ApiKey.HashOf(secret)),
            Caller.Of(user)!.Name,
            clock.GetUtcNow()
        );
        var happened = made.And(Ways.Client, made.Id, Bound.Of(request.Programmes, request.ProgrammeRoles), made.By, made.At);
        await session.StoreAccessAsync(
            state,
            known,
            cancellation,
            state.SigningKeys.IsEmpty ? [.. happened, keys.Make(session, made.By)] : happened
        );
        var view = known.State.ViewOf(new KnownClient(made, null));
        return TypedResults.Created($"/api/access/clients/{made.Id}", new ClientMadeView(view, secret));
    }
}

public static class GetClients
{
    /// <summary>Lists the clients, also those that were revoked, the oldest first.</summary>
    [WolverineGet("/api/access/clients")]
    [Needs(Need.Administer)]
    public static IReadOnlyList<ClientView> Get(KnownAccess known) =>
        [.. known.State.Clients.Values.OrderBy(c => c.Made.At).Select(known.State.ViewOf)];
}

public static class RevokeClient
{
    /// <summary>Revokes a client: it gets no more tokens, and those that it has are refused at once, on other nodes within a second.</summary>
    [WolverineDelete("/api/access/clients/{clientId}")]
    [Needs(Need.Administer)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string clientId,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!state.Clients.TryGetValue(clientId, out var client))
            return TypedResults.Problem(Problems.NotFound("client", clientId));
        if (client.Revoked is null)
            await session.StoreAccessAsync(
                state,
                known,
                cancellation,
                new ClientRevoked(clientId, Caller.Of(user)!.Name, clock.GetUtcNow())
            );
        return TypedResults.NoContent();
    }
}
