using DrEvents.Backend.Features.Why;
using DrEvents.Backend.Hosting;

namespace DrEvents.Backend.Tests.Why;

public sealed class WholeWattsTests
{
    [Fact]
    public void the_largest_remainders_get_what_rounding_leaves() =>
        WholeWatts.Split(1000, [0.3334, 0.3333, 0.3333]).ShouldBe([334, 333, 333]);

    [Fact]
    public void whatever_the_parts_are_they_add_up()
    {
        var random = new Random(20261128);
        for (var n = 0; n < 1_000; n++)
        {
            var parts = Enumerable.Range(0, random.Next(1, 12)).Select(_ => (random.NextDouble() - 0.4) * random.Next(1, 500)).ToList();
            var total = WholeWatts.Of(parts.Sum());

            var watts = WholeWatts.Split(total, parts);

            watts.Sum().ShouldBe(total);
            watts.Zip(parts, (w, kw) => Math.Abs(w - kw * 1000)).ShouldAllBe(off => off <= 1.001);
        }
    }

    [Fact]
    public void the_reasons_of_an_event_add_up_to_what_is_missing()
    {
        var random = new Random(7);
        var at = new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
        var span = new TimeRange(at, at.AddMinutes(5));
        for (var n = 0; n < 200; n++)
        {
            var vens = Enumerable
                .Range(0, random.Next(0, 40))
                .Select(i =>
                {
                    var (late, limit) = (random.NextDouble() / 3, random.NextDouble() - 0.5);
                    var asked = 3 * random.NextDouble();
                    return new VenSpan(
                        $"ven-{i}",
                        asked,
                        asked - late - limit,
                        [new(Reasons.Late, null, late), new(Reasons.Limit, null, limit)]
                    );
                })
                .ToList();

            var view = WhyViews.Of(span, 40 * random.NextDouble(), vens);

            view.Reasons.Sum(r => Math.Round(r.Kw * 1000)).ShouldBe(Math.Round(view.MissingKw * 1000));
            Math.Round((view.RequestedKw - view.MeasuredKw) * 1000).ShouldBe(Math.Round(view.MissingKw * 1000));
            foreach (var ven in vens.Select(WhyViews.Of))
                ven.Reasons.Sum(r => Math.Round(r.Kw * 1000)).ShouldBe(Math.Round(ven.MissingKw * 1000));
        }
    }
}
