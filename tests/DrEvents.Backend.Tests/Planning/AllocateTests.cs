using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Tests.Planning;

public class AllocateTests
{
    private static Candidate Can(string id, double? kw) => new(id, null, kw);

    [Theory]
    [InlineData(AllocationMethods.Weighted, 6, 2, 4, 0)] // in proportion
    [InlineData(AllocationMethods.Equal, 6, 3, 3, 0)] // the same for both
    [InlineData(AllocationMethods.Equal, 12, 4, 8, 0)] // what the weak one cannot carry goes to the other
    [InlineData(AllocationMethods.Weighted, 20, 4, 8, 8)] // all they have, and the rest is missing
    [InlineData(AllocationMethods.Equal, 20, 4, 8, 8)]
    public void a_request_is_shared_out(string method, double requestedKw, double weakKw, double strongKw, double shortfallKw)
    {
        var plan = Allocate.Plan(requestedKw, method, [Can("ven-weak", 4), Can("ven-strong", 8)]);

        plan.Shares.ShouldBe([new VenShare("ven-strong", strongKw), new VenShare("ven-weak", weakKw)]);
        plan.ShortfallKw.ShouldBe(shortfallKw);
    }

    [Theory]
    [InlineData(AllocationMethods.Weighted, 6, 4, 4, 0)] // 4 × 1 + 4 × 0.5
    [InlineData(AllocationMethods.Equal, 6, 4, 4, 0)]
    [InlineData(AllocationMethods.Weighted, 3, 2, 2, 0)]
    [InlineData(AllocationMethods.Equal, 3, 2, 2, 0)]
    [InlineData(AllocationMethods.Weighted, 9, 4, 4, 3)] // more than they are expected to deliver
    public void who_delivered_half_before_is_counted_for_half(
        string method,
        double requestedKw,
        double goodKw,
        double halfKw,
        double shortKw
    )
    {
        var plan = Allocate.Plan(requestedKw, method, [Can("a", 4), Can("b", 4) with { DeliveredShare = 0.5 }]);

        plan.Shares.ShouldBe([new VenShare("a", goodKw), new VenShare("b", halfKw)]);
        plan.ShortfallKw.ShouldBe(shortKw);
    }

    [Fact]
    public void who_cannot_take_back_is_called_last()
    {
        Candidate[] all = [Can("a", 3), Can("fixed", 5) with { IsFixed = true }];

        var plan = Allocate.Plan(2, AllocationMethods.Weighted, all);
        plan.Shares.ShouldBe([new VenShare("a", 2)]);
        plan.Skipped.ShouldBe([new VenSkip("fixed", SkipReasons.NotNeeded)]);

        Allocate.Plan(4, AllocationMethods.Weighted, all).Shares.ShouldBe([new VenShare("a", 3), new VenShare("fixed", 1)]);
    }

    [Fact]
    public void vens_that_never_said_what_they_can_share_what_the_others_leave_open()
    {
        var plan = Allocate.Plan(5, AllocationMethods.Weighted, [Can("a", 3), Can("b", null), Can("c", null)]);

        plan.Shares.ShouldBe([new VenShare("a", 3), new VenShare("b", 1), new VenShare("c", 1)]);
        plan.ShortfallKw.ShouldBe(0);
    }

    [Fact]
    public void vens_that_never_said_what_they_can_are_not_asked_when_the_others_cover_it()
    {
        var plan = Allocate.Plan(2, AllocationMethods.Weighted, [Can("a", 3), Can("b", null)]);

        plan.Shares.ShouldBe([new VenShare("a", 2)]);
        plan.Skipped.ShouldBe([new VenSkip("b", SkipReasons.NotNeeded)]);
    }

    [Fact]
    public void whoever_is_skipped_is_named_with_the_reason()
    {
        var plan = Allocate.Plan(2, AllocationMethods.Equal, [new Candidate("gone", SkipReasons.Offline, 5), Can("empty", 0), Can("a", 3)]);

        plan.Skipped.ShouldBe([new VenSkip("empty", SkipReasons.NothingToShed), new VenSkip("gone", SkipReasons.Offline)]);
        plan.Shares.ShouldBe([new VenShare("a", 2)]);
    }

    [Fact]
    public void without_anybody_all_of_the_request_is_missing()
    {
        var plan = Allocate.Plan(7.5, AllocationMethods.Weighted, []);

        plan.Shares.ShouldBeEmpty();
        plan.ShortfallKw.ShouldBe(7.5);
    }

    [Fact]
    public void rounding_to_watts_is_no_shortfall()
    {
        var fleet = Enumerable.Range(0, 997).Select(n => Can($"ven-{n}", 1 + n * 0.0137)).ToList();

        var plan = Allocate.Plan(1234.567, AllocationMethods.Weighted, fleet);

        plan.ShortfallKw.ShouldBe(0);
        plan.Shares.Sum(s => s.Kw).ShouldBe(1234.567, tolerance: 0.5);
    }
}
