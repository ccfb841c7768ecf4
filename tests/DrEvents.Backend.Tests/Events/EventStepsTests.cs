using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Tests.Events;

public class EventStepsTests
{
    private static readonly DateTimeOffset Start = Given.Start;
    private static readonly DateTimeOffset PreparedAt = Start - EventSteps.PreparedAhead;
    private static readonly AllocationPlan Plan = new([], [], 0);

    [Fact]
    public void too_early_nothing_happens()
    {
        EventSteps.Next(Given.Scheduled(), PreparedAt.AddMilliseconds(-1)).ShouldBe(EventStep.None);
        Given.Scheduled().NextDueAt.ShouldBe(PreparedAt);
    }

    [Fact]
    public void shortly_before_its_start_its_commands_are_made_ready_once()
    {
        EventSteps.Next(Given.Scheduled(), PreparedAt).ShouldBe(EventStep.Prepare);

        var prepared = Given.Scheduled().Then(new EventPlanned(Plan, PreparedAt), new VensTold(PreparedAt, 0, 1, PreparedAt));

        prepared.IsPrepared.ShouldBeTrue();
        (EventSteps.Next(prepared, PreparedAt.AddSeconds(1)), prepared.NextDueAt).ShouldBe((EventStep.None, Start));
    }

    [Fact]
    public void at_its_start_an_event_is_activated_whether_it_was_made_ready_or_not()
    {
        EventSteps.Next(Given.Scheduled(), Start).ShouldBe(EventStep.Activate);
        EventSteps.Next(Given.Scheduled().Then(new EventPlanned(Plan, PreparedAt)), Start).ShouldBe(EventStep.Activate);
    }

    [Fact]
    public void an_event_that_is_changed_after_it_was_made_ready_is_made_ready_anew()
    {
        var changed = Given
            .Scheduled()
            .Then(
                new EventPlanned(Plan, PreparedAt),
                new VensTold(PreparedAt, 0, 1, PreparedAt),
                new EventModified(Start.AddHours(1), Start.AddHours(2), 5, 100, "weighted", null, 0, null, PreparedAt.AddSeconds(1))
            );

        (changed.IsPrepared, changed.HasToTell).ShouldBe((false, true), "what was made ready has to be taken back");
        EventSteps.Next(changed, Start.AddHours(1) - EventSteps.PreparedAhead).ShouldBe(EventStep.Prepare);
    }

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
        EventSteps.Next(scheduled, at.AddSeconds(-1)).ShouldBe(EventStep.None);
        EventSteps.Next(scheduled, at).ShouldBe(EventStep.Announce);

        var announced = scheduled.Then(new EventAnnounced(Plan, at));
        announced.HasToTell.ShouldBeTrue();
        var told = announced.Then(new VensTold(at, 0, 1, at.AddSeconds(1)));
        (told.HasToTell, EventSteps.Next(told, at.AddSeconds(2)), told.NextDueAt).ShouldBe((false, EventStep.None, PreparedAt));

        var changed = told.Then(
            new EventModified(Start, Start.AddHours(2), 5, 100, "weighted", null, 0, null, at.AddMinutes(5), at.AddMinutes(5))
        );
        EventSteps.Next(changed, at.AddMinutes(5)).ShouldBe(EventStep.Announce);
        var stale = changed.Then(new EventAnnounced(Plan, at.AddMinutes(6)), new VensTold(at, 0, 1, at.AddMinutes(7)));
        stale.HasToTell.ShouldBeTrue("what was stored was the old announcement");
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

    [Theory]
    [InlineData(24, 2880, 4320, 2881)]
    [InlineData(24, 720, 4320, 1440)]
    [InlineData(0, 2880, 4320, 2881)]
    [InlineData(24, 2880, 2880, 2880)]
    [InlineData(24, 0.5, 0.5, 0.5)]
    public void what_a_programme_promises_goes_before_the_settings(double hoursMax, double noticeMin, double aheadMin, double toldMin) =>
        new AnnouncementOptions { HoursMax = hoursMax }
            .At(Start, Start.AddMinutes(-aheadMin), isKnown: false, TimeSpan.FromMinutes(noticeMin))
            .ShouldBe(Start.AddMinutes(-toldMin));

    [Fact]
    public void a_start_that_was_missed_happens_while_there_is_time_left() =>
        EventSteps.Next(Given.Scheduled(), Start.AddMinutes(59)).ShouldBe(EventStep.Activate);

    [Fact]
    public void an_event_whose_time_is_over_was_missed() => EventSteps.Next(Given.Scheduled(), Start.AddHours(1)).ShouldBe(EventStep.Miss);

