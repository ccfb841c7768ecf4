namespace DrEvents.Measurement.Readings;

/// <summary>What is odd about a reading. A reading that is flagged stays where it is: it is for people and results to say how far they rest on it.</summary>
[Flags]
public enum ReadingFlags
{
    None = 0,

    /// <summary>One of a row of values that are the same, bit for bit, for longer than a load stands still. Zeros never are: a real zero is a real zero.</summary>
    Frozen = 1,

    /// <summary>Far from what was just before and from what came just after, in the same direction.</summary>
    Spike = 2,

    /// <summary>A time that was stored before. The first one stored counts; the repeat stands for no time, whatever its value is.</summary>
    Duplicate = 4,

    /// <summary>There are two values of its time; on the one that counts and on its repeats.</summary>
    Contradicted = 8,

    /// <summary>Export where nothing generates.</summary>
    NegativeWithoutGeneration = 16,

    /// <summary>The meter's clock went back into time that was measured already, leapt ahead, or is ahead of who received the reading.</summary>
    ClockJump = 32,

    /// <summary>No number: it stands for no time, as if it were not there.</summary>
    NoValue = 64,
}

/// <summary>What flags mean for results.</summary>
public static class ReadingFlagWords
{
    /// <summary>A reading that was delivered twice with the same value harms no result.</summary>
    private const ReadingFlags Harmless = ReadingFlags.Duplicate;

    /// <summary>The flags for which a result that rests on the reading is provisional.</summary>
    public static ReadingFlags Doubtful(this ReadingFlags flags) => flags & ~Harmless;

    /// <summary>The flags in words, in a fixed order.</summary>
    public static IEnumerable<string> Words(this ReadingFlags flags) =>
        new (ReadingFlags Flag, string Word)[]
        {
            (ReadingFlags.Frozen, "frozen"),
            (ReadingFlags.Spike, "spike"),
            (ReadingFlags.Duplicate, "duplicate"),
            (ReadingFlags.Contradicted, "two values of one time"),
            (ReadingFlags.NegativeWithoutGeneration, "negative without generation"),
            (ReadingFlags.ClockJump, "clock jump"),
            (ReadingFlags.NoValue, "no value"),
        }
            .Where(f => flags.HasFlag(f.Flag))
            .Select(f => f.Word);
}
