using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Why;
using DrEvents.Backend.Hosting;

namespace DrEvents.Backend.Tests.Planning;

public sealed class HoldOutTests
{
    private static readonly string[] Vens = [.. Enumerable.Range(1, 200).Select(n => $"ven-{n:000}")];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 20)]
    [InlineData(12.5, 25)]
    [InlineData(50, 100)]
    public void so_many_percent_are_drawn(double percent, int count) => HoldOut.Of("evt-00000001", percent, Vens).Count.ShouldBe(count);

    [Fact]
    public void a_single_ven_is_called() => HoldOut.Of("evt-00000001", 50, ["ven-1"]).ShouldBeEmpty();

    [Fact]
    public void the_same_event_draws_the_same_ones_and_another_event_others()
    {
        var drawn = HoldOut.Of("evt-00000001", 10, Vens);

        HoldOut.Of("evt-00000001", 10, [.. Vens.Reverse()]).ShouldBe(drawn, ignoreOrder: true);
        HoldOut.Of("evt-00000002", 10, Vens).SetEquals(drawn).ShouldBeFalse();
    }

    [Fact]
    public void all_are_drawn_equally_often()
    {
        var times = Enumerable.Range(0, 400).SelectMany(n => HoldOut.Of($"evt-{n:x8}", 10, Vens)).CountBy(v => v).ToDictionary();

        // 40 are expected of each; 5 standard deviations of the binomial are 30.
        Vens.ShouldAllBe(v => times.GetValueOrDefault(v) > 10 && times.GetValueOrDefault(v) < 70);
    }

    /// <summary>10 kW are asked; nobody was asked for what is missing of that.</summary>
    [Theory]
    [InlineData(8, 5, 2, 0)]
    [InlineData(8, 0.5, 0.5, 1.5)]
    [InlineData(10, 5, 0, 0)]
    [InlineData(12, 5, 0, 0)]
    public void what_held_out_vens_could_have_given_is_missing_for_that_and_no_more(
        double askedKw,
        double heldOutKw,
        double forHeldOutKw,
        double forNothingToShedKw
    )
    {
        var span = new TimeRange(Given.Start, Given.Start.AddMinutes(5));
        var ven = new VenSpan("ven-1", askedKw, askedKw, []);

        var why = WhyViews.Of(span, 10, [ven], new HeldOutKw(heldOutKw, 3));

        why.MissingKw.ShouldBe(10 - askedKw);
        (Kw(Reasons.HeldOut), Kw(Reasons.NothingToShed)).ShouldBe((forHeldOutKw, forNothingToShedKw));
        why.Reasons.Sum(r => r.Kw).ShouldBe(why.MissingKw);

        double Kw(string reason) => why.Reasons.Where(r => r.Reason == reason).Sum(r => r.Kw);
    }
}
