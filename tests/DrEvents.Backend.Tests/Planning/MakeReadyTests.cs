using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Tests.Planning;

/// <summary>What is stored for a VEN in the last seconds before an event begins.</summary>
public class MakeReadyTests
{
    private const string Ven = "ven-1";
    private static readonly DateTimeOffset Ahead = Given.Start.AddSeconds(-15);
    private static readonly DateTimeOffset Now = Given.Start.AddSeconds(-10);
    private static readonly DrEvent Event = Prepared(Given.Scheduled("evt-0000000a"));

    private static DrEvent Prepared(DrEvent owner, double kw = 2) =>
        owner.Then(new EventPlanned(new AllocationPlan([new VenShare(Ven, kw)], [], 0), Ahead));

    private static Participation Announced(DrEvent owner) =>
        Given.Part(
            $"{owner.Id}/{Ven}",
            new CommandDispatched("c0", "event", 1, 2, owner.EndTime, owner.EndTime, "test", null, Ahead, owner.StartTime),
            Given.Yes("c0", Ahead)
        );

    private static Participation Ready(DrEvent owner, double kw = 2) => Given.Part($"{owner.Id}/{Ven}", Shed(owner, null, kw));

    private static CommandDispatched Shed(DrEvent owner, Participation? part, double kw) =>
        Decide(new Call(owner, part, kw, null)).ShouldHaveSingleItem().ShouldBeOfType<CommandDispatched>();

    private static List<object> Decide(params Call[] calls) => [.. Reconcile.Decide(Ven, calls, Now).Select(d => d.Event)];

    [Fact]
    public void a_command_is_stored_ahead_with_the_time_at_which_it_is_sent()
    {
        var command = Shed(Event, null, 2);

        (command.Op, command.RequestedReductionKw, command.At).ShouldBe(("shedPanel", 2, Now));
        (command.SendAt, command.StartsAt, command.EndsAt, command.ExpiresAt).ShouldBe(
            (Event.StartTime, null, Event.EndTime, Event.EndTime)
        );
        var sent = OutgoingCommand.From($"{Event.Id}/{Ven}", command);
        (sent.SendAt, sent.Command.IssuedAt, sent.Command.StartAt, sent.Attempt).ShouldBe((Event.StartTime, Event.StartTime, null, 1));
    }

    [Fact]
    public void a_part_that_is_ready_begins_at_the_start_and_is_not_due_before_it_should_have_been_answered()
    {
        var part = Ready(Event);

        (part.IsReady(Event.StartTime.AddMilliseconds(-1)), part.IsReady(Event.StartTime)).ShouldBe((true, false));
        (part.BeganAt, part.NextDueAt).ShouldBe((Event.StartTime, Event.StartTime.AddSeconds(2)));
        part.Then(Given.Yes(part.NewestId!, Event.StartTime.AddSeconds(1))).ResponseMs.ShouldBe(1000, "from when it could be sent");
    }

    [Fact]
    public void a_part_that_is_taken_back_before_it_was_told_never_began()
    {
        var ended = Ready(Event).Then(new ParticipationEnded("not needed", Now));
        var announced = Announced(Event).Then(Shed(Event, Announced(Event), 2), Given.Restore("c9", Now));

        foreach (var part in new[] { ended, announced })
            (part.BeganAt, part.WasToldToShed).ShouldBe((null, false));
    }

    [Fact]
    public void a_part_that_was_ready_for_another_start_begins_at_the_one_at_which_it_is_told()
    {
        var later = Event with { StartTime = Event.StartTime.AddMinutes(5) };
        var ready = Ready(Event);

        ready.Then(Shed(later, ready, 2)).BeganAt.ShouldBe(later.StartTime);
    }

    /// <summary>That the broker took the first command is stored a moment after a change of the event has replaced it.</summary>
    [Fact]
    public void a_part_that_was_told_at_the_start_and_changed_at_once_began_at_the_start()
    {
        var ready = Ready(Event);
        var changed = ready.Then(
            Given.Shed("c2", 3, Event.StartTime.AddSeconds(1), revision: 2),
            new CommandAccepted(ready.NewestId!, 1, Event.StartTime)
        );

        (changed.BeganAt, changed.WasToldToShed).ShouldBe((Event.StartTime, true));
    }

    [Fact]
    public void what_is_ready_is_not_made_ready_again() => Decide(new Call(Event, Ready(Event), 2, null)).ShouldBeEmpty();

    [Fact]
    public void another_share_start_or_end_is_a_command_of_a_higher_revision()
    {
        var ready = Ready(Event);
        var moved = Event with { StartTime = Event.StartTime.AddSeconds(-3) };
        var longer = Event with { EndTime = Event.EndTime.AddHours(1) };

        foreach (var (owner, kw) in new[] { (Event, 3.0), (moved, 2.0), (longer, 2.0) })
        {
            var command = Shed(owner, ready, kw);
            (command.Revision, command.RequestedReductionKw, command.SendAt, command.EndsAt).ShouldBe(
                (2, kw, owner.StartTime, owner.EndTime)
            );
            var part = ready.Then(command);
            part.Commands.Select(c => c.Status).ShouldBe([CommandStatus.Replaced, CommandStatus.Dispatched]);
        }
    }

