namespace DrEvents.Ven.Log;

/// <summary>How much of a VEN's log is kept. What is older is folded into a checkpoint, so that nothing is lost that the VEN is in.</summary>
/// <param name="DaysMax">The oldest entry is at most so old, in days; on an idle VEN a day more.</param>
/// <param name="MegabytesMax">The file, with the samples that wait in it, is at most so large, in MiB.</param>
public sealed record LogBounds(int DaysMax = LogBounds.DaysDefault, int MegabytesMax = LogBounds.MegabytesDefault)
{
    /// <summary>A year, and a month to ask about it.</summary>
    public const int DaysDefault = 400;

    /// <summary>Room for <see cref="DaysDefault"/> with an event on every second day.</summary>
    public const int MegabytesDefault = 64;

    /// <summary>The least that holds a checkpoint, some hours of samples and a few weeks of entries.</summary>
    public const int MegabytesMin = 4;

    private const int BytesPerMegabyte = 1 << 20;

    /// <summary>Samples that wait, at most: more than a day at one every 5 s.</summary>
    internal int KeptMax { get; init; } = 20_000;

    /// <summary>A checkpoint after so many entries, so that a start has few to read.</summary>
    internal int EntriesPerCheckpoint { get; init; } = 10_000;

    /// <summary>
    /// And none before so many: a day of an idle VEN. A clock that jumps ahead by years has to stay there for as long before the log
    /// believes that its entries are old.
    /// </summary>
    internal int EntriesPerCheckpointMin { get; init; } = 100;

    internal long BytesMax { get; init; } = (long)MegabytesMax * BytesPerMegabyte;

    /// <summary>Beyond it the file is not let grow, whatever happens.</summary>
    internal long BytesHardMax => BytesMax + BytesMax / 4;

    /// <summary>From here on there is too much.</summary>
    internal long BytesHigh => BytesMax - BytesMax / 16;

    /// <summary>When there is too much, or too old, so much more goes that it does not have to be done again soon.</summary>
    internal long BytesLow => BytesMax - BytesMax / 8;

    internal TimeSpan AgeMax => TimeSpan.FromDays(DaysMax);

    internal TimeSpan AgeLow => AgeMax - AgeMax / 16;

    internal long KeptBytesMax => BytesMax / 2;
}