    [Fact]
    public void a_plan_or_a_page_that_does_not_come_is_asked_for_again_after_a_while_and_not_all_the_time()
    {
        var begun = Given.Scheduled().Then(new EventActivated(Plan: null, 0, Start));
        EventSteps.Next(begun, Start.AddSeconds(29)).ShouldBe(EventStep.None, "it is on its way");
        EventSteps.Next(begun, Start.AddSeconds(30)).ShouldBe(EventStep.PlanAgain);
        EventSteps.Next(begun.Then(new EventSwept(Start.AddSeconds(30))), Start.AddSeconds(59)).ShouldBe(EventStep.None);

        var planned = begun.Then(
            new EventPlanned(Plan, Start.AddSeconds(40)),
            new VensTold(Start.AddSeconds(40), 0, 2, Start.AddSeconds(41))
        );
        EventSteps.Next(planned, Start.AddSeconds(70)).ShouldBe(EventStep.TellAgain, "the second page is not told");
        var told = planned.Then(new VensTold(Start.AddSeconds(40), 1, 2, Start.AddSeconds(71)));
        (EventSteps.Next(told, Start.AddSeconds(70)), told.NextDueAt).ShouldBe((EventStep.None, Start.AddHours(1)));
    }

    [Fact]
    public void a_page_that_is_told_twice_counts_once()
    {
        var planned = Given.Active().Then(new EventPlanned(Plan, Start));

        planned.Then(new VensTold(Start, 0, 2, Start), new VensTold(Start, 0, 2, Start)).HasToTell.ShouldBeTrue();
    }

    [Fact]
    public void a_change_of_a_running_event_needs_a_plan_and_then_its_pages()
    {
        var changed = Given
            .Active()
            .Then(
                new VensTold(Start, 0, 1, Start),
                new EventModified(Start, Start.AddHours(2), 5, 100, "weighted", null, 0, null, Start.AddMinutes(1))
            );

        (changed.Revision, changed.PlannedAt).ShouldBe((2, null));
        var planned = changed.Then(new EventPlanned(Plan, Start.AddMinutes(1)));
        planned.HasToTell.ShouldBeTrue();
        planned.Then(new VensTold(Start.AddMinutes(1), 0, 1, Start.AddMinutes(1))).HasToTell.ShouldBeFalse();
    }

    [Fact]
    public void at_its_end_an_event_is_completed_even_if_its_vens_were_never_told() =>
        EventSteps.Next(Given.Active(), Start.AddHours(1)).ShouldBe(EventStep.Complete);

    [Fact]
    public void an_event_that_is_over_has_its_vens_told_once()
    {
        var at = Start.AddMinutes(1);
        var stopped = Given.Active().Then(new VensTold(Start, 0, 1, Start), new EventStopped(null, at));

        (stopped.HasToTell, stopped.NextDueAt).ShouldBe((true, at.AddSeconds(30)));
        var told = stopped.Then(new VensTold(at, 0, 1, at));
        (told.HasToTell, told.NextDueAt).ShouldBe((false, null));
    }

    [Fact]
    public void an_announced_event_that_is_cancelled_has_its_vens_told() =>
        Given
            .Scheduled()
            .Then(new EventAnnounced(Plan, Start.AddHours(-1)), new EventCancelled("rain", Start.AddMinutes(-5)))
            .HasToTell.ShouldBeTrue();

    [Fact]
    public void an_event_that_was_cancelled_before_anybody_knew_has_nobody_to_tell()
    {
        var cancelled = Given.Scheduled().Then(new EventCancelled("rain", Start.AddHours(-1)));

        (cancelled.HasToTell, cancelled.NextDueAt, EventSteps.Next(cancelled, Start)).ShouldBe((false, null, EventStep.None));
    }

    [Fact]
    public void a_page_of_the_start_that_is_told_after_the_event_was_stopped_does_not_hide_the_end() =>
        Given
            .Active()
            .Then(new EventStopped(null, Start.AddSeconds(1)), new VensTold(Start, 0, 1, Start.AddSeconds(2)))
            .HasToTell.ShouldBeTrue();

    /// <summary>What earlier versions stored, up to what they stored when all was done.</summary>
    [Fact]
    public void streams_of_earlier_versions_have_nothing_left_to_do()
    {
        var at = Start.AddMinutes(-30);
        var over = Given
            .Scheduled()
            .Then(
                new EventAnnounced(Plan, at),
                new AnnouncementsDispatched(at, at),
                new EventActivated(Plan, 0, Start),
                new EventDispatched(1, Start),
                new EventModified(Start, Start.AddHours(2), 5, 100, "weighted", null, 0, Plan, Start.AddMinutes(1)),
                new EventDispatched(2, Start.AddMinutes(1)),
                new EventCompleted(Start.AddHours(2)),
                new EventReleased(Start.AddHours(2))
            );

        (over.Status, over.Revision, over.HasToTell, over.NextDueAt).ShouldBe((EventStatus.Completed, 2, false, null));
    }
}
