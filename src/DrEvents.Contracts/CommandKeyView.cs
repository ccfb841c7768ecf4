namespace DrEvents.Contracts;

/// <summary>A public key by which VENs tell genuine commands.</summary>
/// <param name="KeyId">Names it, as signatures do.</param>
/// <param name="PublicKey">Ed25519: the 32 bytes of the point, base64url without padding.</param>
public sealed record CommandKeyView(string KeyId, string PublicKey);
