using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Preview;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Preview;

public sealed class PlanSumsTests
{
    private static readonly DrEvent Asked = Given.Scheduled(lastsH: 4);

    private static PlanNow Planned(double requestedKw, params Candidate[] candidates)
    {
        var asked = Asked with { RequestedReductionKw = requestedKw };
        return new PlanNow(candidates, Turns.Plan(asked, candidates, Given.Start.AddHours(-1)));
    }

    [Fact]
    public void vens_that_are_not_asked_are_counted_by_reason_and_every_event_that_has_some_is_one_reason()
    {
        var planned = Planned(
            2,
            new Candidate("ven-1", null, 2),
            new Candidate("ven-2", SkipReasons.Offline, 3),
            new Candidate("ven-3", SkipReasons.Offline, null),
            new Candidate("ven-4", SkipReasons.Serving("evt-0000000a"), 1),
            new Candidate("ven-5", SkipReasons.Serving("evt-0000000b"), 1),
            new Candidate("ven-6", null, 0)
        );

        PlanSums
            .NotAsked(planned)
            .ShouldBe([new PreviewReason("offline", 2, 3), new PreviewReason("serving", 2, 2), new PreviewReason("nothingToShed", 1, 0)]);
        PlanSums.Shortfall(planned, [], shortfallKw: 0).ShouldBeEmpty("nothing is lacking");
    }

    [Fact]
    public void what_is_lacking_has_its_reasons_and_what_nobody_has_is_one_of_them()
    {
        // 2 + 0.9 · 10 are expected of 20.
        var planned = Planned(
            20,
            new Candidate("ven-1", null, 2, CappedKw: 1.5),
            new Candidate("ven-2", null, 10, DeliveredShare: 0.9),
            new Candidate("ven-3", SkipReasons.Resting, 3)
        );
        var limits = PlanSums.Limits(planned, Asked, Given.Start);

        limits.ShouldBe([new PreviewLimit("maxKw", 1, 1.5), new PreviewLimit("minRest", 1, 3)]);
        PlanSums.ExpectedKw(planned).ShouldBe(11);
        var reasons = PlanSums.Shortfall(planned, limits, shortfallKw: 9);
        reasons.Select(r => (r.Reason, r.Vens)).ShouldBe([("nothingToShed", 0), ("resting", 1), ("maxKw", 1), ("record", 1)]);
        reasons.Sum(r => r.Kw).ShouldBe(9, 1e-9);
        reasons.Single(r => r.Reason == "record").Kw.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void less_then_than_now_is_the_forecasts_reason()
    {
        var planned = Planned(5, new Candidate("ven-1", null, 5));

        PlanSums.Shortfall(planned, [], shortfallKw: 2).ShouldBe([new PreviewReason("forecast", 0, 2)]);
    }

    [Fact]
    public void minutes_that_do_not_last_keep_what_they_cannot_carry_in_the_mean()
    {
        // One hour of four: a quarter of 8 kW.
        var planned = Planned(8, new Candidate("ven-1", null, 8, EndsAt: Given.Start.AddHours(1)));

        PlanSums.Limits(planned, Asked, Given.Start).ShouldBe([new PreviewLimit("maxMinutesPerEvent", 1, 6)]);
    }

    [Fact]
    public void the_largest_shares_come_first_and_those_that_are_not_asked_last_each_by_its_id()
    {
        var planned = Planned(
            100,
            new Candidate("ven-b", null, 1),
            new Candidate("ven-a", null, 1),
            new Candidate("ven-0", SkipReasons.Offline, 9),
            new Candidate("ven-c", null, 7)
        );

        PlanSums
            .InOrder(planned)
            .Select(v => (v.Ven.VenId, v.ShareKw, v.Reason))
            .ShouldBe([("ven-c", 7, null), ("ven-a", 1, null), ("ven-b", 1, null), ("ven-0", 0, "offline")]);
    }

    [Fact]
    public void another_event_conflicts_by_the_vens_that_both_mean_and_the_rank_says_who_keeps_them()
    {
        Candidate[] candidates = [new("ven-1", null, 2), new("ven-2", null, 3), new("ven-3", SkipReasons.Unknown, null)];
        var first = Given.Scheduled("evt-0000000a", priority: 0);
        var later = Given.Scheduled("evt-0000000b", priority: 200);

        var all = Conflicts.Of(Asked, first, candidates, venIds: null);
        (all.GoesFirst, all.Vens, all.Kw).ShouldBe((true, 2, 5));
        var some = Conflicts.Of(Asked, later, candidates, ["ven-2", "ven-9", "ven-3"]);
        (some.GoesFirst, some.Vens, some.Kw, some.Priority).ShouldBe((false, 1, 3, 200));
    }
}
