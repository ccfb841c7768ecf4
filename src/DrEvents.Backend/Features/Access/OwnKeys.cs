namespace DrEvents.Backend.Features.Access;

/// <summary>Keys of the process itself, for parts of it that use the interface as others do. They are made at each start and are stored nowhere.</summary>
public sealed class OwnKeys
{
    private readonly Dictionary<string, (string Text, byte[] Hash)> _byRole = Roles
        .All.Except([Roles.Administrator])
        .Select(role => (Role: role, ApiKey.New().Text))
        .ToDictionary(own => own.Role, own => (own.Text, ApiKey.HashOf(own.Text)));

    /// <summary>The key of a role; there is none of an administrator.</summary>
    public string Of(string role) => _byRole[role].Text;

    /// <summary>The role of a key that is one of them, by its hash.</summary>
    public string? RoleOf(ReadOnlySpan<byte> hash)
    {
        foreach (var (role, own) in _byRole)
        {
            if (CryptographicOperations.FixedTimeEquals(own.Hash, hash))
                return role;
        }
        return null;
    }
}
