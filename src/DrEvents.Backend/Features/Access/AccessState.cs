using System.Collections.Immutable;

namespace DrEvents.Backend.Features.Access;

/// <summary>Keys, grants, users and clients, as the stream says. It never forgets that there were some: what was closed once is not open again.</summary>
/// <param name="Version">Of the stream; 0 before anything was stored.</param>
public sealed record AccessState(long Version)
{
    public static AccessState Nothing { get; } = new(0);

    public ImmutableDictionary<string, KnownKey> Keys { get; private init; } = ImmutableDictionary<string, KnownKey>.Empty;
    public ImmutableDictionary<string, KnownGrant> Grants { get; private init; } = ImmutableDictionary<string, KnownGrant>.Empty;
    public ImmutableDictionary<string, KnownUser> Users { get; private init; } = ImmutableDictionary<string, KnownUser>.Empty;
    public ImmutableDictionary<string, KnownClient> Clients { get; private init; } = ImmutableDictionary<string, KnownClient>.Empty;

    /// <summary>What somebody is bounded to, by way and id; of the whole installation is who is not in it.</summary>
    public ImmutableDictionary<string, Bound> Bounds { get; private init; } = ImmutableDictionary<string, Bound>.Empty;

    /// <summary>Keys that tokens are or were signed by, the oldest first.</summary>
    public ImmutableList<SigningKeyMade> SigningKeys { get; private init; } = [];

    /// <summary>The newest link for an administrator who chooses his name; null where there is none that was not used.</summary>
    public SetupOffered? Setup { get; private init; }

    /// <summary>Whether nobody was ever let in by a key or as a user.</summary>
    public bool IsOpen { get; private init; } = true;

    public AccessState After(long version, object happened) => Changed(version, happened) with { Version = version };

    /// <summary>Whether an administrator can still come in when this key, or this user, is gone.</summary>
    public bool HasLastingWithout(string id) =>
        Keys.Values.Any(k => k.Made.Id != id && k.IsLasting) || Users.Values.Any(u => u.Id != id && u.IsActiveAdministrator);

    /// <summary>What a key, a grant, a user or a client is bounded to; null for the whole installation.</summary>
    public Bound? BoundOf(string way, string id) => Bounds.GetValueOrDefault(BoundKey(way, id));

    /// <summary>The user who signs in by this name; null where there is none. Names are one whatever their case.</summary>
    public KnownUser? UserNamed(string name) =>
        Users.Values.FirstOrDefault(u => u.IsThere && u.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A link for an administrator is good for as long as nobody's access was taken away: who made it may be he who lost it.</summary>
    private AccessState WithoutSetup => this with { Setup = null };

    private static string BoundKey(string way, string id) => $"{way}/{id}";

    private AccessState Changed(long version, object happened) =>
        happened switch
        {
            ApiKeyMade e => this with { IsOpen = false, Keys = Keys.SetItem(e.Id, new KnownKey(e, null)) },
            ApiKeyRevoked e => WithoutSetup with { Keys = Keys.SetItem(e.Id, Keys[e.Id] with { Revoked = e }) },
            GrantMade e => this with { IsOpen = false, Grants = Grants.SetItem(e.Id, new KnownGrant(e, null)) },
            GrantRevoked e => this with { Grants = Grants.SetItem(e.Id, Grants[e.Id] with { Revoked = e }) },
            ClientMade e => this with { Clients = Clients.SetItem(e.Id, new KnownClient(e, null)) },
            ClientRevoked e => this with { Clients = Clients.SetItem(e.Id, Clients[e.Id] with { Revoked = e }) },
            ProgrammesBound { Programmes: { } own } e => this with
            {
                Bounds = Bounds.SetItem(BoundKey(e.Way, e.Id), new Bound(own, e.Roles)),
            },
            ProgrammesBound e => this with { Bounds = Bounds.Remove(BoundKey(e.Way, e.Id)) },
            SigningKeyMade e => this with { SigningKeys = SigningKeys.Add(e) },
            SetupOffered e => this with { Setup = e },
            UserInvited e => this with { Setup = Setup?.Hash == e.Hash ? null : Setup, Users = Users.SetItem(e.Id, new KnownUser(e)) },
            IOfUser e => (e is UserRemoved or UserRoleChanged ? WithoutSetup : this) with
            {
                IsOpen = IsOpen && e is not UserPasswordSet,
                Users = Users.SetItem(e.Id, Users[e.Id].After(version, e)),
            },
            _ => this,
        };
}
