using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Tests.Dispatch;

public class AdvanceEventTests
{
    private static readonly DateTimeOffset Start = Given.Start;

    [Fact]
    public void too_early_nothing_happens() =>
        AdvanceEventHandler.Next(Given.Scheduled(), Start.AddMilliseconds(-1)).ShouldBe(EventStep.None);

    [Fact]
    public void at_its_start_an_event_is_activated() => AdvanceEventHandler.Next(Given.Scheduled(), Start).ShouldBe(EventStep.Activate);

    [Fact]
    public void an_event_is_announced_in_its_time_once_and_again_when_it_changed()
    {
        var at = Start.AddMinutes(-30);
        var scheduled = DrEvent.Fold(
            null,
            "evt-00000001",
            new EventScheduled(Start, Start.AddHours(1), 10, 100, "weighted", null, 0, Start.AddHours(-1), at)
        )!;
        scheduled.NextDueAt.ShouldBe(at);
        AdvanceEventHandler.Next(scheduled, at.AddSeconds(-1)).ShouldBe(EventStep.None);
        AdvanceEventHandler.Next(scheduled, at).ShouldBe(EventStep.Announce);

        var announced = scheduled.Then(new EventAnnounced(new AllocationPlan([], [], 0), at));
        AdvanceEventHandler.Next(announced, at).ShouldBe(EventStep.Dispatch);
        var told = announced.Then(new AnnouncementsDispatched(at, at.AddSeconds(1)));
        (AdvanceEventHandler.Next(told, at.AddSeconds(2)), told.NextDueAt).ShouldBe((EventStep.None, Start));

        var changed = told.Then(
            new EventModified(Start, Start.AddHours(2), 5, 100, "weighted", null, 0, null, at.AddMinutes(5), at.AddMinutes(5))
        );
        AdvanceEventHandler.Next(changed, at.AddMinutes(5)).ShouldBe(EventStep.Announce);
        var stale = changed.Then(
            new EventAnnounced(new AllocationPlan([], [], 0), at.AddMinutes(6)),
            new AnnouncementsDispatched(at, at.AddMinutes(7))
        );
        AdvanceEventHandler.Next(stale, at.AddMinutes(7)).ShouldBe(EventStep.Dispatch, "what was stored was the old announcement");
        stale.NextDueAt.ShouldBe(at.AddMinutes(6));
    }

    [Fact]
    public void an_announced_event_that_is_cancelled_releases_its_vens()
    {
        var cancelled = Given
            .Scheduled()
            .Then(new EventAnnounced(new AllocationPlan([], [], 0), Start.AddHours(-1)), new EventCancelled("rain", Start.AddMinutes(-5)));

        AdvanceEventHandler.Next(cancelled, Start.AddMinutes(-5)).ShouldBe(EventStep.Release);
        AdvanceEventHandler.Next(cancelled.Then(new EventReleased(Start)), Start).ShouldBe(EventStep.None);
    }

    [Theory]
    [InlineData(30, false, null)]
    [InlineData(30, true, 0.0)]
    [InlineData(3600, false, 0.0)]
    [InlineData(90_000, false, 3600.0)]
    public void announced_is_a_day_ahead_or_at_once_but_not_in_the_last_minute(double aheadS, bool isKnown, double? inS) =>
        new AnnouncementOptions()
            .At(Start, Start.AddSeconds(-aheadS), isKnown)
            .ShouldBe(inS is { } seconds ? Start.AddSeconds(seconds - aheadS) : null);

    [Fact]
    public void a_start_that_was_missed_happens_while_there_is_time_left() =>
        AdvanceEventHandler.Next(Given.Scheduled(), Start.AddMinutes(59)).ShouldBe(EventStep.Activate);

    [Fact]
    public void an_event_whose_time_is_over_was_missed() =>
        AdvanceEventHandler.Next(Given.Scheduled(), Start.AddHours(1)).ShouldBe(EventStep.Miss);

    [Fact]
    public void an_active_event_is_dispatched_until_all_its_commands_are_stored()
    {
        var active = Given.Active();

        AdvanceEventHandler.Next(active, Start.AddSeconds(1)).ShouldBe(EventStep.Dispatch);
        AdvanceEventHandler.Next(active.Then(new EventDispatched(1, Start)), Start.AddSeconds(1)).ShouldBe(EventStep.None);
    }

    [Fact]
    public void a_change_of_an_active_event_is_dispatched_again()
    {
        var changed = Given
            .Active()
            .Then(
                new EventDispatched(1, Start),
                new EventModified(Start, Start.AddHours(2), 5, 100, "weighted", null, 0, new AllocationPlan([], [], 5), Start.AddMinutes(1))
            );

        changed.Revision.ShouldBe(2);
        changed.NextDueAt.ShouldBe(Start.AddMinutes(1));
        AdvanceEventHandler.Next(changed, Start.AddMinutes(1)).ShouldBe(EventStep.Dispatch);
        AdvanceEventHandler.Next(changed.Then(new EventDispatched(2, Start.AddMinutes(1))), Start.AddMinutes(2)).ShouldBe(EventStep.None);
    }

    [Fact]
    public void at_its_end_an_event_is_completed_even_if_its_dispatch_never_was() =>
        AdvanceEventHandler.Next(Given.Active(), Start.AddHours(1)).ShouldBe(EventStep.Complete);

    [Fact]
    public void an_event_that_is_over_releases_its_vens_once()
    {
        var stopped = Given.Active().Then(new EventDispatched(1, Start), new EventStopped(null, Start.AddMinutes(1)));

        AdvanceEventHandler.Next(stopped, Start.AddMinutes(1)).ShouldBe(EventStep.Release);
        AdvanceEventHandler.Next(stopped.Then(new EventReleased(Start.AddMinutes(1))), Start.AddMinutes(2)).ShouldBe(EventStep.None);
    }

    [Fact]
    public void an_event_that_was_cancelled_before_its_start_has_nobody_to_release()
    {
        var cancelled = Given.Scheduled().Then(new EventCancelled("rain", Start.AddHours(-1)));

        cancelled.NextDueAt.ShouldBeNull();
        AdvanceEventHandler.Next(cancelled, Start).ShouldBe(EventStep.None);
    }

    [Fact]
    public void a_dispatch_that_ends_after_the_event_was_stopped_does_not_hide_the_release()
    {
        var stopped = Given.Active().Then(new EventStopped(null, Start.AddSeconds(1)), new EventDispatched(1, Start.AddSeconds(2)));

        AdvanceEventHandler.Next(stopped, Start.AddSeconds(2)).ShouldBe(EventStep.Release);
    }
}
