using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Tests.Planning;

public class ReconcileTests
{
    private const string Ven = "ven-1";
    private static readonly DateTimeOffset Now = Given.Start.AddMinutes(10);
    private static readonly DrEvent Ordinary = Given.Active("evt-0000000a", priority: 100, lastsH: 2);
    private static readonly DrEvent Urgent = Given.Active("evt-0000000b", priority: 0, lastsH: 1);

    private static Participation Shedding(DrEvent owner, double kw = 2) =>
        Given.Part($"{owner.Id}/{Ven}", Given.Shed("c1", kw, Given.Start, owner.EndTime), Given.Yes("c1", Given.Start.AddSeconds(1)));

    private static List<(string Stream, object Event)> Decide(params Call[] calls) => [.. Reconcile.Decide(Ven, calls, Now)];

    [Fact]
    public void a_ven_with_a_share_is_told_to_shed_until_the_end()
    {
        var (stream, stored) = Decide(new Call(Ordinary, null, 2, null)).ShouldHaveSingleItem();

        stream.ShouldBe("evt-0000000a/ven-1");
        var command = stored.ShouldBeOfType<CommandDispatched>();
        command.Op.ShouldBe("shedPanel");
        command.RequestedReductionKw.ShouldBe(2);
        command.EndsAt.ShouldBe(Ordinary.EndTime);
        command.ExpiresAt.ShouldBe(Ordinary.EndTime);
        CorrelationIds.OwnerOf(command.CorrelationId).ShouldBe(Ordinary.Id);
    }

    [Fact]
    public void a_ven_that_was_told_the_same_is_not_told_again() => Decide(new Call(Ordinary, Shedding(Ordinary), 2, null)).ShouldBeEmpty();

    [Fact]
    public void a_ven_that_refused_is_not_asked_again_for_the_same()
    {
        var refused = Given.Part("evt-0000000a/ven-1", Given.Shed("c1", 2, Given.Start, Ordinary.EndTime), Given.No("c1", Now, "opt-out"));

        Decide(new Call(Ordinary, refused, 2, null)).ShouldBeEmpty();
    }

    [Fact]
    public void a_ven_that_opted_out_is_told_nothing_while_the_event_runs() =>
        Decide(new Call(Ordinary, Shedding(Ordinary).Then(Given.OptedOut("c1", Now)), null, null)).ShouldBeEmpty();

    [Fact]
    public void one_that_was_taken_back_in_after_it_was_planned_without_it_goes_on()
    {
        var back = Shedding(Ordinary).Then(Given.OptedOut("c1", Now), Given.OptedIn("c1", Now));

        Decide(new Call(Ordinary, back, null, SkipReasons.OptedOut)).ShouldBeEmpty();
        Decide(new Call(Ordinary, back, null, SkipReasons.Disabled)).ShouldHaveSingleItem("any other reason ends its part");
    }

    [Fact]
    public void a_ven_that_opted_out_is_told_when_the_event_ends_early_and_only_once()
    {
        var stopped = Ordinary.Then(new EventCompleted(Now));
        var optedOut = Shedding(Ordinary).Then(Given.OptedOut("c1", Now));

        var (_, stored) = Decide(new Call(stopped, optedOut, null, null)).ShouldHaveSingleItem();

        stored.ShouldBeOfType<CommandDispatched>().Op.ShouldBe("restore");
        Decide(new Call(stopped, optedOut.Then(stored), null, null)).ShouldBeEmpty();
    }

    [Fact]
    public void a_changed_share_is_a_new_command_of_a_higher_revision()
    {
        var (_, stored) = Decide(new Call(Ordinary, Shedding(Ordinary), 3, null)).ShouldHaveSingleItem();

        stored.ShouldBeOfType<CommandDispatched>().Revision.ShouldBe(2);
    }

    [Fact]
    public void a_changed_end_is_a_new_command()
    {
        var longer = Ordinary.Then(
            new EventModified(Given.Start, Given.Start.AddHours(3), 10, 100, "weighted", null, 0, new AllocationPlan([], [], 0), Now)
        );

        var (_, stored) = Decide(new Call(longer, Shedding(Ordinary), 2, null)).ShouldHaveSingleItem();

        stored.ShouldBeOfType<CommandDispatched>().EndsAt.ShouldBe(longer.EndTime);
    }

