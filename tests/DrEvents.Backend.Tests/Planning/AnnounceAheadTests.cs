using System.Text.Json;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Tests.Planning;

public class AnnounceAheadTests
{
    private const string Ven = "ven-1";
    private static readonly DateTimeOffset Ahead = Given.Start.AddHours(-2);
    private static readonly DrEvent Event = Announced(Given.Scheduled("evt-0000000a"));

    private static DrEvent Announced(DrEvent owner, double kw = 2) =>
        owner.Then(new EventAnnounced(new AllocationPlan([new VenShare(Ven, kw)], [], 0), Ahead));

    private static CommandDispatched Announcement(DrEvent owner, double kw = 2, int revision = 1) =>
        new("c" + revision, "event", revision, kw, owner.EndTime, owner.EndTime, "test", null, Ahead, owner.StartTime);

    private static Participation Told(DrEvent owner) => Given.Part($"{owner.Id}/{Ven}", Announcement(owner));

    private static Participation Agreed(DrEvent owner) => Told(owner).Then(Given.Yes("c1", Ahead.AddSeconds(1)));

    private static List<object> Decide(DateTimeOffset now, params Call[] calls) =>
        [.. Reconcile.Decide(Ven, calls, now).Select(d => d.Event)];

    [Fact]
    public void a_ven_with_a_share_is_told_start_and_end_ahead()
    {
        var command = Decide(Ahead, new Call(Event, null, 2, null)).ShouldHaveSingleItem().ShouldBeOfType<CommandDispatched>();

        (command.Op, command.StartsAt, command.EndsAt).ShouldBe(("event", Event.StartTime, Event.EndTime));
        var sent = OutgoingCommand.From($"{Event.Id}/{Ven}", command).At(Ahead);
        (sent.StartAt, sent.EndAt, sent.DurationS).ShouldBe((Event.StartTime, Event.EndTime, null));
    }

    [Fact]
    public void a_ven_that_was_told_just_this_is_not_told_again()
    {
        var refused = Told(Event).Then(Given.No("c1", Ahead.AddSeconds(1), "log unavailable"));

        Decide(Ahead, new Call(Event, Told(Event), 2, null)).ShouldBeEmpty();
        Decide(Ahead, new Call(Event, Agreed(Event), 2, null)).ShouldBeEmpty();
        Decide(Ahead, new Call(Event, refused, 2, null)).ShouldBeEmpty();
    }

    [Fact]
    public void a_changed_start_or_share_is_announced_at_a_higher_revision()
    {
        var moved = Event with { StartTime = Event.StartTime.AddMinutes(5) };

        Decide(Ahead, new Call(moved, Agreed(Event), 2, null))
            .ShouldHaveSingleItem()
            .ShouldBeOfType<CommandDispatched>()
            .Revision.ShouldBe(2);
        Decide(Ahead, new Call(Event, Agreed(Event), 3, null))
            .ShouldHaveSingleItem()
            .ShouldBeOfType<CommandDispatched>()
            .Revision.ShouldBe(2);
    }

    [Fact]
    public void a_ven_that_is_not_needed_any_more_is_told_so_and_offered_its_part_again_later()
    {
        var taken = Decide(Ahead, new Call(Event, Agreed(Event), null, null)).ShouldHaveSingleItem().ShouldBeOfType<CommandDispatched>();
        taken.Op.ShouldBe("restore");

        var part = Agreed(Event).Then(taken);
        (part.Status, part.Reason).ShouldBe((ParticipationStatus.Skipped, SkipReasons.NotNeeded));
        Decide(Ahead, new Call(Event, part, null, null)).ShouldBeEmpty();
        Decide(Ahead, new Call(Event, part, 2, null)).ShouldHaveSingleItem().ShouldBeOfType<CommandDispatched>().Revision.ShouldBe(3);
    }

    [Fact]
    public void an_event_at_the_same_time_that_goes_first_has_the_ven()
    {
        var urgent = Announced(Given.Scheduled("evt-0000000b", priority: 0));

        var decided = Decide(Ahead, new Call(Event, Agreed(Event), 2, null), new Call(urgent, null, 1, null));

        decided
            .OfType<CommandDispatched>()
            .Select(c => (c.Op, c.Reason))
            .ShouldBe([("restore", "serving evt-0000000b"), ("event", "event announced")]);
        var later = urgent with { StartTime = Event.EndTime, EndTime = Event.EndTime.AddHours(1) };
        Decide(Ahead, new Call(Event, Agreed(Event), 2, null), new Call(later, null, 1, null))
            .ShouldHaveSingleItem("events that follow one another leave room for both")
            .ShouldBeOfType<CommandDispatched>()
            .Op.ShouldBe("event");
    }

