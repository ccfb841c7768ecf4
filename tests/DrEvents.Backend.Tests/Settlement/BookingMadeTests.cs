using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Measurement.Results;
using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>What the VENs of a result are booked with, and what is said of those that are not.</summary>
public sealed class BookingMadeTests
{
    private const string DrEvent = "evt-1a2b3c4d";
    private static readonly DateTimeOffset Start = Given.Start;
    private static readonly DateTimeOffset At = Start.AddHours(2);
    private static readonly Dictionary<string, List<StatementLine>> Nothing = [];

    private static readonly SettlementTerms Terms = new(
        "all",
        "EUR",
        0.5m,
        15,
        SettledReduction.Signed,
        Instant.FromDateTimeOffset(Start.AddDays(-1)),
        CapKw: 5
    );

    private static readonly TermsBook ForAll = new([new AssignedTerms(Terms)]);

    [Fact]
    public void each_ven_is_booked_by_the_mean_of_the_intervals_of_its_terms()
    {
        var made = Made(ForAll, Nothing, number: 1);

        // Quarters of 4 and of 7 kW, of which the second is capped.
        made.Add(Ven("a", [3, 3, 6, 7, 7, 7]), []);

        var line = made.Lines.ShouldHaveSingleItem();
        (line.VenId, line.EventId, line.Result, line.Supersedes, line.Terms).ShouldBe(("a", DrEvent, 1, null, "all"));
        (line.QuantityKwh, line.Amount, line.PricePerKwh).ShouldBe((2.25m, 1.13m, 0.5m));
        (line.Start, line.End, line.BookedAt).ShouldBe((At(0), At(30), At(120)));

        static Instant At(int minutes) => Instant.FromDateTimeOffset(Start.AddMinutes(minutes));
    }

    [Fact]
    public void of_a_ven_that_is_not_booked_it_is_said_why()
    {
        var book = new TermsBook([
            new AssignedTerms(Terms with { Id = "north" }, Groups: ["north"]),
            new AssignedTerms(Terms with { Id = "pools" }, Groups: ["pools"]),
        ]);
        var made = Made(book, Nothing, number: 1);

        made.Add(Ven("a", [1, 1, 1, 1, 1, 1]), ["elsewhere"]);
        made.Add(Ven("b", [1, 1, 1, 1, 1, 1]), ["north", "pools"]);
        made.Add(Ven("c", [1, null, 1, 1, 1, 1], "1 of 6 intervals are not known"), ["north"]);
        made.Add(Ven("d", [1, 1, 1, 1, 1, 1]), ["north"]);

        var booked = made.Done();
        (booked.Lines, booked.WithoutTerms, booked.Refused, booked.Unchanged).ShouldBe((1, 1, 2, 0));
        booked.RefusedVens.ShouldBe([
            new LineRefused("b", "its groups give it different terms: north by north, pools by pools"),
            new LineRefused("c", "its result is provisional: 1 of 6 intervals are not known"),
        ]);
        booked.Totals.ShouldBe([new BookedTotal("EUR", 0.5m, 0.25m)]);
    }

    [Fact]
    public void what_is_provisional_is_booked_where_that_is_wanted_and_what_is_not_known_never()
    {
        var made = Made(ForAll, Nothing, number: 1, bookProvisional: true);

        made.Add(Ven("a", [1, 1, 1, 1, 1, 1], "some of the hours before are missing"), []);
        made.Add(Ven("b", [1, null, 1, 1, 1, 1], "1 of 6 intervals are not known"), []);

        made.Lines.ShouldHaveSingleItem().VenId.ShouldBe("a");
        made.Done()
            .RefusedVens.ShouldBe([new LineRefused("b", $"result 1 of b in {DrEvent} does not know the reduction of interval 1 of 2")]);
    }

    [Fact]
    public void a_later_result_is_booked_with_its_differences_and_nothing_where_there_is_none()
    {
        var first = Made(ForAll, Nothing, number: 1);
        first.Add(Ven("a", [4, 4, 4, 4, 4, 4]), []);
        first.Add(Ven("b", [4, 4, 4, 4, 4, 4]), []);
        first.Add(Ven("gone", [4, 4, 4, 4, 4, 4]), []);

        var second = Made(ForAll, Before(first), number: 3);
        second.Add(Ven("a", [4, 4, 4, 4, 4, 1]), []);
        second.Add(Ven("b", [4, 4, 4, 4, 4, 4]), []);

        var line = second.Lines.ShouldHaveSingleItem();
        (line.VenId, line.Result, line.Supersedes, line.QuantityKwh, line.Amount).ShouldBe(("a", 3, 1, -0.25m, -0.12m));
        first.Lines[0].Amount.ShouldBe(1m);
        var booked = second.Done();
        (booked.Unchanged, booked.Refused).ShouldBe((1, 1));
        booked.RefusedVens.ShouldBe([new LineRefused("gone", "it is not in result 3; what was booked of result 1 stands")]);
        booked.Totals.ShouldBe([new BookedTotal("EUR", -0.25m, -0.12m)]);
    }

    [Fact]
    public void a_correction_goes_by_the_terms_that_were_booked_by_wherever_the_ven_is_now()
    {
        var book = new TermsBook([
            new AssignedTerms(Terms with { Id = "north" }, Groups: ["north"]),
            new AssignedTerms(Terms with { Id = "others", PricePerKwh = 9 }),
        ]);
        var first = Made(book, Nothing, number: 1);
        first.Add(Ven("a", [4, 4, 4, 4, 4, 4]), ["north"]);

        var second = Made(book, Before(first), number: 2);
        second.Add(Ven("a", [2, 2, 2, 2, 2, 2]), []);
        var third = Made(new TermsBook([book.All[1]]), Before(first), number: 2);
        third.Add(Ven("a", [4, 4, 4, 4, 4, 4]), []);

        (second.Lines[0].Terms, second.Lines[0].Amount).ShouldBe(("north", -0.5m));
        // The terms are gone: the whole difference is settled.
        (third.Lines[0].Terms, third.Lines[0].QuantityKwh, third.Lines[0].Amount).ShouldBe(("others", 0m, 17m));
    }

