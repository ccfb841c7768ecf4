using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Tests.Readings;

public sealed class FrozenRowsTests
{
    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void an_hour_in_which_a_value_stands_still_is_frozen(int intervals, bool isFrozen)
    {
        // It stops in the middle of five minutes, which are no witness, and goes on in such.
        var kw = Row.Noise(90 + 30 * intervals);
        Array.Fill(kw, 2.5, 20, 10 + 30 * intervals + 5);

        var flagged = Intervals(Row.Of(kw));

        flagged
            .Where(f => f.Flags == ReadingFlags.Frozen)
            .Select(f => f.Minute - flagged[0].Minute)
            .ShouldBe(isFrozen ? Enumerable.Range(1, intervals).Select(i => 5L * i) : []);
        flagged.ShouldAllBe(f => f.Flags == ReadingFlags.None || f.Flags == ReadingFlags.Frozen);
    }

    [Fact]
    public void a_real_zero_is_a_real_zero()
    {
        Intervals(Row.Of(new double[1000])).ShouldAllBe(f => f.Flags == ReadingFlags.None);
        Intervals(Row.Of([.. Enumerable.Repeat(-0.0, 1000)])).ShouldAllBe(f => f.Flags == ReadingFlags.None);
    }

    [Fact]
    public void a_value_that_moves_by_one_bit_is_not_frozen()
    {
        var kw = Enumerable.Range(0, 1000).Select(i => i % 100 == 0 ? Math.BitIncrement(2.5) : 2.5).ToArray();

        Intervals(Row.Of(kw)).ShouldAllBe(f => f.Flags == ReadingFlags.None);
    }

    [Fact]
    public void silence_ends_a_frozen_row()
    {
        WatchedReading[] readings =
        [
            .. Enumerable.Range(0, 200).Select(i => Row.Reading(10 * i, 2.5)),
            .. Enumerable.Range(0, 200).Select(i => Row.Reading(2100 + 10 * i, 2.5)),
        ];

        Intervals(readings).ShouldAllBe(f => f.Flags == ReadingFlags.None);
    }

    [Fact]
    public void a_meter_that_reports_each_quarter_of_an_hour_needs_twelve_that_are_the_same()
    {
        WatchedReading[] quarters = [.. Enumerable.Range(0, 13).Select(i => Row.Reading(900 * i, 2.5))];

        Intervals(quarters[..12], reportS: 900).ShouldAllBe(f => f.Flags == ReadingFlags.None);
        Intervals(quarters, reportS: 900).Count(f => f.Flags == ReadingFlags.Frozen).ShouldBe(12);
    }

    private static List<FlaggedInterval> Intervals(IReadOnlyList<WatchedReading> readings, int reportS = 10) =>
        FrozenRows.Of([
            .. StoredUse
                .Of(readings.Select((r, i) => new StoredReading(i + 1, r.At, r.Kw, false, false, r.ReceivedAt)), [], reportS)
                .Select(i => new FlaggedInterval(i.Key, i.Value.Flags)),
        ]);
}