    [Fact]
    public void at_the_start_whoever_was_told_ahead_is_told_to_shed_whatever_it_answered()
    {
        var active = Event.Then(new EventActivated(new AllocationPlan([new VenShare(Ven, 2)], [], 0), 0, Event.StartTime));

        foreach (var part in new[] { Told(Event), Agreed(Event), Told(Event).Then(Given.No("c1", Ahead, "log unavailable")) })
        {
            var shed = Decide(Event.StartTime, new Call(active, part, 2, null)).ShouldHaveSingleItem().ShouldBeOfType<CommandDispatched>();
            (shed.Op, shed.Revision).ShouldBe(("shedPanel", 2));
        }
    }

    [Fact]
    public void at_the_start_whoever_was_told_ahead_and_has_no_share_is_told_to_give_back()
    {
        var active = Event.Then(new EventActivated(new AllocationPlan([], [], 0), 0, Event.StartTime));

        var restore = Decide(Event.StartTime, new Call(active, Agreed(Event), null, SkipReasons.NothingToShed));

        var part = Agreed(Event).Then(restore.ShouldHaveSingleItem());
        (part.Status, part.Reason).ShouldBe((ParticipationStatus.Skipped, SkipReasons.NothingToShed));
    }

    [Fact]
    public void of_an_event_that_nobody_started_the_end_is_on_record()
    {
        var missed = Event.Then(new EventMissed("missed", Event.EndTime));

        missed.HasToTell.ShouldBeTrue();
        Decide(Event.EndTime, new Call(missed, Agreed(Event), null, null)).ShouldHaveSingleItem().ShouldBeOfType<ParticipationEnded>();
    }

    [Fact]
    public void a_part_began_at_the_start_that_was_announced_however_late_the_command_was()
    {
        var late = Event.StartTime.AddMinutes(7);

        Agreed(Event).BeganAt.ShouldBeNull();
        Agreed(Event).Then(Given.Shed("c2", 2, late, revision: 2)).BeganAt.ShouldBe(Event.StartTime);
        Given.Part($"{Event.Id}/{Ven}", Given.Shed("c2", 2, late)).BeganAt.ShouldBe(late);
    }

    [Fact]
    public void an_announcement_is_no_answer_to_a_shed()
    {
        var agreed = Agreed(Event);

        (agreed.Status, agreed.AcceptedKw, agreed.ResponseMs).ShouldBe((ParticipationStatus.Announced, 2, null));
        agreed.IsHeld.ShouldBeFalse();
    }

    [Fact]
    public void whoever_opts_out_of_an_announced_event_and_back_in_is_announced_again()
    {
        var left = Agreed(Event).Then(Given.OptedOut("c1", Ahead.AddMinutes(1)));
        left.Status.ShouldBe(ParticipationStatus.OptedOut);

        left.Then(Given.OptedIn("c1", Ahead.AddMinutes(2)) with { StartsAt = Event.StartTime })
            .Status.ShouldBe(ParticipationStatus.Announced);
    }

    [Fact]
    public void commands_and_events_that_were_stored_before_there_were_announcements_still_read()
    {
        const string times = "\"startTime\":\"2026-07-01T17:00:00Z\",\"endTime\":\"2026-07-01T18:00:00Z\"";
        var scheduled = Read<EventScheduled>(
            $$"""{ {{times}},"requestedReductionKw":10,"priority":100,"allocation":"weighted","shortfallKw":0,"at":"2026-07-01T12:00:00Z"}"""
        );
        var command = Read<CommandDispatched>(
            """{"correlationId":"c1","op":"shedPanel","revision":1,"requestedReductionKw":2,"endsAt":"2026-07-01T18:00:00Z","expiresAt":"2026-07-01T18:00:00Z","reason":"event started","order":null,"at":"2026-07-01T17:00:00Z"}"""
        );
        var optedIn = Read<OptedIn>(
            """{"correlationId":"c1","requestedReductionKw":2,"endsAt":"2026-07-01T18:00:00Z","actualShedKw":2,"venAt":null,"receivedAt":"2026-07-01T17:10:00Z"}"""
        );

        DrEvent.Fold(null, "evt-0000000a", scheduled)!.AnnounceAt.ShouldBeNull();
        (command.StartsAt, optedIn.StartsAt).ShouldBe((null, null));
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
}
