using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Tests.Participations;

public class ParticipationTests
{
    private const string Stream = "evt-00000001/ven-1";
    private static readonly DateTimeOffset At = Given.Start;

    [Fact]
    public void a_command_is_dispatched_then_accepted_then_acknowledged()
    {
        var dispatched = Given.Part(Stream, Given.Shed("c1", 2, At));
        var accepted = dispatched.Then(new CommandAccepted("c1", 1, At.AddMilliseconds(20)));
        var answered = accepted.Then(Given.Yes("c1", At.AddMilliseconds(70)));

        new[] { dispatched, accepted, answered }.Select(p => p.Newest!.Status).ShouldBe(["dispatched", "published", "acknowledged"]);
        answered.Status.ShouldBe(ParticipationStatus.Shedding);
        answered.ResponseMs.ShouldBe(50);
        answered.NextDueAt.ShouldBeNull("nothing is left to be sent");
    }

    [Fact]
    public void an_acknowledgement_that_overtakes_the_acceptance_counts_the_same()
    {
        var part = Given.Part(
            Stream,
            Given.Shed("c1", 2, At),
            Given.Yes("c1", At.AddMilliseconds(70)),
            new CommandAccepted("c1", 1, At.AddMilliseconds(20))
        );

        part.Newest!.Status.ShouldBe(CommandStatus.Acknowledged);
        part.ResponseMs.ShouldBe(50);
        part.NextDueAt.ShouldBeNull();
    }

    [Fact]
    public void an_answer_that_tells_of_the_acceptance_is_both()
    {
        var dispatched = Given.Part(Stream, Given.Shed("c1", 2, At));
        var answer = Given.Yes("c1", At.AddMilliseconds(70));

        var both = dispatched.Then(answer with { AcceptedAt = At.AddMilliseconds(20), Attempt = 3 });

        both.ShouldBeEquivalentTo(dispatched.Then(new CommandAccepted("c1", 3, At.AddMilliseconds(20))).Then(answer));
        both.Newest!.Attempts.ShouldBe(3);
        both.ResponseMs.ShouldBe(50);
    }

    [Fact]
    public void an_unanswered_command_is_due_again_after_longer_and_longer_pauses()
    {
        var part = Given.Part(Stream, Given.Shed("c1", 2, At));
        var pauses = new List<double> { (part.NextDueAt!.Value - At).TotalSeconds };
        for (var attempt = 1; attempt <= 7; attempt++)
        {
            part = part.Then(new CommandAccepted("c1", attempt, At));
            pauses.Add((part.NextDueAt!.Value - At).TotalSeconds);
        }

        pauses.ShouldBe([2, 2, 4, 8, 16, 32, 60, 60]);
    }

    [Fact]
    public void a_command_is_due_no_later_than_its_expiry()
    {
        var part = Given.Part(Stream, Given.Shed("c1", 2, At, until: At.AddSeconds(1)));

        part.NextDueAt.ShouldBe(At.AddSeconds(1));
        part.Then(new CommandExpired("c1", At.AddSeconds(1))).Newest!.Status.ShouldBe(CommandStatus.Expired);
    }

    [Fact]
    public void a_newer_command_replaces_one_that_was_not_answered()
    {
        var part = Given.Part(Stream, Given.Shed("c1", 2, At), Given.Shed("c2", 3, At.AddSeconds(5), revision: 2));

        part.Commands.Select(c => c.Status).ShouldBe(["replaced", "dispatched"]);
        part.RequestedKw.ShouldBe(3);
    }

    [Fact]
    public void a_late_answer_to_a_replaced_command_does_not_change_where_the_ven_stands()
    {
        var part = Given.Part(Stream, Given.Shed("c1", 2, At), Given.Restore("c2", At.AddSeconds(5)), Given.Yes("c1", At.AddSeconds(6)));

        part.Status.ShouldBe(ParticipationStatus.Restoring);
    }

    [Fact]
    public void a_refusal_says_why()
    {
        var part = Given.Part(Stream, Given.Shed("c1", 2, At), Given.No("c1", At, "opt-out"));

        (part.Status, part.Reason).ShouldBe((ParticipationStatus.Refused, "opt-out"));
        part.IsHeld.ShouldBeFalse();
    }

    [Fact]
    public void a_ven_of_the_old_generation_that_knows_no_restore_has_ended()
    {
        var part = Given.Part(
            Stream,
            Given.Shed("c1", 2, At),
            Given.Yes("c1", At),
            Given.Restore("c2", At.AddHours(1)),
            Given.No("c2", At.AddHours(1), "unknown op: restore")
        );

        (part.Status, part.Reason).ShouldBe((ParticipationStatus.Ended, "unknown op: restore"));
    }

    [Fact]
    public void an_opt_out_takes_back_what_the_ven_had_accepted()
    {
        var part = Given.Part(Stream, Given.Shed("c1", 2, At), Given.Yes("c1", At.AddSeconds(1)), Given.OptedOut("c1", At.AddSeconds(9)));

        (part.Status, part.Reason, part.IsHeld).ShouldBe((ParticipationStatus.OptedOut, "mustRun", false));
        (part.Newest!.Status, part.Newest.Reason).ShouldBe((CommandStatus.Refused, "opted out: mustRun"));
        part.ResponseMs.ShouldBeNull("who opted out does not respond any more");
        part.NextDueAt.ShouldBeNull();
    }

    [Fact]
    public void an_opt_in_takes_part_again()
    {
        var part = Given.Part(
            Stream,
            Given.Shed("c1", 2, At),
            Given.Yes("c1", At.AddSeconds(1)),
            Given.OptedOut("c1", At.AddSeconds(9)),
            Given.OptedIn("c1", At.AddSeconds(20))
        );

        (part.Status, part.Reason, part.IsHeld).ShouldBe((ParticipationStatus.Shedding, null, true));
        part.AcceptedKw.ShouldBe(1.8);
        part.ResponseMs.ShouldBe(1_000, "its first answer is still its first answer");
    }

    [Fact]
    public void a_restore_does_not_hide_that_the_ven_opted_out()
    {
        var part = Given.Part(
            Stream,
            Given.Shed("c1", 2, At),
            Given.Yes("c1", At.AddSeconds(1)),
            Given.OptedOut("c1", At.AddSeconds(9)),
            Given.Restore("c2", At.AddMinutes(5)),
            Given.Yes("c2", At.AddMinutes(5))
        );

        (part.Status, part.Reason).ShouldBe((ParticipationStatus.OptedOut, "mustRun"));
        part.Newest!.Status.ShouldBe(CommandStatus.Acknowledged);
    }

    [Fact]
    public void an_opt_out_that_comes_after_the_end_changes_nothing()
    {
        var part = Given.Part(
            Stream,
            Given.Shed("c1", 2, At),
            Given.Yes("c1", At.AddSeconds(1)),
            Given.Restore("c2", At.AddSeconds(5)),
            Given.OptedOut("c1", At.AddSeconds(6))
        );

        part.Status.ShouldBe(ParticipationStatus.Restoring);
    }

    [Fact]
    public void a_repeated_acknowledgement_changes_nothing()
    {
        var part = Given.Part(Stream, Given.Shed("c1", 2, At), Given.Yes("c1", At.AddMilliseconds(70)));

        part.Then(Given.Yes("c1", At.AddSeconds(9), AckStandings.Repeated)).ResponseMs.ShouldBe(part.ResponseMs);
    }
}
