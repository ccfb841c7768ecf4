using System.Globalization;
using System.Text;

namespace DrEvents.Testing;

/// <summary>Changes bytes at random, as whoever looks for a hole does. The same seed makes the same changes.</summary>
public static class Mutation
{
    private const int CountDefault = 5_000;

    /// <summary>What often breaks readers of JSON.</summary>
    public static readonly IReadOnlyList<string> Snippets =
    [
        "\"",
        "\\",
        "\\u0000",
        "\\ud83d",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "\n",
        "0",
        "-",
        "1e400",
        "null",
        "true",
        "\ufeff",
        "\u200b",
        "\u0000",
        "é",
        "/**/",
    ];

    /// <summary>How many are tried: some thousands, which take seconds, or as many as <c>DREVENTS_FUZZ</c> says.</summary>
    public static int Count { get; } =
        Environment.GetEnvironmentVariable("DREVENTS_FUZZ") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : CountDefault;

    /// <summary>Bytes that differ from these in one to three places.</summary>
    public static byte[] Of(byte[] good, Random random, IReadOnlyList<string> snippets)
    {
        var bytes = good.ToList();
        for (var n = random.Next(1, 4); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)(bytes[at] ^ (1 << random.Next(8)));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(snippets[random.Next(snippets.Count)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at - 1));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    var other = random.Next(bytes.Count);
                    (bytes[at], bytes[other]) = (bytes[other], bytes[at]);
                    break;
            }
        }
        return [.. bytes];
    }
}
