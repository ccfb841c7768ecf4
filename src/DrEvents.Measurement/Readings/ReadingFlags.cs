namespace DrEvents.Measurement.Readings;

/// <summary>
/// What is odd about a reading, or about any reading of five minutes. A reading that is flagged stays where it is: it is for people and results to say how
/// far they rest on it. The numbers are stored.
/// </summary>
[Flags]
public enum ReadingFlags
{
    None = 0,

    /// <summary>
    /// Of a row of five minutes in which the value stood still, bit for bit, for longer than a load does (<see cref="FrozenRows"/>). Zeros never are: a real
    /// zero is a real zero.
    /// </summary>
    Frozen = 1,

    /// <summary>Far from what was just before and from what came just after, in the same direction.</summary>
    Spike = 2,

    /// <summary>The time of the reading before it. The first one stored counts.</summary>
    Duplicate = 4,

    /// <summary>There are two values of its time.</summary>
    Contradicted = 8,

    /// <summary>Export where nothing generates.</summary>
    NegativeWithoutGeneration = 16,

    /// <summary>The meter's clock went back into time that was measured already, leapt ahead, or is ahead of who received the reading.</summary>
    ClockJump = 32,

    /// <summary>It cannot be, and is in no figure.</summary>
    Implausible = 64,

    /// <summary>Each reading is the one before it again; nothing odd by itself.</summary>
    Still = 128,

    /// <summary>A reading is another than the one before it, or none is known before it; nothing odd.</summary>
    Moved = 256,

    /// <summary>It came over a topic that many meters share, where nobody can prove who sends; nothing odd by itself.</summary>
    Unproven = 512,
}

/// <summary>What flags mean for results.</summary>
public static class ReadingFlagWords
{
    /// <summary>What was delivered twice with the same value harms no result, and neither does what is in no figure.</summary>
    private const ReadingFlags Harmless = ReadingFlags.Duplicate | ReadingFlags.Implausible | ReadingFlags.Unproven | Marks;

    private const ReadingFlags Marks = ReadingFlags.Still | ReadingFlags.Moved;

    /// <summary>All that people are told of, in a fixed order, with their words.</summary>
    public static IReadOnlyList<(ReadingFlags Flag, string Word)> All { get; } =
    [
        (ReadingFlags.Frozen, "frozen"),
        (ReadingFlags.Spike, "spike"),
        (ReadingFlags.Duplicate, "duplicate"),
        (ReadingFlags.Contradicted, "two values of one time"),
        (ReadingFlags.NegativeWithoutGeneration, "negative without generation"),
        (ReadingFlags.ClockJump, "clock jump"),
        (ReadingFlags.Implausible, "implausible"),
        (ReadingFlags.Unproven, "sender not proven"),
    ];

    /// <summary>The flags for which a result that rests on the reading is provisional.</summary>
    public static ReadingFlags Doubtful(this ReadingFlags flags) => flags & ~Harmless;

    /// <summary>The flags that people are told of.</summary>
    public static ReadingFlags Told(this ReadingFlags flags) => flags & ~Marks;

    /// <summary>The flags that say that something is odd about the reading itself, and not about who sent it.</summary>
    public static ReadingFlags Odd(this ReadingFlags flags) => flags & ~(Marks | ReadingFlags.Unproven);

    /// <summary>The flags in words, in a fixed order.</summary>
    public static IEnumerable<string> Words(this ReadingFlags flags) => All.Where(f => (flags & f.Flag) != 0).Select(f => f.Word);

    /// <summary>Those of five minutes with another reading: one that moved is enough not to stand still. In any order it comes to the same.</summary>
    public static ReadingFlags With(this ReadingFlags flags, ReadingFlags more)
    {
        var all = flags | more;
        return (all & ReadingFlags.Moved) == 0 ? all : all & ~ReadingFlags.Still;
    }
}
