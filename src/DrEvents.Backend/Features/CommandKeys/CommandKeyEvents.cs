namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>Of stream <c>command-keys</c>: by which keys VENs tell genuine commands.</summary>
public static class CommandKeyStream
{
    public const string Id = "command-keys";

    public static readonly Type[] Types = [typeof(CommandKeyAdded), typeof(CommandKeyRetired)];
}

/// <summary>VENs verify commands by one more key. Of its private half nothing is stored that helps without the settings' key.</summary>
/// <param name="PublicKey">The 32 bytes of the point, base64url.</param>
/// <param name="Salt">By which its private half is derived from the settings' key, hex; null where it is that key itself.</param>
/// <param name="SignsFrom">From when on commands are signed by it; until then VENs get to know it.</param>
/// <param name="By">Who wanted it.</param>
public sealed record CommandKeyAdded(string KeyId, string PublicKey, string? Salt, DateTimeOffset SignsFrom, string By, DateTimeOffset At);

/// <summary>VENs are told to verify nothing by this key any more.</summary>
public sealed record CommandKeyRetired(string KeyId, string By, DateTimeOffset At);
