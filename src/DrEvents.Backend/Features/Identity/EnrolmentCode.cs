namespace DrEvents.Backend.Features.Identity;

/// <summary>
/// A code by which a VEN enrols: 24 characters of an alphabet without look-alikes, 120 random bits, so that no number of tries finds one. A person may
/// type it: case, spaces and hyphens do not count.
/// </summary>
public static class EnrolmentCode
{
    /// <summary>Crockford's base 32: no I, L, O and U.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Characters = 24;
    private const int Group = 4;
    private const int TypedMax = 64;

    public static string New() =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, Characters).Chunk(Group).Select(c => new string(c)));

    /// <summary>What is stored of a code, hex; null where a text cannot be one.</summary>
    public static string? HashOf(string typed)
    {
        if (typed.Length > TypedMax)
            return null;
        var code = string.Concat(typed.Where(c => c is not ('-' or ' ')).Select(Meant));
        return code.Length == Characters && code.All(Alphabet.Contains)
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(code)))
            : null;
    }

    private static char Meant(char typed) =>
        char.ToUpperInvariant(typed) switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            var other => other,
        };
}
