using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Meters;

namespace DrEvents.Ven.Tests.Devices.Meters;

/// <summary>Telegrams that were changed at random, through the buffer and the reader of their form.</summary>
internal static class MalformedTelegrams
{
    private const int Telegrams = 100_000;

    /// <summary>
    /// Each is refused, or says what the good one says: a checksum of 16 bits lets one of 65,536 through, and then numbers are bounded.
    /// </summary>
    public static void Refuses(ITelegramForm form, byte[] good, Func<MeterReading, bool> isGood)
    {
        var random = new Random(16);
        var buffer = new TelegramBuffer(form);
        var (refused, same, other) = (0, 0, 0);
        long? before = null;
        for (var i = 0; i < Telegrams; i++)
        {
            var mutant = Mutant(random, good);
            foreach (var part in mutant.Chunk(512))
            {
                part.CopyTo(buffer.Room);
                buffer.Added(part.Length);
                while (buffer.Take() is { Length: > 0 } telegram)
                    Count(form.Read(telegram));
            }
            // The reader alone, whatever the frame says.
            Count(form.Read(mutant));
            if (i == Telegrams / 10)
                before = GC.GetTotalMemory(forceFullCollection: true);
        }
        refused.ShouldBeGreaterThan(Telegrams / 2);
        other.ShouldBeLessThan(20);
        (GC.GetTotalMemory(forceFullCollection: true) - before!.Value).ShouldBeLessThan(1 << 20);

        void Count((MeterReading? Reading, string? Error) read)
        {
            if (read.Reading is not { } reading)
                refused++;
            else if (isGood(reading))
                same++;
            else
                other++;
        }
    }

    private static byte[] Mutant(Random random, byte[] good)
    {
        var bytes = good.ToArray();
        switch (random.Next(5))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                var noise = new byte[random.Next(1, 600)];
                random.NextBytes(noise);
                return noise;
            case 2:
                var at = random.Next(bytes.Length);
                return [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]];
            default:
                for (var changes = random.Next(1, 8); changes > 0; changes--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }
}
