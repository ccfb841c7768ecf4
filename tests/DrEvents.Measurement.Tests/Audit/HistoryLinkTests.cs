using DrEvents.Measurement.Audit;

namespace DrEvents.Measurement.Tests.Audit;

public sealed class HistoryLinkTests
{
    private static readonly DateTimeOffset At = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void a_chain_holds_until_any_part_of_any_link_is_another()
    {
        var links = Chain(3);
        HistoryLink.Problem(links).ShouldBeNull();

        Func<HistoryLink, HistoryLink>[] changes =
        [
            l => l with { EventId = "evt-00000009" },
            l => l with { Result = 9 },
            l => l with { ResultHash = "other" },
            l => l with { UpTo = 9_999 },
            l => l with { Rows = 9 },
            l => l with { RowsSha256 = "other" },
            l => l with { At = l.At.AddTicks(1) },
            l => l with { Previous = new string('1', 64) },
            l => l with { Hash = new string('1', 64) },
        ];
        foreach (var change in changes)
            HistoryLink.Problem([links[0], change(links[1]), links[2]]).ShouldNotBeNull().ShouldStartWith("the history's link ");
    }

    [Fact]
    public void a_link_that_is_gone_or_stands_elsewhere_is_named()
    {
        var links = Chain(3);

        HistoryLink.Problem([links[0], links[2]]).ShouldBe("link 2 of the history is not there: the next one is 3");
        HistoryLink.Problem([links[1], links[0], links[2]]).ShouldBe("link 1 of the history is not there: the next one is 2");
    }

    [Fact]
    public void a_row_is_known_by_all_that_it_is()
    {
        var digests = new[]
        {
            RowDigest.Of(1, "a", 1, "t", At, "{}"),
            RowDigest.Of(2, "a", 1, "t", At, "{}"),
            RowDigest.Of(1, "b", 1, "t", At, "{}"),
            RowDigest.Of(1, "a", 2, "t", At, "{}"),
            RowDigest.Of(1, "a", 1, "u", At, "{}"),
            RowDigest.Of(1, "a", 1, "t", At.AddMicroseconds(1), "{}"),
            RowDigest.Of(1, "a", 1, "t", At, "{ }"),
        };

        digests.ShouldBeUnique();
        digests.ShouldAllBe(d => d.Length == RowDigest.Digits);
        RowDigest.OfAll(digests).ShouldNotBe(RowDigest.OfAll(digests.Reverse()));
    }

    private static List<HistoryLink> Chain(int links)
    {
        var chain = new List<HistoryLink>();
        for (var i = 0; i < links; i++)
            chain.Add(HistoryLink.After(chain.LastOrDefault(), "evt-00000001", i + 1, "hash", 100 + i, ["aa", "bb"], At.AddHours(i)));
        return chain;
    }
}
