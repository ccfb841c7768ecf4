using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Live;

/// <summary>What VENs use in the hour after an event, by what they would have used: each reports every 10 s.</summary>
public sealed class ReturnFoldTests
{
    private const string EventId = "evt-00000001";
    private static readonly DateTimeOffset End = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly LiveFold _fold = new();

    [Fact]
    public void the_peak_is_the_worst_five_minutes_and_the_rebound_what_was_used_above()
    {
        Part("ven-1", sealedKw: 4);
        Report("ven-1", 0, 300, usedKw: 3, expectedKw: 4);
        Report("ven-1", 300, 600, usedKw: 6, expectedKw: 4);
        Report("ven-1", 600, 900, usedKw: 5, expectedKw: 4);

        var totals = Totals();
        totals.PeakShare.ShouldNotBeNull().ShouldBe(1.5, 1e-5);
        totals.ReboundKwh.ShouldBe((2 + 1) / 12.0, 1e-5);
        totals.NetKwh.ShouldBe((2 + 1 - 1) / 12.0, 1e-5);
    }

    [Fact]
    public void vens_are_added_up_before_they_are_compared()
    {
        // One is 2 kW above while the other is 2 kW below: the fleet makes no peak.
        foreach (var (ven, usedKw) in new[] { ("ven-1", 6), ("ven-2", 2) })
        {
            Part(ven, sealedKw: 4);
            Report(ven, 0, 300, usedKw, expectedKw: 4);
        }
        Totals().ShouldBe(new ReturnTotals(0, 0, 1));
    }

    [Fact]
    public void without_models_the_sealed_baseline_counts_and_without_a_seal_nothing()
    {
        Part("ven-1", sealedKw: 4);
        Part("ven-2", sealedKw: null);
        Report("ven-1", 0, 300, usedKw: 5, expectedKw: null);
        Report("ven-2", 0, 300, usedKw: 50, expectedKw: null);
        Totals().PeakShare.ShouldNotBeNull().ShouldBe(1.25, 1e-9);
    }

    [Fact]
    public void it_makes_no_difference_when_the_baseline_is_sealed()
    {
        Part("ven-1", sealedKw: null);
        Report("ven-1", 0, 150, usedKw: 5, expectedKw: null);
        Report("ven-1", 150, 300, usedKw: 6, expectedKw: 5);
        Totals().NetKwh.ShouldBe(150 / 3600.0, 1e-4, "only what the VEN knew");
        Seal("ven-1", 4);
        Totals().NetKwh.ShouldBe(300 / 3600.0, 1e-4);
    }

    [Fact]
    public void an_hour_after_it_is_over_and_a_restore_before_the_end_begins_it_earlier()
    {
        Part("ven-1", sealedKw: 4);
        Report("ven-1", 3_590, 3_700, usedKw: 100, expectedKw: 4);
        _fold
            .Metered[$"{EventId}/ven-1"]
            .Return!.Sum(s => s.MeasuredS)
            .ShouldBe(10, 1e-9, "one reading before the hour is over stands for 10 s");

        Part("ven-2", sealedKw: 4);
        _fold.Apply($"{EventId}/ven-2", Given.Restore("r", End.AddMinutes(-30)));
        Report("ven-2", -1_800, -1_500, usedKw: 8, expectedKw: 4);
        _fold.Metered[$"{EventId}/ven-2"].Return![0].MeasuredS.ShouldBe(300, 15);
    }

    [Fact]
    public void what_comes_after_is_no_part_of_the_event()
    {
        Part("ven-1", sealedKw: 4);
        Report("ven-1", -60, 0, usedKw: 1, expectedKw: 4);
        var during = _fold.Metered[$"{EventId}/ven-1"];
        Report("ven-1", 0, 300, usedKw: 6, expectedKw: 4);
        (_fold.Metered[$"{EventId}/ven-1"] with { Return = null }).ShouldBe(during);
    }

    [Fact]
    public void while_another_event_holds_the_ven_nothing_is_counted()
    {
        Part("ven-1", sealedKw: 4);
        _fold.Apply("evt-00000002/ven-1", Given.Shed("d", 2, End.AddSeconds(5), End.AddHours(1)));
        Report("ven-1", 0, 300, usedKw: 1, expectedKw: 4);
        _fold.Metered[$"{EventId}/ven-1"].Return.ShouldBeNull();
    }

    [Fact]
    public void a_few_seconds_are_no_mean_of_five_minutes()
    {
        Part("ven-1", sealedKw: 4);
        Report("ven-1", 0, 30, usedKw: 8, expectedKw: 4);
        Totals().PeakShare.ShouldBeNull();
        Totals().ReboundKwh.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void of_a_reading_that_cannot_be_nothing_is_counted()
    {
        Part("ven-1", sealedKw: 4);
        var sample = new TelemetrySampled(
            End.AddSeconds(10),
            65_535,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            [SampleFlags.Implausible],
            End
        );
        _fold.Apply(TelemetryStreams.Of("ven-1", sample.At), sample);
        _fold.Metered[$"{EventId}/ven-1"].Return.ShouldBeNull();
    }

    private ReturnTotals Totals() => ReturnTotals.Of(_fold.Metered.Values.Where(m => m.EventId == EventId)).ShouldNotBeNull();

    private void Part(string venId, double? sealedKw)
    {
        _fold.Apply($"{EventId}/{venId}", Given.Shed("c", 2, End.AddHours(-1), End));
        if (sealedKw is { } kw)
            Seal(venId, kw);
    }

    private void Seal(string venId, double kw) => _fold.Seals(EventId, venId, kw, End);

    /// <summary>From after the first second to the last one, counted from the end.</summary>
    private void Report(string venId, int fromS, int toS, double usedKw, double? expectedKw)
    {
        for (var s = fromS + 10; s <= toS; s += 10)
        {
            // A millisecond before: a reading stands for the time before it.
            _fold.Hears(GivenReadings.Of(venId, End.AddSeconds(s).AddMilliseconds(-1), usedKw, expectedKw));
        }
    }
}
