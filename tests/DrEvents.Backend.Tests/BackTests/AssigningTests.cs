using DrEvents.Backend.Features.BackTests;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Measurement.BackTests;

namespace DrEvents.Backend.Tests.BackTests;

/// <summary>When a round of back-tests begins and goes on, and what it decides of a VEN.</summary>
public sealed class AssigningTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly BackTestFigures Figures = new(
        "14:00-20:00",
        "UTC",
        "telemetry",
        5,
        new(2026, 6, 1),
        new(2026, 7, 15),
        30,
        [],
        ""
    );

    [Fact]
    public void the_first_round_begins_at_once_and_the_next_after_a_week()
    {
        var first = AssignWeekly.Next(null, Now)!;
        first.ShouldBe(AssigningRound.Begun(Now));
        var done = first with { DoneAt = Now.AddHours(1), After = "ven-9" };

        AssignWeekly.Next(done, Now.AddDays(7).AddSeconds(-1)).ShouldBeNull();
        AssignWeekly.Next(done, Now.AddDays(7)).ShouldBe(AssigningRound.Begun(Now.AddDays(7)));
    }

    [Fact]
    public void a_round_that_has_come_to_a_halt_goes_on_where_it_was()
    {
        var halted = AssigningRound.Begun(Now) with { After = "ven-5", At = Now.AddMinutes(5) };

        AssignWeekly.Next(halted, Now.AddMinutes(34)).ShouldBeNull();
        AssignWeekly.Next(halted, Now.AddMinutes(35)).ShouldBe(halted with { At = Now.AddMinutes(35) });
    }

    [Fact]
    public void what_a_ven_has_already_is_not_assigned_again()
    {
        var first = AssignPageHandler.Decided("ven-1", Test("caiso-10-in-10"), null, Now)!;
        (first.Profile, first.By, first.BackTest).ShouldBe(("caiso-10-in-10", AssignedBy.BackTest, Figures));

        AssignPageHandler.Decided("ven-1", Test("caiso-10-in-10"), first, Now).ShouldBeNull();
        AssignPageHandler.Decided("ven-1", Test("pre-event-mean"), first, Now)!.Profile.ShouldBe("pre-event-mean");
    }

    [Fact]
    public void what_was_assigned_by_hand_stays_until_it_is_taken_away_by_hand()
    {
        var hand = new ProfileAssigned("ven-1", "pre-event-mean", 1, AssignedBy.Hand, "", null, null, Now);

        AssignPageHandler.Decided("ven-1", Test("caiso-10-in-10"), hand, Now).ShouldBeNull();
        var away = hand with { Profile = null, ProfileVersion = null };
        AssignPageHandler.Decided("ven-1", Test("caiso-10-in-10"), away, Now)!.Profile.ShouldBe("caiso-10-in-10");
    }

    [Fact]
    public void a_ven_of_which_nothing_can_be_judged_keeps_what_it_has() =>
        AssignPageHandler.Decided("ven-1", new VenBackTest(Figures, null, "no day"), null, Now).ShouldBeNull();

    [Fact]
    public void an_assigned_profile_goes_before_those_of_the_settings_and_is_named_once()
    {
        var ordered = AssignableProfiles.All.Take(3).ToList();
        string[] names = [.. ordered.Select(p => p.Name)];

        AssignableProfiles.Order(null, ordered).ShouldBe(ordered);
        AssignableProfiles.Order("gone", ordered).ShouldBe(ordered);
        AssignableProfiles.Order(names[1], ordered).Select(p => p.Name).ShouldBe([names[1], names[0], names[2]]);
    }

    private static VenBackTest Test(string best) => new(Figures, new BestProfile(best, true, "it is"), "it is");
}
