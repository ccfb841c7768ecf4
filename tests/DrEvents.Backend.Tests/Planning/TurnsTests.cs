using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Planning;

public sealed class TurnsTests
{
    private static readonly DrEvent Four = Given.Active(lastsH: 4);
    private static readonly DateTimeOffset Start = Four.StartTime;

    private static Candidate Can(string id, double? kw, double? minutes = null) =>
        new(id, null, kw, EndsAt: minutes is { } m ? Start.AddMinutes(m) : null);

    private static AllocationPlan Plan(double requestedKw, params Candidate[] candidates) =>
        Turns.Plan(Four with { RequestedReductionKw = requestedKw }, candidates, Start);

    [Fact]
    public void without_limits_it_is_the_plan_of_before()
    {
        Candidate[] candidates = [Can("a", 3), Can("b", 5), new("c", SkipReasons.Offline, 2)];

        Plan(4, candidates).ShouldBeEquivalentTo(Allocate.Plan(4, AllocationMethods.Weighted, candidates));
    }

    [Theory]
    [InlineData(4, 4, 1, 0)] // four homes of 4 kW for an hour each: one at a time
    [InlineData(3, 3, 1, 0)] // the last that is called gives what is left
    [InlineData(8, 8, 2, 4)] // what does not last is asked for all the same, and named
    [InlineData(40, 16, 4, 36)]
    public void only_as_many_are_called_as_their_minutes_last_for(double requestedKw, double calledKw, int called, double shortfallKw)
    {
        var plan = Plan(requestedKw, Can("a", 4, 60), Can("b", 4, 60), Can("c", 4, 60), Can("d", 4, 60));

        (plan.Shares.Sum(s => s.Kw), plan.Shares.Count, plan.ShortfallKw).ShouldBe((calledKw, called, shortfallKw));
        plan.Skipped.Count.ShouldBe(4 - called);
        plan.Skipped.ShouldAllBe(s => s.Reason == SkipReasons.NotNeeded);
    }

    [Fact]
    public void each_carries_in_proportion_to_what_it_can_give_all_the_time()
    {
        // Of 10 + 10/2 kW two thirds are asked.
        var plan = Plan(10, Can("lasts", 10), Can("t1", 5, 120), Can("t2", 5, 120));

        plan.Shares.Single(s => s.VenId == "lasts").Kw.ShouldBe(6.667, 0.001);
        plan.Shares.Where(s => s.VenId != "lasts").Sum(s => s.Kw).ShouldBe(3.333, 0.001);
        plan.Shares.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(119, 3, 1)] // two of them leave two minutes that a third has to carry
    [InlineData(119.5, 2, 0)] // so little is not worth one
    public void a_turn_that_does_not_last_to_the_end_takes_one_more(double minutes, double carriedBy, double shortfallKw)
    {
        var plan = Plan((6 / carriedBy) + shortfallKw, Can("a", 2, minutes), Can("b", 2, minutes), Can("c", 2, minutes));

        plan.ShortfallKw.ShouldBe(shortfallKw);
    }

    [Fact]
    public void the_order_of_calling_is_drawn_for_each_event_and_is_the_same_for_whoever_draws_it()
    {
        Candidate[] candidates = [.. Enumerable.Range(0, 40).Select(n => Can($"ven-{n}", 1, 60)), Can("small", 1), Can("large", 2)];
        var first = Order("evt-00000001");

        first.ShouldBe(Order("evt-00000001"));
        first.Take(2).ShouldBe(["large", "small"], "those that last come first");
        // Each VEN comes in the first quarter of about a quarter of the events.
        var early = Enumerable.Range(0, 400).Count(n => Order($"evt-{n:x8}").IndexOf("ven-7") < 12);
        early.ShouldBeInRange(70, 130);

        List<string> Order(string eventId) => [.. Turns.Waiting(eventId, candidates).Select(c => c.VenId)];
    }

    [Fact]
    public void a_new_plan_of_a_running_event_goes_on_with_those_whose_minutes_run()
    {
        Candidate[] candidates = [.. Enumerable.Range(0, 8).Select(n => Can($"ven-{n}", 4, 60) with { HasBegun = n is 3 or 6 })];

        Plan(8, candidates).Shares.Select(s => s.VenId).ShouldBe(["ven-3", "ven-6"]);
    }

    [Theory]
    [InlineData(null, null, 0, 240)]
    [InlineData(90.0, null, 0, 90)] // from the start
    [InlineData(90.0, null, 30, 120)] // called later
    [InlineData(90.0, 10.0, 30, 100)] // from its first shed on, whatever came between
    [InlineData(90.0, 200.0, 220, 240)] // never beyond the event
    [InlineData(0.2, 0.0, 0, 0.2)]
    public void minutes_count_from_the_first_shed(double? minutesMax, double? beganMinute, double nowMinute, double endsMinute)
    {
        var began = beganMinute is { } m ? Start.AddMinutes(m) : (DateTimeOffset?)null;

        Turns.EndOf(Four, began, minutesMax, Start.AddMinutes(nowMinute)).ShouldBe(Start.AddMinutes(endsMinute));
    }

