using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.WhatIf;

namespace DrEvents.Backend.Tests.WhatIf;

public sealed class SimulatedPlanTests
{
    private static readonly VenThen[] Vens =
    [
        new("a", AvailableKw: 4, AskedKw: 2, MeanKw: 1.5),
        new("b", AvailableKw: 2, AskedKw: 1, MeanKw: 1),
        new("c", AvailableKw: 6, AskedKw: 0, MeanKw: null),
    ];

    [Fact]
    public void a_request_is_shared_out_by_what_vens_could_shed_and_each_delivers_as_it_did()
    {
        var plan = SimulatedPlan.Of(6, AllocationMethods.Weighted, Vens);

        (plan.Vens, plan.AskedKw, plan.ShortfallKw).ShouldBe((3, 6, 0));
        plan.Changes.Select(c => (c.VenId, c.WasKw, c.WouldKw, c.DeliveredShare)).ShouldBe([("c", 0, 3, null)]);
        // 2 kW at 75 %, 1 kW at all of it, 3 kW at what both together did: 2.5 of 3 kW.
        plan.ExpectedKw.ShouldBe(2 * 0.75 + 1 + 3 * 2.5 / 3);
    }

    [Fact]
    public void what_nobody_could_have_given_is_not_covered()
    {
        var plan = SimulatedPlan.Of(20, AllocationMethods.Equal, Vens);

        (plan.AskedKw, plan.ShortfallKw).ShouldBe((12, 8));
        plan.Changes.Select(c => c.VenId).ShouldBe(["c", "a", "b"]);
    }

    [Fact]
    public void where_nothing_was_measured_nothing_is_expected() =>
        SimulatedPlan.Of(1, AllocationMethods.Equal, [new VenThen("a", 4, 2, null)]).ExpectedKw.ShouldBeNull();

    [Fact]
    public void one_that_never_said_what_it_could_shed_could_shed_what_it_was_asked_for() =>
        SimulatedPlan.Of(5, AllocationMethods.Weighted, [new VenThen("a", null, 2, 2)]).AskedKw.ShouldBe(2);
}
