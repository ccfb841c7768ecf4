using System.Globalization;
using DrEvents.Measurement.Delivery;

namespace DrEvents.Measurement.Tests.Delivery;

public sealed class ReboundFiguresTests
{
    private static readonly AroundUse None = new([], null);

    [Fact]
    public void figures_by_hand()
    {
        // 6.75 kWh in an hour; quarters: 2 kW more before it, 4, 2, −1 and 0 kW more after it.
        var made = ReboundFigures.Of(6.75, 1, 0.25, new([2, -3], null), new([4, 2, -1, 0], null));

        made.PreCoolingKwh.ShouldBe(0.5);
        made.ReboundKwh.ShouldBe(1.5);
        made.SnapbackRatio.ShouldBe(0.592593, "4 ÷ 6.75");
        made.NetKwh.ShouldBe(4.75);
        made.Why.ShouldBeNull();
    }

    [Fact]
    public void the_guide_shows_what_comes_out()
    {
        // 20 kW less for two hours; then 6 and 1 kW more and 2 kW less, in half hours, and as much as the baseline.
        var made = ReboundFigures.Of(40, 2, 0.5, new([3, 0, -1, 1], null), new([6, 1, -2, 0], null));

        string Text(double? value) => value!.Value.ToString("0.######", CultureInfo.InvariantCulture);
        ExampleOfGuideTests.Guide.Value.ShouldContain(
            $"| {Text(made.PreCoolingKwh)} | {Text(made.ReboundKwh)} | {Text(made.SnapbackRatio)} | {Text(made.NetKwh)} |\n"
        );
    }

    [Fact]
    public void an_unannounced_event_has_no_pre_cooling() =>
        ReboundFigures.Of(6.75, 1, 0.25, None, new([0, 0, 0, 0], null)).ShouldBe(new ReboundFigures(0, 0, 0, 6.75, null));

    [Fact]
    public void what_is_not_known_is_null_and_says_why()
    {
        ReboundFigures
            .Of(6.75, 1, 0.25, new([2, null], null), new([4, 2, -1, 0], null))
            .ShouldBe(new ReboundFigures(null, 1.5, 0.592593, null, "before the event: 1 of 2 intervals are not known"));
        ReboundFigures
            .Of(6.75, 1, 0.25, None, new([], "not yet"))
            .ShouldBe(new ReboundFigures(0, null, null, null, "after the event: not yet"));
        ReboundFigures
            .Of(null, 1, 0.25, None, new([4], null))
            .ShouldBe(new ReboundFigures(0, 1, null, null, "the energy of the event is not known"));
        ReboundFigures
            .Of(-1, 1, 0.25, None, new([4], null))
            .ShouldBe(new ReboundFigures(0, 1, null, -2, "nothing was delivered that a rebound could be compared with"));
    }
}
