using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

/// <summary>Makes a new signing key when the newest is old, once for all nodes.</summary>
public sealed class RotateSigningKeys(
    IDocumentStore store,
    KnownAccess known,
    SigningKeys keys,
    IOptions<AccessOptions> options,
    TimeProvider clock,
    ILogger<RotateSigningKeys> log
) : RepeatedWork("Making a new signing key", TimeSpan.FromMinutes(10), clock, log)
{
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await known.FirstRead.WaitAsync(cancellation);
        if (!IsDue(known.State))
            return;
        await using var session = store.LightweightSession();
        var state = await session.HeldAccessAsync(known, cancellation);
        if (!IsDue(state))
            return;
        SigningKeys.DeleteAfter(session, state, Clock.GetUtcNow());
        await session.StoreAccessAsync(state, known, cancellation, keys.Make(session, Ways.Process));
        Log.LogInformation("Tokens are signed by a new key from now on");
    }

    private bool IsDue(AccessState state) =>
        state.SigningKeys is [.., var newest] && newest.At.AddDays(options.Value.SigningKeyDays) <= Clock.GetUtcNow();
}

public static class MakeSigningKey
{
    /// <summary>Has tokens signed by a new key. Those of the key before are good until their end.</summary>
    [WolverinePost("/api/access/signing-keys")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Created<SigningKeyView>, ProblemHttpResult>> Post(
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        SigningKeys keys,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        if (state.SigningKeys.IsEmpty)
            return TypedResults.Problem(Problems.Conflict("There is no user and no client yet, and so no key that signs tokens"));
        SigningKeys.DeleteAfter(session, state, clock.GetUtcNow());
        var made = keys.Make(session, Caller.Of(user)!.Name);
        await session.StoreAccessAsync(state, known, cancellation, made);
        await keys.ReadAsync(session, cancellation);
        return TypedResults.Created("/api/access/signing-keys", made.View());
    }
}

public static class GetSigningKeys
{
    /// <summary>Lists the keys that tokens are or were signed by, the oldest first, without their secrets.</summary>
    [WolverineGet("/api/access/signing-keys")]
    [Needs(Need.Administer)]
    public static IReadOnlyList<SigningKeyView> Get(KnownAccess known) => [.. known.State.SigningKeys.Select(k => k.View())];

    public static SigningKeyView View(this SigningKeyMade made) => new(made.Id, made.By, made.At);
}
