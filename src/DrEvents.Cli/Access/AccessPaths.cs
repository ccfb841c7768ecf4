namespace DrEvents.Cli.Access;

/// <summary>Paths of access in the HTTP API.</summary>
static class AccessPaths
{
    /// <summary>Who the caller is.</summary>
    public const string Me = "api/access/me";

    /// <summary>All keys.</summary>
    public const string Keys = "api/access/keys";

    /// <summary>All grants.</summary>
    public const string Grants = "api/access/grants";

    /// <summary>All users.</summary>
    public const string Users = "api/access/users";

    /// <summary>All clients.</summary>
    public const string Clients = "api/access/clients";

    /// <summary>The keys that tokens are signed by.</summary>
    public const string SigningKeys = "api/access/signing-keys";

    /// <summary>The link of the first administrator.</summary>
    public const string Setup = "api/access/setup";

    /// <summary>One of them.</summary>
    public static string Of(string all, string id) => $"{all}/{Uri.EscapeDataString(id)}";
}
