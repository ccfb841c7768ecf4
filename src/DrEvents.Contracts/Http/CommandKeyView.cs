namespace DrEvents.Contracts.Http;

/// <summary>A key by which commands are signed, as a VEN has to know it.</summary>
/// <param name="KeyId">How a signature names it.</param>
/// <param name="PublicKey">The raw 32 bytes of an Ed25519 key, base64url.</param>
public sealed record CommandKeyView(string KeyId, string PublicKey);
