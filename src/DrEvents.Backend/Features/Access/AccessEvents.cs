namespace DrEvents.Backend.Features.Access;

/// <summary>Of stream <c>access</c>: who may use the interface without the settings' saying so.</summary>
public static class AccessStream
{
    public const string Id = "access";

    public static readonly Type[] Types = [typeof(ApiKeyMade), typeof(ApiKeyRevoked), typeof(GrantMade), typeof(GrantRevoked)];
}

/// <summary>An administrator made an API key.</summary>
/// <param name="Hash">SHA-256 of the whole key, hex.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="By">Who made it.</param>
public sealed record ApiKeyMade(string Id, string Name, string Role, string Hash, DateTimeOffset? ExpiresAt, string By, DateTimeOffset At);

/// <summary>An administrator took a key back.</summary>
public sealed record ApiKeyRevoked(string Id, string By, DateTimeOffset At);

/// <summary>An administrator lets callers of some addresses in, who prove nothing.</summary>
/// <param name="Addresses">From where, as a range.</param>
/// <param name="Origin">The origin of the pages that are let in; null where only programs are.</param>
public sealed record GrantMade(string Id, string Name, string Addresses, string? Origin, string Role, string By, DateTimeOffset At);

/// <summary>An administrator took a grant back.</summary>
public sealed record GrantRevoked(string Id, string By, DateTimeOffset At);
