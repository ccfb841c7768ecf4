using DrEvents.Proof;

namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>Signs what is sent to VENs, where there is a key.</summary>
public sealed class CommandSigner(KnownCommandKeys known, OwnSigningKeys own, TimeProvider clock)
{
    /// <summary>Until it is known which key signs, nothing goes out.</summary>
    public Task Ready => own.Any ? known.FirstRead : Task.CompletedTask;

    /// <summary>Whether there is a key to sign by.</summary>
    public bool Signs => Signing is not null;

    private KnownCommandKey? Signing => own.Any ? known.SigningAt(clock.GetUtcNow()) : null;

    /// <summary>The message with its signature; as it is where there is no key.</summary>
    /// <param name="keyId">Which key has to sign; null for the one whose turn it is.</param>
    public byte[] Sign(byte[] message, string? keyId = null) =>
        (keyId is null ? Signing : known.Find(keyId)) is { } key && own.Of(key.Added) is { } signing
            ? SignedMessage.Sign(message, key.Id, signing.Sign)
            : message;

    /// <summary>The signature over a text, with the name of the key; null where there is no key.</summary>
    public (string KeyId, byte[] Value)? SignText(byte[] text) =>
        Signing is { } key && own.Of(key.Added) is { } signing ? (key.Id, signing.Sign(text)) : null;
}
