using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

public static class MakeGrant
{
    public static async Task<ProblemDetails> ValidateAsync(
        MakeGrantRequest? request,
        IQuerySession session,
        UnknownProgrammes unknown,
        CancellationToken cancellation
    ) =>
        request is null
            ? FieldErrors.NoBody
            : await AccessErrors
                .Named(request.Name, request.Role)
                .If(request.Role == Roles.Administrator, "role", "is administrator, which nobody is who proves nothing")
                .If(request.Addresses is null, "addresses", "is missing")
                .If(AccessErrors.RangeOf(request.Addresses) is null, "addresses", "is no address and no range such as 192.168.10.0/24")
                .If(AccessErrors.RangeOf(request.Addresses) is { PrefixLength: 0 }, "addresses", "is every address")
                .If(
                    request.Origin is { } origin && !AccessErrors.IsOrigin(origin),
                    "origin",
                    "is not written https://host or https://host:port"
                )
                .WithProgrammesAsync(request.Programmes, request.ProgrammeRoles, request.Role, session, unknown, cancellation);

    /// <summary>Lets callers of an address, or of a range of them, act with a role and without a key.</summary>
    /// <remarks>
    /// For programs that can send none. Whoever can send from there may do the same, and the origin of a page narrows it and proves nothing. Requests that
    /// another server passes on are not let in.
    /// </remarks>
    [WolverinePost("/api/access/grants")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Created<GrantView>, ProblemHttpResult>> Post(
        MakeGrantRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        IOptions<AccessOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!options.Value.IsSet && state.IsOpen)
            return TypedResults.Problem(
                Problems.Conflict(
                    "Nobody is asked for a key yet, and with the first grant everybody else would be: make an administrator's key first"
                )
            );
        if (state.Grants.Values.Count(g => g.Revoked is null) >= AccessErrors.MostAtOnce)
            return TypedResults.Problem(
                Problems.Conflict($"There are {AccessErrors.MostAtOnce} grants, which is the most that there can be")
            );
        var made = new GrantMade(
            RandomNumberGenerator.GetHexString(8, lowercase: true),
            request.Name!.Trim(),
            AccessErrors.RangeOf(request.Addresses)!.Value.ToString(),
            request.Origin,
            request.Role!,
            Caller.Of(user)!.Name,
            clock.GetUtcNow()
        );
        await session.StoreAccessAsync(
            state,
            known,
            cancellation,
            made.And(Ways.Grant, made.Id, Bound.Of(request.Programmes, request.ProgrammeRoles), made.By, made.At)
        );
        return TypedResults.Created($"/api/access/grants/{made.Id}", known.State.ViewOf(new KnownGrant(made, null)));
    }
}

public static class GetGrants
{
    /// <summary>Lists the grants, also those that were revoked, the oldest first.</summary>
    [WolverineGet("/api/access/grants")]
    [Needs(Need.Administer)]
    public static IReadOnlyList<GrantView> Get(KnownAccess known) =>
        [.. known.State.Grants.Values.OrderBy(g => g.Made.At).Select(known.State.ViewOf)];
}

public static class RevokeGrant
{
    /// <summary>Revokes a grant: from then on it lets nobody in, on other nodes within a second. Again, it changes nothing.</summary>
    [WolverineDelete("/api/access/grants/{grantId}")]
    [Needs(Need.Administer)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string grantId,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!state.Grants.TryGetValue(grantId, out var grant))
            return TypedResults.Problem(Problems.NotFound("grant", grantId));
        if (grant.Revoked is null)
            await session.StoreAccessAsync(state, known, cancellation, new GrantRevoked(grantId, Caller.Of(user)!.Name, clock.GetUtcNow()));
        return TypedResults.NoContent();
    }
}