    [Fact]
    public void a_command_ends_with_the_minutes_of_its_ven()
    {
        var limits = new HomeLimits(MaxKw: 1.5, MaxMinutesPerEvent: 30);
        var now = Start.AddMinutes(5);

        var shed = Decide(new Call(Four, null, 2, null, limits), now).ShouldBeOfType<CommandDispatched>();

        (shed.RequestedReductionKw, shed.MaxKw).ShouldBe((1.5, 1.5));
        (shed.EndsAt, shed.ExpiresAt).ShouldBe((now.AddMinutes(30), now.AddMinutes(30)));
        var part = Participation.Fold(null, "evt-00000001/ven-1", shed)!;
        Decide(new Call(Four, part, 2, null, limits), now.AddMinutes(10)).ShouldBeNull("it was told just that");
        // Another share leaves the end where it is.
        Decide(new Call(Four, part, 1, null, limits), now.AddMinutes(10))
            .ShouldBeOfType<CommandDispatched>()
            .EndsAt.ShouldBe(now.AddMinutes(30));
    }

    [Fact]
    public void one_whose_minutes_are_up_is_told_to_restore_and_asked_no_more()
    {
        var limits = new HomeLimits(MaxMinutesPerEvent: 30);
        var part = Given.Part("evt-00000001/ven-1", Given.Shed("c1", 2, Start, Start.AddMinutes(30)), Given.Yes("c1", Start));
        var up = Start.AddMinutes(30);

        // A new plan, or the loop, may want it: it is not asked.
        var restore = Decide(new Call(Four, part, 2, null, limits), up).ShouldBeOfType<CommandDispatched>();
        (restore.Op, restore.Reason).ShouldBe(("restore", Turns.MinutesUp));
        Decide(new Call(Four, part, null, SkipReasons.MinutesUp, limits), up).ShouldBeOfType<CommandDispatched>().Op.ShouldBe("restore");
        var restored = part.Then(restore, Given.Yes(restore.CorrelationId, up));
        restored.Status.ShouldBe(ParticipationStatus.Restored);
        Decide(new Call(Four, restored, 2, null, limits), up.AddMinutes(1)).ShouldBeNull();
    }

    [Fact]
    public void one_whose_limit_or_event_was_changed_since_it_was_decided_that_its_minutes_are_up_goes_on()
    {
        var part = Given.Part("evt-00000001/ven-1", Given.Shed("c1", 2, Start, Start.AddMinutes(30)), Given.Yes("c1", Start));
        var call = new Call(Four, part, null, SkipReasons.MinutesUp, new HomeLimits(MaxMinutesPerEvent: 60));

        var shed = Decide(call, Start.AddMinutes(30)).ShouldBeOfType<CommandDispatched>();

        (shed.Op, shed.RequestedReductionKw, shed.EndsAt).ShouldBe(("shedPanel", 2, Start.AddMinutes(60)));
    }

    [Fact]
    public void what_is_announced_or_made_ready_ends_with_the_minutes_too()
    {
        var ahead = Given.Scheduled(lastsH: 4) with { AnnouncedAt = Start.AddHours(-1), DecidedAt = Start.AddHours(-1) };
        var limits = new HomeLimits(MaxMinutesPerEvent: 30);
        var now = Start.AddMinutes(-10);

        var announced = Decide(new Call(ahead, null, 2, null, limits), now).ShouldBeOfType<CommandDispatched>();
        (announced.StartsAt, announced.EndsAt).ShouldBe((Start, Start.AddMinutes(30)));
        var part = Participation.Fold(null, "evt-00000001/ven-1", announced)!;
        Decide(new Call(ahead, part, 2, null, limits), now).ShouldBeNull();
        var ready = Decide(new Call(ahead with { PlannedAt = now }, part, 2, null, limits), now).ShouldBeOfType<CommandDispatched>();
        (ready.SendAt, ready.EndsAt).ShouldBe((Start, Start.AddMinutes(30)));
        // It began by itself at the start; the command comes late.
        var late = Decide(new Call(Four, part, 2, null, limits), Start.AddMinutes(3)).ShouldBeOfType<CommandDispatched>();
        late.EndsAt.ShouldBe(Start.AddMinutes(30));
    }

    private static object? Decide(Call call, DateTimeOffset now) =>
        Reconcile.Decide("ven-1", [call], now).Select(d => d.Event).SingleOrDefault();
}
