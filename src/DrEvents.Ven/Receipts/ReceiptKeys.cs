using DrEvents.Proof;

namespace DrEvents.Ven.Receipts;

/// <summary>
/// The public keys by which this VEN tells a genuine receipt: those of its configuration, and no others. A key that came with the first receipt would be
/// that of whoever reached the broker first.
/// </summary>
public sealed record ReceiptKeys
{
    /// <summary>The key in use and those of before: a change of keys is rare.</summary>
    public const int Most = 8;

    private readonly IReadOnlyList<VerifyingKey> _keys;

    private ReceiptKeys(IReadOnlyList<VerifyingKey> keys) => _keys = keys;

    /// <summary>No key: receipts are kept, and nobody can tell whether they are genuine.</summary>
    public static ReceiptKeys None { get; } = new([]);

    /// <summary>Whether there are any.</summary>
    public bool Any => _keys.Count > 0;

    /// <summary>Names them.</summary>
    public IReadOnlyList<string> Ids => [.. _keys.Select(k => k.Id)];

    /// <summary>The keys of a PEM text; or what is wrong with it.</summary>
    public static (ReceiptKeys? Keys, string? Problem) Read(string pem)
    {
        var (keys, problem) = VerifyingKey.ReadPem(pem, Most);
        return problem is null ? (new ReceiptKeys(keys), null) : (null, problem);
    }

    /// <summary>Why a signature does not hold by any of the keys; null where it does.</summary>
    internal string? Problem(SignedJson signed) =>
        _keys.FirstOrDefault(k => k.Id == signed.KeyId) is { } key ? signed.Problem(key)
        : Any ? $"it was signed by key {Shown(signed.KeyId)}, which is none of this VEN's"
        : "this VEN has no key to verify it by";

    private static string Shown(string id) => new([.. id.Take(32).Where(char.IsAsciiLetterOrDigit)]);
}
