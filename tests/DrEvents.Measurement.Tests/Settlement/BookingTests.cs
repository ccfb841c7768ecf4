using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Measurement.Tests.Settlement;

public sealed class BookingTests
{
    private static readonly double?[] Reduction = [-2, 4, 10, 12];

    [Theory]
    [InlineData(SettledReduction.Signed, null, null, 6.0, 1.5)]
    [InlineData(SettledReduction.Clipped, null, null, 6.5, 1.63)]
    [InlineData(SettledReduction.Signed, null, 10.0, 5.5, 1.38)]
    [InlineData(SettledReduction.Signed, -1.0, 10.0, 5.75, 1.44)]
    [InlineData(SettledReduction.Clipped, 5.0, 10.0, 7.5, 1.88)]
    public void what_is_settled_is_held_within_floor_and_cap(
        SettledReduction settles,
        double? floor,
        double? cap,
        double kwh,
        double amount
    )
    {
        var terms = Booked.Terms with { Settles = settles, FloorKw = (decimal?)floor, CapKw = (decimal?)cap };

        var line = Booked.Line(terms, Booked.Result(Reduction));

        line.QuantityKwh.ShouldBe((decimal)kwh);
        line.Amount.ShouldBe((decimal)amount);
        (line.Result, line.Supersedes, line.Terms, line.Currency, line.PricePerKwh).ShouldBe((1, null, "evening", "EUR", 0.25m));
    }

    [Theory]
    // 0.5 cents, up; −0.5, down: away from zero.
    [InlineData(0.02, 0.01)]
    [InlineData(-0.02, -0.01)]
    [InlineData(0.0199, 0.00)]
    public void money_is_rounded_half_away_from_zero(double kwh, double amount) =>
        Booking.Amount(Booked.Terms, (decimal)kwh).ShouldBe((decimal)amount);

    [Fact]
    public void the_last_interval_may_be_shorter()
    {
        var result = Booked.Result([6, 6, 6]) with { End = Booked.Start + Duration.FromMinutes(40) };

        Booked.Line(Booked.Terms, result).QuantityKwh.ShouldBe(4);
    }

    [Fact]
    public void a_quantity_has_six_digits_and_is_rounded_once()
    {
        // Each quarter alone would be 0.083333; all three are a quarter of 1 kW.
        Booked.Line(Booked.Terms, Booked.Result([1 / 3.0, 1 / 3.0, 1 / 3.0])).QuantityKwh.ShouldBe(0.25m);
        Booked.Line(Booked.Terms, Booked.Result([1 / 3.0])).QuantityKwh.ShouldBe(0.083333m);
    }

    [Fact]
    public void a_result_that_supersedes_is_a_line_with_the_difference()
    {
        var first = Booked.Line(Booked.Terms, Booked.Result([8, 8, 8, 8]));
        var other = Booked.Line(Booked.Terms, Booked.Result([1, 1, 1, 1], number: 7, ven: "ven-2"));

        var second = Booked.Line(Booked.Terms, Booked.Result([8, 8, 8, 4], number: 3), first, other);

        second.Supersedes.ShouldBe(1);
        second.Result.ShouldBe(3);
        second.QuantityKwh.ShouldBe(-1);
        second.Amount.ShouldBe(-0.25m);
        second.BookedAt.ShouldBeGreaterThan(first.BookedAt);
        // The line before is as it was.
        (first.QuantityKwh, first.Amount, first.Supersedes).ShouldBe((8m, 2m, null));
    }

    [Fact]
    public void a_correction_that_changes_nothing_is_on_record_too()
    {
        var first = Booked.Line(Booked.Terms, Booked.Result([8]));

        var second = Booked.Line(Booked.Terms, Booked.Result([8], number: 2), first);

        (second.QuantityKwh, second.Amount, second.Supersedes).ShouldBe((0m, 0m, 1));
    }

    [Fact]
    public void a_correction_by_other_terms_settles_the_whole_difference()
    {
        var first = Booked.Line(Booked.Terms, Booked.Result([8, 8, 8, 8]));

        var second = Booked.Line(Booked.Terms with { Id = "evening-2", PricePerKwh = 0.3m }, Booked.Result([8, 8, 8, 8], number: 2), first);

        (second.QuantityKwh, second.Amount, second.Terms).ShouldBe((0m, 0.4m, "evening-2"));
    }

    public static TheoryData<string, Func<(StatementLine?, string?)>> Refusals =>
        new()
        {
            { "result 1 of ven-1 in evt-1 does not know the reduction of interval 2 of 2", () => Book(Booked.Result([1, null])) },
            { "result 1 of ven-1 in evt-1 has no power in interval 1 of 1", () => Book(Booked.Result([double.NaN])) },
            {
                "result 1 of ven-1 in evt-1 has 2 intervals, and its event 3 of 15 minutes",
                () => Book(Booked.Result([1, 2]) with { End = Booked.Start + Duration.FromMinutes(45) })
            },
            {
                "result 1 of ven-1 in evt-1: the terms evening do not hold at the start of the event",
                () => Book(Booked.Result([1]), Booked.Terms with { ValidUntil = Booked.Start })
            },
            {
                "the terms evening: floorKw is more than capKw",
                () => Book(Booked.Result([1]), Booked.Terms with { FloorKw = 2, CapKw = 1 })
            },
            {
                "the terms evening: currency is not three capital letters",
                () => Book(Booked.Result([1]), Booked.Terms with { Currency = "€" })
            },
            { "result 0 of ven-1 in evt-1: results are counted from 1 on", () => Book(Booked.Result([1], number: 0)) },
            { "the VEN's id is not a name of 1 to 128 visible characters", () => Book(Booked.Result([1], ven: "ven\n1")) },
            {
                "result 1 of ven-1 in evt-1: result 1 is booked already",
                () => Book(Booked.Result([1]), before: Booked.Line(Booked.Terms, Booked.Result([1])))
            },
            {
                "result 2 of ven-1 in evt-1: it was booked in EUR before",
                () =>
                    Book(
                        Booked.Result([1], number: 2),
                        Booked.Terms with
                        {
                            Currency = "GBP",
                        },
                        Booked.Line(Booked.Terms, Booked.Result([1]))
                    )
            },
            {
                "result 2 of ven-1 in evt-1: it is booked before the result that it supersedes",
                () =>
                    Book(
                        Booked.Result([1], number: 2),
                        before: Booked.Line(Booked.Terms, Booked.Result([1])) with
                        {
                            BookedAt = Booked.At + Duration.FromDays(1),
                        }
                    )
            },
        };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Refusals))]
    public void what_cannot_be_settled_is_said_and_has_no_line(string problem, Func<(StatementLine? Line, string? Problem)> book)
    {
        var (line, said) = book();

        said.ShouldBe(problem);
        line.ShouldBeNull();
    }

    [Fact]
    public void terms_hold_from_their_first_moment_to_before_their_end()
    {
        Booked.Terms.HoldAt(Booked.Terms.ValidFrom).ShouldBeTrue();
        Booked.Terms.HoldAt(Booked.Terms.ValidFrom - Duration.Epsilon).ShouldBeFalse();
        Booked.Terms.HoldAt(Booked.Terms.ValidUntil!.Value).ShouldBeFalse();
        (Booked.Terms with { ValidUntil = null }).HoldAt(Instant.FromUtc(2099, 1, 1, 0, 0)).ShouldBeTrue();
    }

    private static (StatementLine?, string?) Book(SettledResult result, SettlementTerms? terms = null, params StatementLine[] before) =>
        Booking.Of(terms ?? Booked.Terms, result, before, Booked.At);
}
