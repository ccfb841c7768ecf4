using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Webhooks;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>What owners can be told ahead of an event follows from its stream: how it differs from what was told before.</summary>
public sealed class HomesToldTests
{
    private static readonly DateTimeOffset Asked = new(2026, 7, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Begin = Asked.AddHours(8);
    private static readonly EventScheduled Scheduled = new(
        Begin,
        Begin.AddHours(2),
        5,
        1,
        "weighted",
        new EventTargets(Programme: "evenings"),
        0,
        Asked,
        Asked
    );

    [Fact]
    public void homes_are_told_when_the_event_is_announced_those_whose_vens_cannot_begin_by_themselves_too()
    {
        var told = Told(At(1), Scheduled, Announced(1, [("b", 2), ("a", 1)], ("old", 3))).ShouldHaveSingleItem();

        (told.Kind, told.Begin, told.End, told.Programme).ShouldBe(("vensAnnounced", Begin, Begin.AddHours(2), "evenings"));
        told.Homes.ShouldBe([new("a", 1), new("b", 2), new("old", 3)]);
    }

    [Fact]
    public void a_change_that_is_announced_at_once_is_told_with_it_as_far_as_anything_is_other()
    {
        object[] stream =
        [
            Scheduled,
            Announced(1, [("a", 1), ("b", 2), ("c", 3)]),
            Modified(2, Begin, announceAt: At(2)),
            Announced(3, [("a", 1), ("b", 2.5), ("d", 4)]),
        ];

        Told(At(2), stream).ShouldBeEmpty("the announcement says it");
        Told(At(3), stream)
            .Select(t => (t.Kind, string.Join(' ', t.Homes.Select(h => $"{h.VenId}:{h.Kw}"))))
            .ShouldBe([("vensAnnounced", "d:4"), ("vensChanged", "b:2.5"), ("vensCancelled", "c:")]);
    }

    [Fact]
    public void a_change_that_is_announced_later_is_told_at_once_and_again_with_what_is_known_then()
    {
        var later = Begin.AddDays(7);
        object[] stream = [Scheduled, Announced(1, [("a", 1)]), Modified(2, later, later.AddDays(-1)), Announced(900, [("a", 1)])];

        var moved = Told(At(2), stream).ShouldHaveSingleItem();
        (moved.Kind, moved.Begin).ShouldBe(("vensChanged", later));
        moved.Homes.ShouldBe([new("a", null)]);
        Told(At(900), stream).ShouldHaveSingleItem().Homes.ShouldBe([new("a", 1)]);
    }

    [Fact]
    public void what_is_called_off_before_it_began_is_told_to_whom_was_told()
    {
        var off = new EventCancelled("rain", At(5));
        var told = Told(At(5), Scheduled, Announced(1, [("a", 1), ("b", 2)]), Announced(2, [("b", 2)]), off).ShouldHaveSingleItem();

        (told.Kind, told.Homes.ShouldHaveSingleItem()).ShouldBe(("vensCancelled", new WebhookHome("b", null)));
        Told(At(5), Scheduled, off).ShouldBeEmpty("nobody was told");
        Told(At(5), Scheduled, Announced(1, [("a", 1)]), new EventActivated(null, 0, At(4)), off).ShouldBeEmpty("it ran");
    }

    private static IReadOnlyList<HomesTold> Told(DateTimeOffset at, params object[] stream) => HomesTold.Of(stream, at);

    private static EventAnnounced Announced(int minute, (string VenId, double Kw)[] shares, params (string VenId, double Kw)[] others) =>
        new(
            new AllocationPlan([.. shares.Select(s => new VenShare(s.VenId, s.Kw))], [], 0),
            At(minute),
            [.. others.Select(s => new VenShare(s.VenId, s.Kw))]
        );

    private static EventModified Modified(int minute, DateTimeOffset begin, DateTimeOffset? announceAt) =>
        new(begin, begin.AddHours(2), 5, 1, "weighted", null, 0, null, At(minute), announceAt);

    private static DateTimeOffset At(int minute) => Asked.AddMinutes(minute);
}
