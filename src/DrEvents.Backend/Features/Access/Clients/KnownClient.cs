namespace DrEvents.Backend.Features.Access;

/// <summary>A program that gets tokens, as it is remembered.</summary>
public sealed record KnownClient(ClientMade Made, ClientRevoked? Revoked)
{
    private readonly byte[] _hash = Convert.FromHexString(Made.Hash);

    /// <summary>Takes the same time wherever the first difference is.</summary>
    public bool IsOf(string? secret) =>
        secret is not null && CryptographicOperations.FixedTimeEquals(_hash, ApiKey.HashOf(secret)) && Revoked is null;

    public ClientView View() => new(Made.Id, Made.Name, Made.Role, Made.By, Made.At, Revoked?.By, Revoked?.At);
}