    [Fact]
    public void the_lower_priority_number_takes_the_ven_and_the_other_says_by_whom()
    {
        var decided = Decide(new Call(Ordinary, Shedding(Ordinary), 2, null), new Call(Urgent, null, 1, null));

        decided.Count.ShouldBe(2);
        decided.ShouldContain(d => d.Stream == "evt-0000000a/ven-1" && d.Event.Equals(new ParticipationDisplaced(Urgent.Id, Now)));
        decided.ShouldContain(d => d.Stream == "evt-0000000b/ven-1" && d.Event is CommandDispatched);
    }

    [Fact]
    public void an_event_that_comes_second_leaves_the_ven_where_it_is_and_says_why()
    {
        var decided = Decide(new Call(Urgent, Shedding(Urgent), 2, null), new Call(Ordinary, null, 1, null));

        decided.ShouldHaveSingleItem().ShouldBe(("evt-0000000a/ven-1", new ParticipationSkipped("serving evt-0000000b", Now)));
    }

    [Fact]
    public void at_equal_priority_the_earlier_start_goes_first()
    {
        var later = Given.Active("evt-00000000", priority: 100) with { StartTime = Given.Start.AddMinutes(5) };

        var decided = Decide(new Call(Ordinary, Shedding(Ordinary), 2, null), new Call(later, null, 1, null));

        decided.ShouldHaveSingleItem().Event.ShouldBeOfType<ParticipationSkipped>();
    }

    [Fact]
    public void a_displaced_event_resumes_when_the_other_is_over_and_no_restore_is_sent_in_between()
    {
        var displaced = Shedding(Ordinary).Then(new ParticipationDisplaced(Urgent.Id, Now.AddMinutes(-5)));
        var over = Urgent.Then(new EventStopped(null, Now));

        var decided = Decide(new Call(Ordinary, displaced, 2, null), new Call(over, Shedding(Urgent), null, null));

        decided.Count.ShouldBe(2);
        var resumed = decided.Single(d => d.Stream == "evt-0000000a/ven-1").Event.ShouldBeOfType<CommandDispatched>();
        resumed.Op.ShouldBe("shedPanel");
        resumed.Revision.ShouldBe(2);
        resumed.EndsAt.ShouldBe(Ordinary.EndTime);
        decided.Single(d => d.Stream == "evt-0000000b/ven-1").Event.ShouldBeOfType<ParticipationEnded>();
    }

    [Fact]
    public void a_ven_of_an_event_that_is_over_is_told_to_restore()
    {
        var over = Ordinary.Then(new EventStopped("enough", Now));

        var (_, stored) = Decide(new Call(over, Shedding(Ordinary), null, null)).ShouldHaveSingleItem();

        var restore = stored.ShouldBeOfType<CommandDispatched>();
        restore.Op.ShouldBe("restore");
        restore.Revision.ShouldBe(2);
        restore.ExpiresAt.ShouldBe(Ordinary.EndTime, "a VEN that is away until the end it was given restores by itself then");
    }

    [Fact]
    public void a_ven_that_refused_or_was_skipped_is_not_told_to_restore()
    {
        var over = Ordinary.Then(new EventCompleted(Now));
        var refused = Given.Part("evt-0000000a/ven-1", Given.Shed("c1", 2, Given.Start), Given.No("c1", Now, "no"));
        var skipped = Given.Part("evt-0000000a/ven-1", new ParticipationSkipped(SkipReasons.Offline, Given.Start));

        Decide(new Call(over, refused, null, null)).ShouldBeEmpty();
        Decide(new Call(over, skipped, null, null)).ShouldBeEmpty();
    }

    [Fact]
    public void a_ven_that_was_told_to_restore_is_not_told_again()
    {
        var over = Ordinary.Then(new EventCompleted(Now));

        Decide(new Call(over, Shedding(Ordinary).Then(Given.Restore("c2", Now)), null, null)).ShouldBeEmpty();
    }

    [Fact]
    public void a_ven_that_a_change_leaves_out_is_told_to_restore()
    {
        var (_, stored) = Decide(new Call(Ordinary, Shedding(Ordinary), null, SkipReasons.NotNeeded)).ShouldHaveSingleItem();

        stored.ShouldBeOfType<CommandDispatched>().Op.ShouldBe("restore");
    }

    [Fact]
    public void a_skipped_ven_has_the_reason_on_record_once()
    {
        var call = new Call(Ordinary, null, null, SkipReasons.Offline);
        var (_, stored) = Decide(call).ShouldHaveSingleItem();

        Decide(call with { Participation = Given.Part("evt-0000000a/ven-1", stored) }).ShouldBeEmpty();
    }
}
