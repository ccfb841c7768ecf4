using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Measurement.Tests.Settlement;

public sealed class TermsIntervalsTests
{
    [Fact]
    public void intervals_of_the_same_length_are_as_they_are()
    {
        double?[] kw = [1.5, null, -2];

        TermsIntervals.Of(kw, 15, 15, 40).Kw.ShouldBe(kw);
    }

    [Fact]
    public void longer_ones_are_the_mean_power_of_their_parts() => TermsIntervals.Of([3, 6, 0, -1, -1, -4], 5, 15, 30).Kw.ShouldBe([3, -2]);

    [Fact]
    public void a_shorter_part_counts_by_its_minutes()
    {
        // 17 minutes: of the second interval two minutes of 8 kW are all; 22: five of 1 and two of 8.
        TermsIntervals.Of([3, 3, 3, 8], 5, 15, 17).Kw.ShouldBe([3, 8]);
        TermsIntervals.Of([3, 3, 3, 1, 8], 5, 15, 22).Kw.ShouldBe([3, 3]);
    }

    [Fact]
    public void an_interval_is_known_where_all_of_its_parts_are() =>
        TermsIntervals.Of([3, null, 3, 1, 1, 1, null], 5, 15, 32).Kw.ShouldBe([null, 1, null]);

    [Fact]
    public void what_is_no_power_is_none_of_the_whole()
    {
        var kw = TermsIntervals.Of([3, double.NaN, 3, 1e300, 1, 1], 5, 15, 30).Kw!;

        var terms = Booked.Terms;
        Booking.QuantityKwh(terms, Booked.Result([.. kw])).Problem.ShouldBe("result 1 of ven-1 in evt-1 has no power in interval 1 of 2");
        kw[1].ShouldBe(1e300);
    }

    [Theory]
    [InlineData(15, 5, "intervals of 5 minutes cannot be made of those of 15")]
    [InlineData(10, 15, "intervals of 15 minutes cannot be made of those of 10")]
    [InlineData(5, 15, "it has 6 intervals, and its event 5")]
    public void what_cannot_be_made_is_said(int result, int terms, string problem) =>
        TermsIntervals.Of([1, 1, 1, 1, 1, 1], result, terms, 25).ShouldBe((null, problem));

    /// <summary>Without floor, cap and clipping it makes no difference to a quantity how long intervals are, but for the last digit of each mean.</summary>
    [Fact]
    public void longer_intervals_have_the_same_energy()
    {
        var random = new Random(7);
        for (var minutes = 1; minutes <= 90; minutes++)
        {
            double?[] kw = [.. Enumerable.Range(0, (minutes + 4) / 5).Select(_ => (double?)Math.Round(10 * random.NextDouble() - 3, 6))];
            var exact = kw.Select((k, i) => (decimal)k!.Value * Math.Min(5, minutes - 5 * i)).Sum() / 60;
            foreach (var length in new[] { 5, 15, 30, 60 })
            {
                var result = new SettledResult(
                    "ven-1",
                    "evt-1",
                    1,
                    Booked.Start,
                    Booked.Start + Duration.FromMinutes(minutes),
                    TermsIntervals.Of(kw, 5, length, minutes).Kw!
                );

                var kwh = Booking.QuantityKwh(Booked.Terms with { IntervalMinutes = length }, result).Kwh!.Value;

                Math.Abs(kwh - exact).ShouldBeLessThanOrEqualTo(0.0000013m, $"{minutes} minutes in {length}");
            }
        }
    }
}
