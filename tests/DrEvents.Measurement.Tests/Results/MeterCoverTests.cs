using System.Text.Json;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Tests.Results;

/// <summary>When a meter does for an event, and what figures it gives.</summary>
public sealed class MeterCoverTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    private static readonly Instant Start = Instant.FromUtc(2026, 7, 1, 15, 0);
    private static readonly long At = Start.ToUnixTimeSeconds() / 60;

    /// <summary>Intervals of 15 minutes from the first to the last, from the event's start on, and minutes of the event's hours from its start.</summary>
    [Theory]
    [InlineData(-4, 8, 0, 60, 15, null)]
    [InlineData(0, 4, 0, 60, 15, null)]
    [InlineData(0, 4, 15, 45, 15, null)]
    [InlineData(0, 3, 0, 60, null, "the meter lacks 3 of 12 intervals")]
    [InlineData(1, 4, 0, 60, null, "the meter lacks 3 of 12 intervals")]
    [InlineData(5, 8, 0, 60, null, "the meter knows nothing of these hours")]
    [InlineData(-4, 0, 0, 60, null, "the meter knows nothing of these hours")]
    [InlineData(-4, 8, 7, 60, null, "the event does not begin and end with the meter's intervals of 15 minutes")]
    [InlineData(-4, 8, 0, 52, null, "the event does not begin and end with the meter's intervals of 15 minutes")]
    public void it_has_to_know_all_of_the_hours_in_intervals_that_begin_and_end_with_them(
        int first,
        int end,
        int from,
        int to,
        int? minutes,
        string? why
    ) => MeterCover.Of(Quarters(first, end), Hours(from, to)).ShouldBe(new MeterCover(minutes, why));

    [Fact]
    public void intervals_of_two_lengths_are_read_in_one_that_both_are_made_of()
    {
        MeterCover.Of([new(At, 30, 1), new(At + 30, 15, 1), new(At + 45, 15, 1)], Hours(0, 60)).ShouldBe(new MeterCover(15, null));
        MeterCover.Of([new(At, 10, 1), new(At + 10, 15, 1), new(At + 25, 5, 1)], Hours(0, 30)).Minutes.ShouldBe(5);
    }

    [Fact]
    public void full_hours_of_another_clock_are_none_by_the_sites() =>
        MeterCover
            .Of([new(At, 60, 1)], Hours(0, 60) with { Zone = DateTimeZoneProviders.Tzdb["Asia/Kolkata"] })
            .Why.ShouldBe("the meter's intervals of 60 minutes begin at no full ones by the clock of Asia/Kolkata");

    [Fact]
    public void figures_are_given_for_intervals_shorter_than_the_meters()
    {
        var readings = Quarters(-2, 4).Select(v => new Reading(v.Minute, v.Minute < At ? 8 : 1 + (v.Minute - At) / 15)).ToList();

        var result = Measured(readings, ResultSeries.Meter);

        result.ActualKw.ShouldBe([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
        result.BaselineKw.ShouldAllBe(kw => kw == 8);
        result.SignedKwh.ShouldBe(5.5);
        result.RestsOn.ShouldBe("meter");
    }

    [Fact]
    public void the_same_readings_of_the_other_series_are_another_hash()
    {
        List<Reading> readings = [.. Quarters(-2, 4).Select(v => new Reading(v.Minute, 5))];

        var (meter, telemetry) = (Measured(readings, ResultSeries.Meter), Measured(readings, ResultSeries.Telemetry));

        meter.SignedKw.ShouldBe(telemetry.SignedKw);
        meter.Hash.ShouldNotBe(telemetry.Hash);
        var text = ShippedProfiles.Get("pre-event-mean");
        meter.Hash.ShouldBe(
            ResultDigest.Of(
                $"profile {text.Name} {text.Version}\nhours {At} {At + 60} 5\nzone Europe/Berlin\nmeter 15\n"
                    + string.Concat(readings.Select(r => $"{r.Minute}=5\n"))
            )
        );
    }

    [Fact]
    public void a_result_that_was_stored_before_there_were_two_is_by_telemetry()
    {
        var stored = JsonSerializer.SerializeToNode(
            Measured([.. Quarters(-2, 4).Select(v => new Reading(v.Minute, 5))], ResultSeries.Telemetry)
        )!;
        stored.AsObject().Remove(nameof(VenResult.RestsOn)).ShouldBeTrue();
        stored.AsObject().Remove(nameof(VenResult.NotByMeter)).ShouldBeTrue();

        var read = stored.Deserialize<VenResult>()!;

        (read.RestsOn, read.NotByMeter).ShouldBe(("telemetry", null));
    }

    private static VenResult Measured(List<Reading> readings, string restsOn) =>
        MeasureVen
            .Of("ven-1", Hours(0, 60), ShippedProfiles.Get("pre-event-mean"), [], readings, new HashSet<DateOnly>(), 15, restsOn)
            .Result.ShouldNotBeNull();

    private static MeasuredHours Hours(int from, int to) =>
        new(Start + Duration.FromMinutes(from), Start + Duration.FromMinutes(to), 5, Berlin);

    private static List<MeterValue> Quarters(int first, int end) =>
        [.. Enumerable.Range(first, end - first).Select(i => new MeterValue(At + i * 15, 15, 5))];
}
