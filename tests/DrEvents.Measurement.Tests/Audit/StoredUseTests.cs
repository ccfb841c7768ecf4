using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Tests.Audit;

public sealed class StoredUseTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Minute = Start.ToUnixTimeSeconds() / 60;

    [Fact]
    public void a_reading_stands_for_the_time_since_the_one_before_it_and_for_one_interval_after_silence()
    {
        // 10 s at first, 20 s after 20 s, 10 s again after a minute of silence.
        var made = Of([(10, 6), (30, 3), (90, 12)], 10, (0, 10));

        made[Minute].Kw.ShouldBe(double.NaN, "40 s of five minutes say little");
        Of([(10, 6), (30, 3), (50, 3), (60, 12)], 10, (0, 10))[Minute].Kw.ShouldBe((60 + 60 + 60 + 120) / 60.0);
    }

    [Fact]
    public void one_that_comes_late_fills_what_was_unknown_and_no_more()
    {
        var late = new StoredReading(9, Start.AddSeconds(100), 30, IsOutOfOrder: true, IsImplausible: false);
        var readings = Readings([(60, 2), (120, 2), (180, 2)]);

        Made([.. readings, late], 60)[Minute].Kw.ShouldBe(2.0, "nothing was unknown");

        var gap = Readings([(60, 2), (290, 2)]);
        // 60 s are known of each, and 170 s between them are not: the late one stands for 60 of them.
        Made([.. gap, late], 60)[Minute].Kw.ShouldBe((2 * 60 + 2 * 60 + 30 * 60) / 180.0);
    }

    [Fact]
    public void how_often_it_reports_holds_from_the_stored_event_on()
    {
        var readings = Readings([(100, 2), (250, 4)]);

        StoredUse.Of(readings, [], 60)[Minute].Kw.ShouldBe((2 * 60 + 4 * 150) / 210.0);
        StoredUse.Of(readings, [new ReportInterval(readings[0].Sequence, 30)], 60)[Minute].Kw.ShouldBe((2 * 60 + 4 * 30) / 90.0);
    }

    [Fact]
    public void what_cannot_be_counts_for_nothing()
    {
        var readings = Readings([(60, 2), (120, 900), (180, 4)]);
        readings[1] = readings[1] with { IsImplausible = true };

        Made(readings, 60)[Minute].Kw.ShouldBe((2 * 60 + 4 * 120) / 180.0);
    }

    private static SortedDictionary<long, StoredInterval> Of((int Seconds, double Kw)[] readings, int reportS, (long, int) report) =>
        StoredUse.Of(Readings(readings), [new ReportInterval(report.Item1, report.Item2)], reportS);

    private static SortedDictionary<long, StoredInterval> Made(IReadOnlyList<StoredReading> readings, int reportS) =>
        StoredUse.Of(readings, [], reportS);

    private static List<StoredReading> Readings((int Seconds, double Kw)[] readings) =>
        [.. readings.Select((r, i) => new StoredReading(i + 1, Start.AddSeconds(r.Seconds), r.Kw, false, false))];
}
