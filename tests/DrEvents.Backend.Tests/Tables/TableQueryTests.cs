using DrEvents.Backend.Features.Tables;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Tests.Tables;

public sealed class TableQueryTests
{
    private sealed record Row(string Id, double? Kw, string? Name = null);

    private static readonly Row[] Rows = [new("a", 2, "b"), new("b", null, "A"), new("c", 1), new("d", 2, "C")];

    private static TableQuery Query(string sort, bool isDescending = false) => new(null, null, null, null, sort, isDescending, 0, 10);

    [Fact]
    public void rows_without_the_value_are_last_whichever_way_and_equal_ones_stay_in_the_order_of_their_ids()
    {
        Ordered("kw", isDescending: false, r => r.Kw).ShouldBe("cadb");
        Ordered("kw", isDescending: true, r => r.Kw).ShouldBe("adcb");
        Ordered("name", isDescending: false, r => r.Name).ShouldBe("badc", "upper or lower case is the same");
        Ordered("id", isDescending: true, null).ShouldBe("dcba");

        static string Ordered(string sort, bool isDescending, Func<Row, object?>? by) =>
            string.Concat(Query(sort, isDescending).InOrder(Rows, by).Select(r => r.Id));
    }

    [Theory]
    [InlineData("VEN-7", true)]
    [InlineData("street", true)]
    [InlineData("lane", false)]
    public void a_search_finds_parts_of_id_and_name_in_any_case(string text, bool isFound) =>
        (Query("id") with { Search = text }).Finds("ven-77", "Main Street 4").ShouldBe(isFound);

    [Theory]
    [InlineData("skipped", "heldOut", 0, null, false, "heldOut")]
    [InlineData("skipped", "serving evt-0000000a", 0, null, false, "serving")]
    [InlineData("pending", "event started", 2, null, true, "late")]
    [InlineData("refused", "no", 2, null, false, "refused")]
    [InlineData("optedOut", "mustRun", 2, 2.0, false, "optedOut")]
    [InlineData("notDelivering", null, 2, 2.0, false, "notDelivering")]
    [InlineData("shedding", null, 2, 2.0, true, "offline")]
    [InlineData("shedding", null, 2, 1.5, false, "limit")]
    [InlineData("shedding", null, 2, 2.0, false, null)]
    [InlineData("restored", null, 2, 2.0, true, null)]
    public void what_a_ven_lacks_follows_from_what_is_known_now(
        string status,
        string? reason,
        double requestedKw,
        double? acceptedKw,
        bool isSilent,
        string? lacks
    )
    {
        Lack.Of(status, reason, requestedKw, acceptedKw, isSilent).ShouldBe(lacks);
        if (lacks is not null)
            Lack.All.ShouldContain(lacks, "it can be asked for");
    }

    [Fact]
    public void the_worst_trouble_is_told()
    {
        var now = Given.Start;
        var ven = new VenRow("v", "", [], Enabled: true, Online: true);
        HeldRow Part(string status) => new("evt-1/v", "v", "evt-1", status, now.AddSeconds(-61));

        Of(ven, now).ShouldBeNull();
        Of(ven with { Online = false }, now).ShouldBe("offline");
        Of(ven with { Online = false }, null).ShouldBe("neverHeard");
        Of(ven with { Online = false, Enabled = false }, now).ShouldBeNull();
        Of(ven, now, Part("refused")).ShouldBe("refused");
        Of(ven, now, Part("pending")).ShouldBe("noAnswer");
        Of(ven, now, Part("pending") with { BeganAt = now.AddSeconds(-59) }).ShouldBeNull();
        Of(ven with { Online = false }, now, Part("shedding")).ShouldBe("notDelivering");

        string? Of(VenRow row, DateTimeOffset? heardAt, params HeldRow[] parts) =>
            VenTroubles.Of(row, heardAt, parts, new HashSet<string> { "evt-1/v" }, now);
    }
}
