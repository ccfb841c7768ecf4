namespace DrEvents.Testing;

/// <summary>Damages bytes the way wires, bugs and attackers do, and the same way for the same random numbers.</summary>
public static class Damage
{
    private const int TimesMax = 5;
    private const int CopiedBytesMax = 64;

    private static readonly byte[] Syntax = "{}[]\",:\\\0u0189eE+-.tfn \n"u8.ToArray();

    /// <summary>Half a character, bytes that are no UTF-8, a number without bounds, a word, a byte order mark.</summary>
    private static readonly byte[][] Pieces =
    [
        @"\ud800"u8.ToArray(),
        [0xC3, 0x28],
        "1e999"u8.ToArray(),
        "null"u8.ToArray(),
        [0xEF, 0xBB, 0xBF],
    ];

#pragma warning disable CA5394 // Not a secret: a test that is the same every time.
    /// <summary>The bytes with a few of them changed, cut off, doubled or made up.</summary>
    public static byte[] Of(ReadOnlySpan<byte> payload, Random random)
    {
        var bytes = payload.ToArray().ToList();
        for (var times = random.Next(1, TimesMax + 1); times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at + 1));
                    break;
                case 2:
                    bytes.Insert(at, Syntax[random.Next(Syntax.Length)]);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.Take(random.Next(CopiedBytesMax)).ToArray());
                    break;
                default:
                    bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }
        return [.. bytes];
    }
#pragma warning restore CA5394
}
