using DrEvents.Measurement.Files;
using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Measurement.Tests.Settlement;

/// <summary>For whom terms are, and files of them.</summary>
public sealed class TermsBookTests
{
    private static readonly Instant Then = Booked.Start;

    private static readonly TermsBook Book = new([
        new AssignedTerms(Named("others")),
        new AssignedTerms(Named("north"), Groups: ["north"]),
        new AssignedTerms(Named("pools"), Groups: ["pools", "south"]),
        new AssignedTerms(Named("ven-1"), Vens: ["ven-1"]),
        new AssignedTerms(Named("summer"), Programmes: ["summer", "winter"]),
        new AssignedTerms(Named("ven-9") with { ValidUntil = Then }, Vens: ["ven-9"]),
    ]);

    [Theory]
    [InlineData("ven-1", "", "ven-1")]
    [InlineData("ven-1", "north pools", "ven-1")]
    [InlineData("ven-2", "north", "north")]
    [InlineData("ven-2", "elsewhere south", "pools")]
    // Both groups are of the same terms.
    [InlineData("ven-2", "pools south", "pools")]
    [InlineData("ven-2", "", "others")]
    [InlineData("ven-2", "elsewhere", "others")]
    // Its own have ended.
    [InlineData("ven-9", "north", "north")]
    public void terms_of_a_ven_go_before_those_of_its_groups_and_these_before_those_of_all_others(
        string venId,
        string groups,
        string terms
    ) => Book.Of(venId, groups.Split(' ', StringSplitOptions.RemoveEmptyEntries), Then).Terms!.Id.ShouldBe(terms);

    [Theory]
    [InlineData("ven-1", "winter", "summer")]
    [InlineData("ven-2", "summer", "summer")]
    [InlineData("ven-1", "spring", "ven-1")]
    [InlineData("ven-2", null, "others")]
    public void terms_of_a_programme_go_before_all_others_in_its_events_and_are_for_no_other(
        string venId,
        string? programme,
        string terms
    ) => Book.Of(venId, [], Then, programme).Terms!.Id.ShouldBe(terms);

    [Fact]
    public void a_ven_whose_groups_have_different_terms_has_none_and_it_is_said()
    {
        var (terms, problem) = Book.Of("ven-2", ["pools", "north"], Then);

        terms.ShouldBeNull();
        problem.ShouldBe("its groups give it different terms: north by north, pools by pools");
    }

    [Fact]
    public void where_no_terms_hold_there_are_none_and_nothing_is_wrong()
    {
        var early = Booked.Terms.ValidFrom - Duration.FromDays(1);

        Book.Of("ven-1", ["north"], early).ShouldBe((null, null));
        new TermsBook([new AssignedTerms(Named("a"), Vens: ["ven-1"])]).Of("ven-2", [], Then).ShouldBe((null, null));
    }

    [Fact]
    public void terms_are_found_by_their_ids_and_their_currencies_are_known()
    {
        var book = new TermsBook([
            new AssignedTerms(Named("a") with { Currency = "GBP" }),
            new AssignedTerms(Named("b"), Vens: ["ven-1"]),
            new AssignedTerms(Named("c"), Vens: ["ven-2"]),
        ]);

        book.Find("b")!.Id.ShouldBe("b");
        book.Find("d").ShouldBeNull();
        book.Currencies.ShouldBe(["EUR", "GBP"]);
    }

    [Fact]
    public void terms_that_follow_one_another_are_for_the_same_vens()
    {
        var book = new TermsBook([
            new AssignedTerms(Named("a") with { ValidUntil = Then }, Vens: ["ven-1"]),
            new AssignedTerms(Named("b") with { ValidFrom = Then, ValidUntil = null }, Vens: ["ven-1"]),
        ]);

        book.Of("ven-1", [], Then - Duration.Epsilon).Terms!.Id.ShouldBe("a");
        book.Of("ven-1", [], Then).Terms!.Id.ShouldBe("b");
    }

    private const string One = """
        {"id":"evening","currency":"EUR","pricePerKwh":"0.25","intervalMinutes":15,"settles":"signed","validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z"}
        """;

    [Fact]
    public void terms_are_read_from_a_file()
    {
        var other = With("\"id\":\"evening\"", "\"id\":\"north\",\"groups\":[\"north\"],\"capKw\":\"4.5\"");

        var book = Read($$"""{"terms":[{{One}},{{other}}]}""");

        book.All[0].Terms.ShouldBe(Booked.Terms);
        (book.All[0].AreForOthers, book.All[1].AreForOthers).ShouldBe((true, false));
        book.All[1].Groups.ShouldBe(["north"]);
        book.All[1].Terms.ShouldBe(Booked.Terms with { Id = "north", CapKw = 4.5m });
    }