    [Fact]
    public void what_was_refused_can_be_booked_of_the_same_result_and_what_was_booked_cannot_twice()
    {
        var first = Made(ForAll, Nothing, number: 1);
        first.Add(Ven("a", [4, 4, 4, 4, 4, 4]), []);
        first.Add(Ven("b", [4, 4, 4, 4, 4, 4], "provisional"), []);

        var again = Made(ForAll, Before(first), number: 1, bookProvisional: true);
        again.Add(Ven("a", [4, 4, 4, 4, 4, 4]), []);
        again.Add(Ven("b", [4, 4, 4, 4, 4, 4], "provisional"), []);

        again.Lines.ShouldHaveSingleItem().VenId.ShouldBe("b");
        (again.Done().Unchanged, again.Done().Refused).ShouldBe((1, 0));
    }

    [Fact]
    public void an_event_of_a_programme_is_booked_by_its_terms()
    {
        var book = new TermsBook([
            new AssignedTerms(Terms),
            new AssignedTerms(Terms with { Id = "summer", PricePerKwh = 2 }, Programmes: ["summer"]),
        ]);
        var (of, other) = (Made(book, Nothing, number: 1, programme: "summer"), Made(book, Nothing, number: 1, programme: "winter"));

        of.Add(Ven("a", [4, 4, 4, 4, 4, 4]), []);
        other.Add(Ven("a", [4, 4, 4, 4, 4, 4]), []);

        (of.Lines[0].Terms, of.Lines[0].Amount, other.Lines[0].Terms).ShouldBe(("summer", 4m, "all"));
    }

    [Fact]
    public void who_is_booked_for_an_event_of_the_same_hours_is_not_booked_twice_and_is_corrected_where_he_was()
    {
        var elsewhere = new Dictionary<string, string> { ["a"] = "evt-0000000b" };
        var made = Made(ForAll, Nothing, number: 1, elsewhere: elsewhere);
        made.Add(Ven("a", [4, 4, 4, 4, 4, 4]), []);
        made.Add(Ven("b", [4, 4, 4, 4, 4, 4]), []);
        var first = Made(ForAll, Nothing, number: 1);
        first.Add(Ven("a", [4, 4, 4, 4, 4, 4]), []);
        var corrected = Made(ForAll, Before(first), number: 2, elsewhere: elsewhere);
        corrected.Add(Ven("a", [2, 2, 2, 2, 2, 2]), []);
        // It was taken back, and the other event was booked meanwhile.
        var takenBack = Made(ForAll, Before(first), number: 2);
        takenBack.Add(Ven("a", [0, 0, 0, 0, 0, 0]), []);
        var lines = new Dictionary<string, List<StatementLine>> { ["a"] = [.. first.Lines, .. takenBack.Lines] };
        var again = Made(ForAll, lines, number: 3, elsewhere: elsewhere);
        again.Add(Ven("a", [4, 4, 4, 4, 4, 4]), []);

        again.Lines.ShouldBeEmpty();
        again.Done().Refused.ShouldBe(1);
        made.Lines.ShouldHaveSingleItem().VenId.ShouldBe("b");
        made.Done()
            .RefusedVens.ShouldBe([
                new LineRefused("a", "it is booked for event evt-0000000b already, whose hours overlap: no kWh is settled twice"),
            ]);
        corrected.Lines.ShouldHaveSingleItem().QuantityKwh.ShouldBe(-1);
    }

    [Fact]
    public void refused_vens_are_counted_all_and_named_up_to_a_hundred()
    {
        var made = Made(ForAll, Nothing, number: 1);
        for (var i = 0; i < 120; i++)
            made.Add(Ven($"ven-{i:000}", [1, 1, 1, 1, 1, 1], "provisional"), []);

        var booked = made.Done();

        (booked.Refused, booked.RefusedVens.Count, booked.RefusedVens[99].VenId).ShouldBe((120, 100, "ven-099"));
    }

    private static Dictionary<string, List<StatementLine>> Before(BookingMade made) =>
        made.Lines.GroupBy(l => l.VenId).ToDictionary(g => g.Key, g => g.ToList());

    private static BookingMade Made(
        TermsBook book,
        Dictionary<string, List<StatementLine>> before,
        int number,
        bool bookProvisional = false,
        string? programme = null,
        Dictionary<string, string>? elsewhere = null
    ) => new(DrEvent, Result(number), book, bookProvisional, before, At.AddHours(number - 1), programme, elsewhere);

    private static ResultIssued Result(int number)
    {
        var hours = new ResultHours(Start, Start.AddMinutes(30));
        var measured = new MeasuredHours(
            Instant.FromDateTimeOffset(hours.Start),
            Instant.FromDateTimeOffset(hours.End),
            5,
            DateTimeZone.Utc
        );
        var made = new ResultMade(hours, measured, 4, "data of time zones");
        return made.After(null, new Dictionary<string, VenWas>(), 1, isAskedFor: false, At)! with { Number = number };
    }

    private static VenResult Ven(string venId, double?[] signedKw, string? provisional = null) =>
        new(
            venId,
            "pre-event-mean",
            1,
            [],
            [],
            [],
            new ResultAdjustment("none", 0, null, null, null),
            [],
            [],
            signedKw,
            signedKw,
            null,
            null,
            provisional,
            "hash"
        );
}