    [Theory]
    [InlineData(SkipReasons.Disabled, "not needed before it was told: disabled")]
    [InlineData(null, "not needed before it was told: notNeeded")]
    public void a_ven_that_is_not_asked_any_more_was_never_told_and_hears_nothing(string? skip, string reason) =>
        Decide(new Call(Event, Ready(Event), null, skip)).ShouldHaveSingleItem().ShouldBe(new ParticipationEnded(reason, Now));

    [Fact]
    public void a_ven_that_knows_of_the_event_by_an_announcement_is_told_that_it_is_not_asked()
    {
        var ready = Announced(Event).Then(Shed(Event, Announced(Event), 2));

        foreach (var part in new[] { ready, Announced(Event) })
        {
            var restore = Decide(new Call(Event, part, null, SkipReasons.NotNeeded))
                .ShouldHaveSingleItem()
                .ShouldBeOfType<CommandDispatched>();
            (restore.Op, restore.Reason, restore.SendAt).ShouldBe(("restore", SkipReasons.NotNeeded, null));
        }
    }

    [Fact]
    public void a_ven_that_cannot_be_asked_has_the_reason_on_record_once()
    {
        var call = new Call(Event, null, null, SkipReasons.Offline);
        var stored = Decide(call).ShouldHaveSingleItem();

        stored.ShouldBe(new ParticipationSkipped(SkipReasons.Offline, Now));
        Decide(call with { Participation = Given.Part($"{Event.Id}/{Ven}", stored) }).ShouldBeEmpty();
        Decide(call with { Skip = null }).ShouldBeEmpty("a VEN of which the plan says nothing");
    }

    [Fact]
    public void a_ven_that_another_event_holds_across_the_start_is_decided_on_then()
    {
        var other = Given.Active("evt-0000000b", priority: 200) with { StartTime = Given.Start.AddHours(-1) };
        var held = Given.Part($"{other.Id}/{Ven}", Given.Shed("c1", 2, other.StartTime, other.EndTime));

        Decide(new Call(Event, null, 2, null), new Call(other, held, 2, null)).ShouldBeEmpty();

        var ends = other with { EndTime = Event.StartTime };
        Decide(
                new Call(Event, null, 2, null),
                new Call(ends, held with { Commands = [held.Newest! with { EndsAt = ends.EndTime }] }, 2, null)
            )
            .ShouldHaveSingleItem("it is free at the start")
            .ShouldBeOfType<CommandDispatched>()
            .SendAt.ShouldBe(Event.StartTime);
    }

    [Fact]
    public void of_two_events_that_are_ready_for_one_ven_the_one_that_goes_first_has_it()
    {
        var urgent = Prepared(Given.Scheduled("evt-0000000b", priority: 0));

        Decide(new Call(Event, null, 2, null), new Call(urgent, Ready(urgent), 2, null))
            .ShouldHaveSingleItem()
            .ShouldBe(new ParticipationSkipped("serving evt-0000000b", Now));
        Decide(new Call(Event, Ready(Event), 2, null), new Call(urgent, Ready(urgent), 2, null))
            .ShouldHaveSingleItem()
            .ShouldBe(new ParticipationEnded("not needed before it was told: serving evt-0000000b", Now));
    }

    [Fact]
    public void an_event_that_is_called_off_or_moved_takes_back_what_is_ready()
    {
        var cancelled = Event.Then(new EventCancelled("rain", Now));
        var missed = Event.Then(new EventMissed("missed", Now));
        var moved = Event.Then(
            new EventModified(Event.StartTime.AddHours(1), Event.EndTime.AddHours(1), 10, 100, "weighted", null, 0, null, Now)
        );

        foreach (var (owner, reason) in new[] { (cancelled, "rain"), (missed, "missed"), (moved, SkipReasons.NotNeeded) })
        {
            Decide(new Call(owner, Ready(Event), null, null))
                .ShouldHaveSingleItem(owner.Status)
                .ShouldBe(new ParticipationEnded("not needed before it was told: " + reason, Now));
            Decide(new Call(owner, Announced(Event).Then(Shed(Event, Announced(Event), 2)), null, null))
                .ShouldHaveSingleItem(owner.Status)
                .ShouldBeOfType<CommandDispatched>()
                .Op.ShouldBe("restore");
        }
    }

    [Fact]
    public void an_event_that_runs_leaves_what_was_made_ready_for_its_start_and_replaces_what_was_for_another()
    {
        var begun = Event.Then(new EventActivated(Plan: null, 0, Event.StartTime));
        var later = Event with { StartTime = Event.StartTime.AddSeconds(10) };

        Decide(new Call(begun, Ready(Event), 2, null)).ShouldBeEmpty();

        var command = Decide(new Call(begun, Ready(later), 2, null))
            .ShouldHaveSingleItem("it would be sent at the start that was meant before")
            .ShouldBeOfType<CommandDispatched>();
        (command.Op, command.Revision, command.SendAt).ShouldBe(("shedPanel", 2, null));
    }
}
