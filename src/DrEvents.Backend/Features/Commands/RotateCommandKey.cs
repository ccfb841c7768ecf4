using System.Security.Claims;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.CommandKeys;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Another key signs commands, once VENs have had the time to get to know it.</summary>
public static class RotateCommandKey
{
    /// <summary>VENs take so many keys: the one in use, the next, and some of before.</summary>
    private const int InForceMax = 6;

    public static async Task<(CommandKeyState?, ProblemDetails)> LoadAsync(
        RotateCommandKeyRequest? request,
        IDocumentSession session,
        OwnSigningKeys own,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        if (new FieldErrors().If(request?.SignsFrom < now.AddMinutes(-1), "signsFrom", "is before now") is { None: false } errors)
            return (null, errors.Answer);
        if (!own.Any)
            return (null, Problems.Conflict($"{CommandKeyOptions.SigningKey} is not set: commands are not signed"));
        var state = await session.HeldCommandKeysAsync(cancellation);
        if (own.KeysOf(state).WaitingAt(now) is { } waiting)
            return (
                null,
                Problems.Conflict($"Key {waiting.Id} waits to sign from {waiting.Added.SignsFrom:O} on: retire it first, or wait")
            );
        return state.InForce.Count() < InForceMax
            ? (state, Problems.None)
            : (
                null,
                Problems.Conflict(
                    $"There are {InForceMax} keys that VENs verify by, which is the most that there can be: retire some first"
                )
            );
    }

    /// <summary>Makes another key, tells it to the VENs that are enrolled, and signs by it from a later time on.</summary>
    [WolverinePost("/api/command-keys/rotate")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (Created<CommandKeyDetail>, AppendTo, TellAllCommandKeys) Post(
        RotateCommandKeyRequest? request,
        CommandKeyState? state,
        ClaimsPrincipal user,
        OwnSigningKeys own,
        IOptions<CommandKeyOptions> options,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var signsFrom = request?.SignsFrom ?? now.AddDays(options.Value.KeyOverlapDays);
        var added = own.Next(id => state!.Keys.Exists(k => k.Id == id), signsFrom, Caller.Of(user)!.Name, now);
        var after = state!.After(state.Version + 1, added);
        var detail = CommandKeyDetails.Of(after.Keys[^1], own.KeysOf(after), own, now);
        return (TypedResults.Created("/api/command-keys", detail), new AppendTo(CommandKeyStream.Id, added), new TellAllCommandKeys());
    }
}

/// <summary>VENs are told to verify nothing by a key any more.</summary>
public static class RetireCommandKey
{
    public static async Task<(KnownCommandKey?, ProblemDetails)> LoadAsync(
        string commandKeyId,
        IDocumentSession session,
        OwnSigningKeys own,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldCommandKeysAsync(cancellation);
        if (state.Keys.Find(k => k.Id == commandKeyId) is not { } key)
            return (null, Problems.NotFound("command key", commandKeyId));
        var others = own.KeysOf(state).InForce.Count(k => k.Id != commandKeyId);
        return key.Retired is null && others == 0 && own.Of(key.Added) is not null
            ? (null, Problems.Conflict($"Key {commandKeyId} is the only one that signs: rotate first"))
            : (key, Problems.None);
    }

    /// <summary>Retires a key: VENs that are enrolled are told the keys without it. One that signs is followed by the next at once. Again, it changes nothing.</summary>
    [WolverineDelete("/api/command-keys/{commandKeyId}")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (NoContent, AppendTo?, TellAllCommandKeys?) Delete(
        string commandKeyId,
        [NotBody] KnownCommandKey? key,
        ClaimsPrincipal user,
        TimeProvider clock
    ) =>
        key!.Retired is not null
            ? (TypedResults.NoContent(), null, null)
            : (
                TypedResults.NoContent(),
                new AppendTo(CommandKeyStream.Id, new CommandKeyRetired(commandKeyId, Caller.Of(user)!.Name, clock.GetUtcNow())),
                new TellAllCommandKeys()
            );
}
