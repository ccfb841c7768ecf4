using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Tests.Readings;

public sealed class FlaggedStretchTests
{
    /// <summary>So an auditor, who has the readings of some hours, sees the flags that the product saw.</summary>
    [Fact]
    public void a_stretch_of_readings_has_the_same_flags_as_all_of_them()
    {
        var seen = ReadingFlags.None;
        for (var seed = 1; seed <= 40; seed++)
        {
            var all = OddStream.Of(seed, hours: 8);
            var (from, to) = (Row.Begin.AddHours(4), Row.Begin.AddHours(6));
            var first = from - ReadingThresholds.LookBack(10);
            var last = to + TimeSpan.FromSeconds(31);

            var whole = StoredUse.Of(all, [], 10, [new LoadsKnown(0, Generates: false, LargestKw: 2)]);
            var part = StoredUse.Of(all.Where(r => r.At >= first && r.At < last), [], 10, [new LoadsKnown(0, false, 2)]);

            foreach (var (minute, interval) in whole.Where(i => IsIn(i.Key, from, to)))
            {
                seen |= interval.Flags;
                part[minute].Flags.ShouldBe(interval.Flags, $"seed {seed}, {DateTimeOffset.FromUnixTimeSeconds(minute * 60):HH:mm}");
            }
        }
        seen.Words().Count().ShouldBe(ReadingFlagWords.All.Count - 2, "all but frozen, which is seen of many, and what is said of senders");
    }

    private static bool IsIn(long minute, DateTimeOffset from, DateTimeOffset to) =>
        DateTimeOffset.FromUnixTimeSeconds(minute * 60) is var at && at >= from && at < to;
}
