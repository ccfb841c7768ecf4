using DrEvents.Backend.Features.Meters;
using DrEvents.Measurement.Meters;

namespace DrEvents.Backend.Tests.Meters;

/// <summary>What a meter knows of a day after several imports, and how that differs from telemetry.</summary>
public sealed class MeterDayTests
{
    private static readonly DateOnly Day = new(2026, 7, 1);
    private static readonly long First = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60;

    [Fact]
    public void a_later_import_takes_the_place_of_what_it_overlaps_and_of_nothing_else()
    {
        var day = Folded(new MeterDayImported(1, 15, [0, 15, 30, 60], [1, 2, 3, 4]), new MeterDayImported(2, 15, [15], [20]));

        day.Values().ShouldBe([Of(0, 15, 1, 1), Of(15, 15, 20, 2), Of(30, 15, 3, 1), Of(60, 15, 4, 1)]);
    }

    [Fact]
    public void intervals_of_another_length_take_the_place_of_all_that_they_touch()
    {
        Folded(new MeterDayImported(1, 15, [0, 15, 30], [1, 2, 3]), new MeterDayImported(2, 30, [0], [9]))
            .Values()
            .ShouldBe([Of(0, 30, 9, 2), Of(30, 15, 3, 1)]);
        Folded(new MeterDayImported(1, 60, [0, 60], [1, 2]), new MeterDayImported(2, 15, [45], [9]))
            .Values()
            .ShouldBe([Of(45, 15, 9, 2), Of(60, 60, 2, 1)]);
    }

    [Fact]
    public void an_import_of_which_nothing_is_left_is_gone()
    {
        var day = Folded(new MeterDayImported(1, 15, [0], [1]), new MeterDayImported(2, 15, [0], [2]));

        day.Parts.ShouldHaveSingleItem().Import.ShouldBe(2);
    }

    /// <summary>A full hour of another clock that begins half an hour before midnight, beside quarters of the next day.</summary>
    [Theory]
    [InlineData(1, 2, new[] { 15, 15, 15 })]
    [InlineData(2, 1, new[] { 60, 15 })]
    public void across_midnight_the_later_import_holds(int before, int after, int[] lengths)
    {
        var one = new MeterDay("", "ven-1", Day, [new MeterPart(before, 60, [1410], [1])]);
        var two = new MeterDay("", "ven-1", Day.AddDays(1), [new MeterPart(after, 15, [0, 15, 30], [5, 6, 7])]);

        ReadMeters.Joined([one, two]).Select(v => v.Minutes).ShouldBe(lengths);
    }

    [Fact]
    public void the_difference_is_over_the_intervals_that_both_know()
    {
        MeterValue[] meter = [new(First, 15, 4), new(First + 15, 15, 5), new(First + 30, 15, 6)];
        var telemetry = new[] { 0, 5, 10, 15, 20, 30, 35, 40 }.Select(m => new Reading(First + m, m < 15 ? 4.5 : 7));

        var difference = MeterDifference.Of(Day, meter, telemetry).ShouldNotBeNull();

        (difference.Day, difference.MeterKw, difference.TelemetryKw, difference.BiasKw).ShouldBe((Day, 5, 5.75, 0.75));
        difference.BothShare.ShouldBe(2.0 / 96);
    }

    [Fact]
    public void a_meter_of_minutes_is_held_against_five_of_them()
    {
        var meter = Enumerable.Range(0, 10).Select(m => new MeterValue(First + m, 1, m)).ToList();

        var difference = MeterDifference.Of(Day, meter, [new Reading(First, 3)]).ShouldNotBeNull();

        (difference.MeterKw, difference.BiasKw).ShouldBe((2, 1));
    }

    [Fact]
    public void where_only_one_knows_nothing_is_said()
    {
        MeterDifference.Of(Day, [], [new Reading(First, 3)]).ShouldBeNull();
        MeterDifference.Of(Day, [new MeterValue(First, 15, 4)], [new Reading(First, 3)]).ShouldBeNull();
    }

    private static (MeterValue, int) Of(int start, int minutes, double kw, int import) =>
        (new MeterValue(First + start, minutes, kw), import);

    private static MeterDay Folded(params MeterDayImported[] imports) =>
        imports.Aggregate((MeterDay?)null, (state, e) => MeterDay.Fold(state, MeterStreams.Of("ven-1", Day), e))!;
}
