using DrEvents.Backend.Features.Streams;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Streams;

/// <summary>What webhooks are told of what needs an operator: that it began, and that it is over.</summary>
public sealed class AttentionNewsTests
{
    private static readonly DateTimeOffset Now = Given.Start;
    private static readonly AttentionItem Under = new("underDelivery", "3 of 5 kW", Now.AddSeconds(-10), "evt-00000001");

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void what_has_been_so_for_ten_seconds_is_told(double agoS, bool isTold)
    {
        var item = Under with { Since = Now.AddSeconds(-agoS) };
        var (news, changed, forgotten) = AttentionNews.Of([item], [], Now);

        news.ShouldBe(isTold ? [new AttentionNews("underDelivery", item, IsOver: false, Now)] : []);
        changed.Select(t => t.Id).ShouldBe(isTold ? ["underDelivery/evt-00000001"] : []);
        forgotten.ShouldBeEmpty();
    }

    [Fact]
    public void what_was_told_is_not_told_again()
    {
        var (news, changed, forgotten) = AttentionNews.Of([Under with { Text = "2 of 5 kW" }], [Told(goneForS: null)], Now);

        (news.Count, changed.Count, forgotten.Count).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void what_is_gone_is_watched_for_a_minute()
    {
        var (news, changed, _) = AttentionNews.Of([], [Told(goneForS: null)], Now);

        news.ShouldBeEmpty();
        changed.ShouldHaveSingleItem().GoneSince.ShouldBe(Now);
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void what_is_gone_for_a_minute_is_over(double goneForS, bool isOver)
    {
        var (news, changed, forgotten) = AttentionNews.Of([], [Told(goneForS)], Now);

        news.ShouldBe(isOver ? [new AttentionNews("underDelivery", Under, IsOver: true, Now)] : []);
        changed.ShouldBeEmpty();
        forgotten.Count.ShouldBe(isOver ? 1 : 0);
    }

    [Fact]
    public void what_comes_back_within_a_minute_was_never_away()
    {
        var (news, changed, forgotten) = AttentionNews.Of([Under], [Told(goneForS: 59)], Now);

        (news.Count, forgotten.Count).ShouldBe((0, 0));
        changed.ShouldHaveSingleItem().GoneSince.ShouldBeNull();
    }

    [Fact]
    public void what_health_says_is_of_one_kind_and_webhooks_are_not_told_of_themselves()
    {
        var since = Now.AddMinutes(-1);
        AttentionItem[] items =
        [
            new("broker", "broker: not connected", since),
            new("webhooks", "3 deliveries", since),
            new("archive", "7 days", since),
        ];

        AttentionNews
            .Of(items, [], Now)
            .News.Select(n => (n.Kind, n.Item.Kind))
            .ShouldBe([("health", "broker"), ("archive", "archive")], ignoreOrder: true);
    }

    private static AttentionTold Told(double? goneForS) =>
        new("underDelivery/evt-00000001", Under, goneForS is { } s ? Now.AddSeconds(-s) : null);
}
