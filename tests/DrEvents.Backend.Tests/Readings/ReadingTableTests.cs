using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Tests.Readings;

/// <summary>Readings as the field sends them, and the figures that must come out.</summary>
public sealed class ReadingTableTests
{
    private const double Tolerance = 0.0005;

    [Theory]
    // Readings that stand for different times. A VEN that reports every 10 s and then every second: by its samples it would read 3.65.
    [InlineData("0:0 10:0 20:0 21-51:4", 2.033)]
    [InlineData("10:0 20:0 30:0 31-60:4", 2)]
    [InlineData("1-30:4 40:0 50:0 60:0", 2.261)]
    [InlineData("0:7", 7)]
    [InlineData("0:-3 10:-5", -4)]
    [InlineData("0:0 10:0", 0)]
    [InlineData("0:-0.0 10:0", 0)]
    [InlineData("0:1 20:4", 3)]
    // Up to three report intervals a reading stands for the time since the one before, beyond for one interval.
    [InlineData("0:1 30:4", 3.25)]
    [InlineData("0:1 30.001:4", 2.5)]
    [InlineData("0:1 299:4", 2.5)]
    [InlineData("0:1 60:2 120:3", 2, 60)]
    [InlineData("0:1 180:4", 3.25, 60)]
    [InlineData("0:1 181:4", 2.5, 60)]
    [InlineData("0:1 1:1 2:1 6:5 7:1", 1.8, 1)]
    [InlineData("0:1 1:1 2:1 5:5 6:1", 2.714, 1)]
    // A repeat of the same time and a reading that was overtaken have no time of their own.
    [InlineData("0:1 0:9 10:1", 1)]
    [InlineData("0:1 20:1 10:9", 1)]
    [InlineData("0:1 30:1 10:9 20:9", 1)]
    // What a VEN kept while it was away fills the time that nobody knew, and no more.
    [InlineData("200:5 0:1 10:1 20:1", 2)]
    [InlineData("0:1 200:1 10-190/10:4", 3.714)]
    [InlineData("0:1 40:1 10:9 20:9 30:9 35:9", 5.8)]
    [InlineData("0:1 200:1 10-190/10:4 11-191/10:9", 3.714)]
    public void a_mean_is_over_time(string readings, double meanKw, int reportIntervalS = 10)
    {
        var series = MeterSeries.Of(readings, reportIntervalS: reportIntervalS);

        series.Interval.UsedMeanKw.ShouldBe(meanKw, Tolerance);
        series.Fleet.UsedKw.ShouldBe(meanKw, Tolerance);
        series.Interval.LeftOut.ShouldBe(0);
    }

    [Theory]
    // All ones of 16, 24 and 32 bits, with and without sign, in any scale.
    [InlineData("0:2 10:65535 20:2", 2, 1)]
    [InlineData("0:2 10:6553.5 20:2", 2, 1)]
    [InlineData("0:2 10:655.35 20:2", 2, 1)]
    [InlineData("0:2 10:65.535 20:2", 2, 1)]
    [InlineData("0:2 10:6.5535 20:2", 2, 1)]
    [InlineData("0:2 10:-65535 20:2", 2, 1)]
    [InlineData("0:2 10:32767 20:2", 2, 1)]
    [InlineData("0:2 10:32.767 20:2", 2, 1)]
    [InlineData("0:2 10:16777215 20:2", 2, 1)]
    [InlineData("0:2 10:16777.215 20:2", 2, 1)]
    [InlineData("0:2 10:8388.607 20:2", 2, 1)]
    [InlineData("0:2 10:4294967295 20:2", 2, 1)]
    [InlineData("0:2 10:42949672.95 20:2", 2, 1)]
    [InlineData("0:2 10:4294967.295 20:2", 2, 1)]
    [InlineData("0:2 10:2147483.647 20:2", 2, 1)]
    [InlineData("0:65535 10:2", 2, 1)]
    [InlineData("0:2 10:65535 20:65535 30:65535 40:2", 2, 3)]
    [InlineData("0:2 10-290/10:65535", 2, 29)]
    // Near what it showed before, such a number was measured.
    [InlineData("0:30 10:32 20:32.767 30:33", 31.942, 0)]
    [InlineData("0:6.4 10:6.5535 20:6.6", 6.518, 0)]
    // No site has a gigawatt.
    [InlineData("0:2 10:1000001 20:2", 2, 1)]
    [InlineData("0:2 10:-9e9 20:2", 2, 1)]
    // Beyond the panel's rating and what a breaker carries.
    [InlineData("0:2 10:61 20:2", 2, 1, 48.0)]
    [InlineData("0:2 10:59 20:2", 21, 0, 48.0)]
    [InlineData("0:2 10:-61 20:2", 2, 1, 48.0)]
    [InlineData("0:90 10:2", 2, 1, 48.0)]
    [InlineData("0-39:61 40:2", 2, 40, 48.0)]
    [InlineData("0:2 10:13 20:2", 2, 1, 10.0)]
    // A rating that is none.
    [InlineData("0:2 10:13 20:2", 5.667, 0, 0.0)]
    // Beyond four times what it ever showed, at least 40 kW.
    [InlineData("0:2 10:80 20:2", 2, 1)]
    [InlineData("0:2 10:39 20:2", 14.333, 0)]
    [InlineData("0:30 10:100 20:30", 53.333, 0)]
    [InlineData("0:30 10:125 20:30", 30, 1)]
    [InlineData("0:20 10:60 20:150 30:400", 157.5, 0)]
    [InlineData("0:400 10:410 20:405", 405, 0)]
    // A site that goes on so has changed.
    [InlineData("0:2 1-40:100", 66.207, 30)]
    // A jump that its loads do not explain, unless the next reading confirms it.
    [InlineData("0:2 10:25 20:2", 2, 1, null, "ev 7.2, hvac 3.6")]
    [InlineData("0:2 10:22 20:2", 8.667, 0, null, "ev 7.2, hvac 3.6")]
    [InlineData("0:2 10:25 20:25 30:25", 19.25, 1, null, "ev 7.2, hvac 3.6")]
    [InlineData("0:2 10:25 20:2 30:25 40:2", 2, 2, null, "ev 7.2, hvac 3.6")]
    [InlineData("0:2 10:-25 20:2", 2, 1, null, "ev 7.2, hvac 3.6")]
    [InlineData("0:2 10:45 20:2", 2, 1, 48.0, "ev 7.2, hvac 3.6")]
    [InlineData("0:-5 10:13 20:-5", -5, 1, null, "ev 5")]
    [InlineData("0:-5 10:13 20:-5", 1, 0, null, "battery 5")]
    [InlineData("0:2 10:25 20:2", 9.667, 0, null, "ev 30")]
    public void a_reading_that_cannot_be_is_left_out_and_counted(
        string readings,
        double meanKw,
        long leftOut,
        double? panelKw = null,
        string loads = ""
    )
    {
        var series = MeterSeries.Of(readings, panelKw, loads);

        series.Interval.UsedMeanKw.ShouldBe(meanKw, Tolerance);
        (series.Interval.LeftOut, series.Fleet.LeftOut).ShouldBe((leftOut, leftOut));
        series.Fleet.UsedKw.ShouldBe(meanKw, Tolerance);
        series.Stored.Count(s => s.IsImplausible).ShouldBe((int)leftOut, "all are stored, and flagged");
        series.Live.UsedPowerKw.ShouldBe(series.Stored.Last(s => !s.IsImplausible).UsedPowerKw);
        series.Live.HeardAt.ShouldBe(series.Stored.Max(s => s.ReceivedAt), "the VEN is heard");
    }

