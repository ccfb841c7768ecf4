using System.Net;
using Microsoft.AspNetCore.HostFiltering;

namespace DrEvents.Backend.Features.Access;

/// <summary>Somebody was recognised, or the reason why nobody was.</summary>
public readonly record struct Recognised(Caller? Caller, string Why)
{
    public static implicit operator Recognised(Caller caller) => new(caller, "");

    public static implicit operator Recognised(string why) => new(null, why);
}

/// <summary>Recognises callers by what their requests show.</summary>
/// <param name="hosts">Names of the backend that the settings allow.</param>
public sealed class WaysIn(
    IOptions<AccessOptions> options,
    KnownAccess known,
    OwnKeys own,
    TimeProvider clock,
    IOptions<HostFilteringOptions>? hosts = null
)
{
    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>What somebody has to do who finds access not set up.</summary>
    public const string ToSetUp =
        $"make the first administrator on the backend's own machine (drevents setup), or set {AccessOptions.Section}:{nameof(AccessOptions.AdministratorKey)}";

    private const string NoProof = "Authorization is missing: send Bearer and a key";

    private readonly byte[]? _administratorKey = options.Value.AdministratorKey is { Length: > 0 } key ? ApiKey.HashOf(key) : null;

    /// <summary>Whether access is not set up yet: then callers on this machine are administrators, and all others are refused.</summary>
    public bool IsOpen => !options.Value.IsSet && known.State.IsOpen;

    /// <summary>
    /// Whether somebody who was recognised would still be, with the same programmes and roles in them: for answers that last. Of a provider's tokens nothing is known but when they end.
    /// </summary>
    public bool IsStill(Caller caller)
    {
        if (caller.Until <= clock.GetUtcNow())
            return false;
        var state = known.State;
        var isThere = caller.Way switch
        {
            Ways.Loopback => IsOpen,
            Ways.Key => caller.Id is { } id && state.Keys.TryGetValue(id, out var key) && key.HoldsAt(clock.GetUtcNow()),
            Ways.Grant => caller.Id is { } id && state.Grants.TryGetValue(id, out var grant) && grant.Revoked is null,
            Ways.User => caller.UserId is { } id && state.Users.TryGetValue(id, out var user) && user.IsThere,
            Ways.Client => caller.Id is { } id && state.Clients.TryGetValue(id, out var client) && client.Revoked is null,
            _ => true,
        };
        if (!isThere || caller.Way is not (Ways.Key or Ways.Grant or Ways.User or Ways.Client))
            return isThere;
        var now = new Caller(caller.Name, caller.Way, caller.RoleNames).BoundedBy(state.BoundOf(caller.Way, caller.Id!));
        return caller.BoundedTo is { } before
            ? now.BoundedTo?.SequenceEqual(before) == true && now.ProgrammeRoles.ToHashSet().SetEquals(caller.ProgrammeRoles)
            : now.BoundedTo is null;
    }

    public Recognised Recognise(Shown shown) =>
        IsOpen ? OfThisMachine(shown)
        : shown.Authorization is not null ? OfBearer(shown.BearerText)
        : OfGrant(shown);

    /// <summary>A page of the internet whose name leads to this machine is one of this machine's connections too, and says its own name.</summary>
    private bool IsOwnName(string? host) =>
        host is null
        || OwnNames.Contains(host, StringComparer.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
        || hosts?.Value.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase) == true;

    private Recognised OfThisMachine(Shown shown) =>
        !IsOwnName(shown.Host)
            ? $"'{shown.Host}' is not this machine's own name, nor one of AllowedHosts, and access is not set up: {ToSetUp}"
        : shown.PassedOnBy is { } header ? $"The request was passed on by another server ({header}), and access is not set up: {ToSetUp}"
        : shown.IsOfThisMachine ? Caller.OfLoopback
        : $"The request comes from {shown.From?.ToString() ?? "no network's address"}, and access is not set up: {ToSetUp}";

    private Recognised OfBearer(string? text)
    {
        if (text is null)
            return "Authorization has to be Bearer and a key";
        var hash = ApiKey.HashOf(text);
        if (_administratorKey is { } administrators && CryptographicOperations.FixedTimeEquals(administrators, hash))
            return new Caller(Ways.AdministratorKey, Ways.AdministratorKey, [Roles.Administrator]);
        if (own.KnownBy(hash) is var (role, programmes))
            return new Caller(Ways.Process, Ways.Process, [role]) { BoundedTo = programmes };
        // Of an id that somebody guesses nothing is told.
        if (ApiKey.IdIn(text) is not { } id || !known.State.Keys.TryGetValue(id, out var key) || !key.IsOf(hash))
            return "The key is not known";
        if (key.Revoked is { } revoked)
            return $"Key {id} was revoked by {revoked.By}";
        if (!key.HoldsAt(clock.GetUtcNow()))
            return $"Key {id} has expired";
        return new Caller(key.Made.Name, Ways.Key, [key.Made.Role]) { Id = id }.BoundedBy(known.State.BoundOf(Ways.Key, id));
    }

    private Recognised OfGrant(Shown shown)
    {
        if (shown.From is not { } from)
            return NoProof;
        // The address is that of the server before us, and says nothing of who is behind it.
        if (known.State.Grants.Values.FirstOrDefault(g => g.LetsIn(from, shown.Origin)) is not { } grant)
            return NoProof;
        return shown.PassedOnBy is { } header
            ? $"{NoProof}. Grant {grant.Made.Id} lets nobody in whose request was passed on by another server ({header})"
            : new Caller(grant.Made.Name, Ways.Grant, [grant.Made.Role]) { Id = grant.Made.Id }.BoundedBy(
                known.State.BoundOf(Ways.Grant, grant.Made.Id)
            );
    }
}
