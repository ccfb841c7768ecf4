using DrEvents.Measurement.Engine;
using NodaTime;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>Where a reduction below zero counts as zero: by the half hour, whatever intervals figures are given for.</summary>
public sealed class ClippedReductionTests
{
    /// <summary>Of a baseline of 5.5: quarters of 3.5 and −1.5 in the first half hour, −3.5 and 1 in the second.</summary>
    private static double Kw(LocalDateTime at) =>
        at.Minute switch
        {
            < 15 => 2,
            < 30 => 7,
            < 45 => 9,
            _ => 4.5,
        };

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(30)]
    [InlineData(60)]
    public void the_energy_does_not_depend_on_the_interval(int minutes)
    {
        var made = Made.Counted(Kw, minutes: 15).Event("gb-10-of-10", minutes: minutes);

        // Half an hour of 1 kW in each of two hours; signed, −0.125 kW on average.
        made.EnergyKwh.ShouldBe(1);
        made.SignedEnergyKwh.ShouldBe(-0.25);
    }

    [Fact]
    public void a_quarter_keeps_its_sign_within_a_half_hour_that_counts()
    {
        var made = Made.Counted(Kw, minutes: 15).Event("gb-10-of-10", minutes: 15);

        made.ReductionKw.ShouldBe([3.5, -1.5, 0, 0, 3.5, -1.5, 0, 0]);
        made.SignedReductionKw.ShouldBe([3.5, -1.5, -3.5, 1, 3.5, -1.5, -3.5, 1]);
    }

    [Fact]
    public void a_quarter_of_a_half_hour_with_a_gap_is_open()
    {
        var made = Made.Counted(at => at.Hour == 14 && at.Minute == 0 ? double.NaN : Kw(at), minutes: 15).Event("gb-10-of-10", minutes: 15);

        made.ReductionKw.Take(4).ShouldBe([null, null, 0, 0]);
        made.SignedReductionKw.Take(4).ShouldBe([null, -1.5, -3.5, 1]);
        made.EnergyKwh.ShouldBeNull();
    }

    [Fact]
    public void without_a_floor_the_signed_reduction_is_the_one_that_settles()
    {
        var made = Made.Counted(Kw, minutes: 15).Event("gb-10-of-10", set: "reductionFloor=null");

        made.ReductionKw.ShouldBe(made.SignedReductionKw);
        made.EnergyKwh.ShouldBe(-0.25);
    }
}