    [Theory]
    // The reduction against 5 kW: now, in the mean, and readings that are left out.
    [InlineData("10:1 20:1", 4, 4, 0)]
    [InlineData("10:1 20:65535 30:1", 4, 4, 1)]
    [InlineData("10:1 20:65535", 4, 4, 1)]
    [InlineData("10:5 20:5 30:5 31-60:1", 4, 2, 0)]
    [InlineData("10:6 20:7", -2, -1.5, 0)]
    // A reading stands for no time before the event.
    [InlineData("-10:5 4:3 14:1", 4, 3.429, 0)]
    [InlineData("-20:5 0:5 10:1", 4, 4, 0)]
    [InlineData("-300:5 100:1 110:2", 3, 3.5, 0)]
    // What came late fills its time there too.
    [InlineData("10:1 200:3 20-190/10:2", 2, 3, 0)]
    public void an_events_reduction_is_over_time_and_without_what_cannot_be(string readings, double nowKw, double meanKw, long leftOut)
    {
        var meter = MeterSeries.InEvent(readings, baselineKw: 5).Meter;

        meter.CurrentReductionKw.ShouldBe(nowKw, Tolerance);
        meter.MeanReductionKw!.Value.ShouldBe(meanKw, Tolerance);
        meter.LeftOut.ShouldBe(leftOut);
    }

    [Theory]
    [InlineData("10:1~0 20:1~0 30:1~0 31-60:1~4", 4, 2)]
    [InlineData("10:1~2 20:1 30:1~4", 4, 3)]
    [InlineData("10:1~2 20:65535~9 30:1~2", 2, 2)]
    [InlineData("10:1 20:1", 0, 0)]
    public void claims_without_a_baseline_are_over_time_too(string readings, double nowKw, double meanKw)
    {
        var series = MeterSeries.InEvent(readings, baselineKw: null);

        series.Meter.CurrentReductionKw.ShouldBe(nowKw, Tolerance);
        series.Meter.MeanReductionKw!.Value.ShouldBe(meanKw, Tolerance);
        series.Interval.ClaimedMeanKw.ShouldBe(meanKw, Tolerance);
    }

    [Fact]
    public void an_event_of_nothing_but_readings_that_cannot_be_has_no_figure()
    {
        var meter = MeterSeries.InEvent("10:65535 20:65535", baselineKw: 5).Meter;

        (meter.MeanReductionKw, meter.SilentAfter, meter.LeftOut).ShouldBe((null, null, 2));
    }

    [Fact]
    public void a_reading_that_cannot_be_says_so()
    {
        MeterSeries.Of("0:2 10:65535").Stored.Select(s => s.Flags?[0]).ShouldBe([null, SampleFlags.Implausible]);
    }
}