    [Theory]
    [InlineData("15", "7", "terms.0.intervalMinutes: is not 5, 15, 30 or 60")]
    [InlineData("0.25", "a quarter", "terms.0.pricePerKwh: 'a quarter' is not")]
    [InlineData("0.25", "0.1234567891", "terms.0.pricePerKwh: has more than 9 digits after the point")]
    [InlineData("2026-01-01", "1.1.2026", "terms.0.validFrom: '1.1.2026T00:00:00Z' is not a time")]
    [InlineData("{\"id\"", "{\"vens\":[],\"id\"", "terms.0.vens: names nobody; without it the terms are for all others")]
    [InlineData("{\"id\"", "{\"vens\":[\"a\",\"a\"],\"id\"", "terms.0.vens: names a twice")]
    [InlineData("{\"id\"", "{\"groups\":[\" a\"],\"id\"", "terms.0.groups: one of them is not a name of")]
    [InlineData("{\"id\"", "{\"groups\":[null],\"id\"", "terms.0.groups.0: is null")]
    [InlineData("{\"id\"", "{\"programmes\":[],\"id\"", "terms.0.programmes: names nobody")]
    [InlineData(
        "{\"id\"",
        "{\"programmes\":[\"summer\"],\"vens\":[\"a\"],\"id\"",
        "terms.0.programmes: are named beside vens or groups: terms of a programme are for all who take part in it"
    )]
    [InlineData("{\"id\"", "{\"price\":1,\"id\"", "terms[0].price: there is no such name here")]
    public void what_is_wrong_with_terms_is_said_with_their_number_and_field(string text, string wrong, string problem) =>
        Should
            .Throw<BadFileException>(() => Read($$"""{"terms":[{{With(text, wrong)}}]}"""))
            .Message.ShouldStartWith("t.json: line 1: " + problem);

    [Theory]
    [InlineData("", "", "terms.1.id: evening is the id of others too")]
    [InlineData("", "\"id\":\"b\",", "terms.1.validFrom: everybody else has other terms at the same time: evening")]
    [InlineData("\"vens\":[\"x\"],", "\"id\":\"b\",\"vens\":[\"y\",\"x\"],", "terms.1.vens: x has other terms at the same time: evening")]
    [InlineData("\"groups\":[\"x\"],", "\"id\":\"b\",\"groups\":[\"x\"],", "terms.1.groups: x has other terms at the same time: evening")]
    [InlineData("\"groups\":[\"x\"],", "\"id\":\"b\",\"vens\":[\"x\"],", null)]
    [InlineData("", "\"id\":\"b\",\"programmes\":[\"x\"],", null)]
    [InlineData(
        "\"programmes\":[\"x\"],",
        "\"id\":\"b\",\"programmes\":[\"x\"],",
        "terms.1.programmes: x has other terms at the same time: evening"
    )]
    public void terms_that_contradict_each_other_are_refused(string first, string second, string? problem)
    {
        var id = second.Contains("\"id\"", StringComparison.Ordinal) ? "" : "\"id\":\"evening\",";
        var other = With("\"id\":\"evening\",", id + second);
        var json = $$"""{"terms":[{{One.Replace("{", "{" + first, StringComparison.Ordinal)}},{{other}}]}""";

        if (problem is null)
            Read(json).All.Count.ShouldBe(2);
        else
            Should.Throw<BadFileException>(() => Read(json)).Message.ShouldBe("t.json: line 1: " + problem);
    }

    [Theory]
    [InlineData("{}", "json: lacks ")]
    [InlineData("""{"terms":[]}""", "terms: there are none")]
    [InlineData("""{"terms":[null]}""", "terms.0: is null")]
    [InlineData("""{"terms":[{}]}""", "terms[0]: lacks ")]
    public void a_file_without_terms_is_refused(string json, string problem) =>
        Should.Throw<BadFileException>(() => Read(json)).Message.ShouldStartWith("t.json: line 1: " + problem);

    private static TermsBook Read(string json) => TermsFile.Read(InputFile.Of("t.json", json));

    private static string With(string text, string wrong)
    {
        One.ShouldContain(text);
        return One.Replace(text, wrong, StringComparison.Ordinal);
    }

    private static SettlementTerms Named(string id) => Booked.Terms with { Id = id };
}
