using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Tests.Planning;

/// <summary>Of an hour's event: how long its fleet takes to come back, and each VEN of it.</summary>
public sealed class ReturnTimesTests
{
    private const string Ven = "ven-1";
    private static readonly ReturnOptions Options = new();

    [Theory]
    // A hundredth of the use is held for an hour: a fifth of an hour at five hundredths.
    [InlineData(100, 5, 0.05, 1.05, 720)]
    [InlineData(100, 5, 0.05, 1.10, 360)]
    // Half of it would take ten hours: the longest time counts.
    [InlineData(100, 5, 2.5, 1.05, 10_800)]
    // Those that feed in leave no room.
    [InlineData(100, -1, 2.5, 1.05, 10_800)]
    // Too few VENs for a peak, and too little held.
    [InlineData(9, 5, 2.5, 1.05, null)]
    [InlineData(100, 5, 0.005, 1.05, null)]
    public void what_was_not_used_is_made_good_within_the_bound_and_the_longest_time(
        int vens,
        double usedKw,
        double shareKw,
        double bound,
        int? seconds
    )
    {
        var (plan, candidates) = Fleet(vens, usedKw, shareKw);
        ReturnTimes.Of(plan, candidates, Given.Active(), new ReturnOptions { BoundShare = bound }).ShouldBe(seconds);
    }

    [Fact]
    public void no_longest_time_is_no_return_of_the_backends()
    {
        var (plan, candidates) = Fleet(100, 5, 2.5);
        ReturnTimes.Of(plan, candidates, Given.Active(), new ReturnOptions { LongestMinutes = 0 }).ShouldBeNull();
    }

    [Fact]
    public void vens_that_are_not_called_give_no_room()
    {
        var (plan, candidates) = Fleet(100, 5, 0.05);
        Candidate[] all = [.. candidates, new Candidate("other", null, 1, UsedKw: 10_000)];
        ReturnTimes.Of(plan, all, Given.Active(), Options).ShouldBe(720);
    }

    [Fact]
    public void vens_are_freed_evenly_after_a_third_of_it_and_in_another_order_in_each_event()
    {
        var first = Times(Returning("evt-0000000a"));
        var second = Times(Returning("evt-0000000b"));

        first.ShouldAllBe(s => s >= 3_600 && s <= 10_800);
        foreach (var (from, to) in new[] { (3_600, 5_400), (5_400, 7_200), (7_200, 9_000), (9_000, 10_801) })
            first.Count(s => s >= from && s < to).ShouldBeInRange(210, 290);
        Times(Returning("evt-0000000a")).ShouldBe(first, "the same on every node");
        first.Zip(second).Count(p => Math.Abs(p.First - p.Second) < 60).ShouldBeLessThan(100);

        static List<int> Times(DrEvent owner) =>
            [.. Enumerable.Range(0, 1_000).Select(n => Shed(owner, $"ven-{n}").ReturnSeconds.ShouldNotBeNull())];
    }

    [Fact]
    public void the_restore_at_the_end_says_the_same_as_the_shed()
    {
        var owner = Returning();
        var over = owner.Then(new EventCompleted(owner.EndTime));
        Restore(over, owner.EndTime).ReturnSeconds.ShouldBe(Shed(owner, Ven).ReturnSeconds);
    }

    [Fact]
    public void after_a_tenth_of_the_event_a_tenth_of_the_time_is_enough()
    {
        var owner = Returning();
        var at = owner.StartTime.AddMinutes(6);
        var stopped = owner.Then(new EventStopped("enough", at));
        ((double)Restore(stopped, at).ReturnSeconds!).ShouldBe(Shed(owner, Ven).ReturnSeconds!.Value / 10.0, 1);
    }

    [Fact]
    public void an_emergency_restores_at_once()
    {
        var at = Given.Start.AddMinutes(6);
        Restore(Returning().Then(new EventStopped("fire", at, AtOnce: true)), at).ReturnSeconds.ShouldBe(0);
        Restore(Returning().Then(new EventCancelled("fire", at, AtOnce: true)), at).ReturnSeconds.ShouldBe(0);
    }

    [Fact]
    public void an_event_without_a_time_leaves_vens_their_own_pace()
    {
        var owner = Given.Active();
        Shed(owner, Ven).ReturnSeconds.ShouldBeNull();
        Restore(owner.Then(new EventCompleted(owner.EndTime)), owner.EndTime).ReturnSeconds.ShouldBeNull();
    }

    private static (AllocationPlan, List<Candidate>) Fleet(int vens, double usedKw, double shareKw)
    {
        var ids = Enumerable.Range(0, vens).Select(n => $"ven-{n}").ToList();
        return (
            new AllocationPlan([.. ids.Select(v => new VenShare(v, shareKw))], [], 0),
            ids.ConvertAll(v => new Candidate(v, null, shareKw, UsedKw: usedKw))
        );
    }

    private static DrEvent Returning(string id = "evt-0000000a") =>
        Given.Active(id).Then(new EventPlanned(new AllocationPlan([], [], 0, ReturnSeconds: 10_800), Given.Start));

    private static CommandDispatched Shed(DrEvent owner, string venId) =>
        Decided(owner, venId, new Call(owner, null, 2, null), Given.Start.AddSeconds(1));

    private static CommandDispatched Restore(DrEvent owner, DateTimeOffset at)
    {
        var part = Given.Part($"{owner.Id}/{Ven}", Given.Shed("c1", 2, Given.Start, owner.EndTime), Given.Yes("c1", Given.Start));
        return Decided(owner, Ven, new Call(owner, part, null, null), at);
    }

    private static CommandDispatched Decided(DrEvent owner, string venId, Call call, DateTimeOffset at) =>
        Reconcile.Decide(venId, [call], at).ShouldHaveSingleItem(owner.Id).Event.ShouldBeOfType<CommandDispatched>();
}
