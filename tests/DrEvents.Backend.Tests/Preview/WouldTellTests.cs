using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Preview;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Preview;

public sealed class WouldTellTests
{
    private const string EventId = "evt-00000001";
    private static readonly DateTimeOffset Now = Given.Start.AddMinutes(30);
    private static readonly DrEvent Running = Given.Active(EventId, shares: [new VenShare("ven-1", 2)]) with { ReturnSeconds = 900 };

    [Fact]
    public void a_stop_restores_those_that_shed_and_each_has_its_own_time_to_come_back()
    {
        var stopped = Running.Then(new EventStopped(null, Now));

        var (told, others) = WouldTell.Of(EventId, Calls(stopped, Shedding("ven-1", 2), Shedding("ven-2", 3)), Now);

        told.Select(t => (t.VenId, t.What, t.FromKw, t.ToKw, t.Until))
            .ShouldBe([("ven-1", "restore", 2, 0, null), ("ven-2", "restore", 3, 0, null)]);
        // Half of the event was over, so half of the time is needed; the shortest third of it.
        told.ShouldAllBe(t => t.ReturnSeconds >= 150 && t.ReturnSeconds <= 450);
        others.ShouldBeEmpty();
        var back = ReturnSteps.Of(told)!;
        (back.Vens, back.Kw, back.AtOnce, back.OwnPaceVens, back.LastSeconds).ShouldBe(
            (2, 5, false, 0, told.Max(t => t.ReturnSeconds)!.Value)
        );
        back.Steps[^1].ShouldBe(new ReturnStep(back.LastSeconds, 2, 5));
        back.Steps[0].ShouldBe(new ReturnStep(0, 0, 0));
    }

    [Fact]
    public void an_emergency_gives_back_at_once()
    {
        var stopped = Running.Then(new EventStopped(null, Now, AtOnce: true));

        var (told, _) = WouldTell.Of(EventId, Calls(stopped, Shedding("ven-1", 2)), Now);

        var back = ReturnSteps.Of(told)!;
        (back.Vens, back.Kw, back.AtOnce, back.OwnPaceVens, back.LastSeconds).ShouldBe((1, 2, true, 0, 0));
        back.Steps.ShouldBe([new ReturnStep(0, 1, 2)]);
    }

    [Fact]
    public void without_times_vens_come_back_at_their_own_pace()
    {
        var (told, _) = WouldTell.Of(EventId, Calls(Given.Active(EventId).Then(new EventStopped(null, Now)), Shedding("ven-1", 2)), Now);

        ReturnSteps.Of(told).ShouldBeEquivalentTo(new ReturnPreview(1, 2, AtOnce: false, 1, 0, []));
    }

    [Theory]
    [InlineData(3, 60, "shedMore")]
    [InlineData(1, 60, "shedLess")]
    [InlineData(2, 90, "shedAgain")]
    public void a_changed_share_is_told_with_what_it_was_before(double toKw, int minutes, string what)
    {
        var changed = Running with { EndTime = Given.Start.AddMinutes(minutes), PlannedAt = Now };
        var calls = new Dictionary<string, List<Call>> { ["ven-1"] = [new Call(changed, Shedding("ven-1", 2), toKw, null)] };

        var (told, _) = WouldTell.Of(EventId, calls, Now);

        told.ShouldHaveSingleItem();
        (told[0].What, told[0].FromKw, told[0].ToKw, told[0].Until).ShouldBe((what, 2, toKw, changed.EndTime));
        ReturnSteps.Of(told).ShouldBeNull();
    }

    [Fact]
    public void one_that_another_event_displaced_it_from_goes_on_there_and_is_not_told_to_restore()
    {
        var stopped = Running.Then(new EventStopped(null, Now));
        var other = Given.Active("evt-0000000b", 200, shares: [new VenShare("ven-1", 1.5)]);
        var displaced = Given.Part(
            "evt-0000000b/ven-1",
            Given.Shed("c9", 1.5, Given.Start),
            new ParticipationDisplaced(EventId, Given.Start)
        );
        var calls = new Dictionary<string, List<Call>>
        {
            ["ven-1"] = [new Call(stopped, Shedding("ven-1", 2), null, null), new Call(other, displaced, 1.5, null)],
        };

        var (told, others) = WouldTell.Of(EventId, calls, Now);

        told.Select(t => (t.What, t.FromKw, t.Reason)).ShouldBe([("goesOn", 2, "goes on in evt-0000000b")]);
        others.ShouldBe([new OtherEventGets("evt-0000000b", 1, 1.5)]);
    }

    [Fact]
    public void a_command_that_was_made_ready_is_withdrawn()
    {
        var prepared = Given
            .Scheduled(EventId)
            .Then(new EventPlanned(new AllocationPlan([new VenShare("ven-1", 2)], [], 0), Given.Start.AddSeconds(-15)));
        var at = Given.Start.AddSeconds(-5);
        var ready = Given.Part(EventId + "/ven-1", Given.Shed("c1", 2, Given.Start.AddSeconds(-14)) with { SendAt = Given.Start });

        var (told, _) = WouldTell.Of(EventId, Calls(prepared.Then(new EventCancelled(null, at)), ready), at);

        told.Select(t => (t.What, t.FromKw, t.ToKw)).ShouldBe([("withdraw", 2, 0)]);
    }

    private static Participation Shedding(string venId, double kw) =>
        Given.Part($"{EventId}/{venId}", Given.Shed("c-" + venId, kw, Given.Start), Given.Yes("c-" + venId, Given.Start));

    private static Dictionary<string, List<Call>> Calls(DrEvent owner, params Participation[] parts) =>
        parts.ToDictionary(p => p.VenId, p => new List<Call> { new(owner, p, null, null) });
}
