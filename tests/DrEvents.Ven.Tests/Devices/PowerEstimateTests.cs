using DrEvents.Ven.Devices;

namespace DrEvents.Ven.Tests.Devices;

public sealed class PowerEstimateTests
{
    [Fact]
    public void A_boiler_that_draws_nothing_at_every_other_switch_is_as_uncertain_as_that()
    {
        var boiler = new PowerEstimate(ratedKw: 2);
        boiler.ErrorKw.ShouldBe(0.4, 1e-9);
        for (var n = 0; n < 4; n++)
        {
            boiler.Learn(1.8, isOn: true);
            boiler.Learn(-0.02, isOn: false);
        }
        (boiler.OnKw, boiler.Steps).ShouldBe((1.8, 4));
        boiler.ErrorKw.ShouldBe(Math.Sqrt(0.5) * 1.8, 0.01, "its thermostat is satisfied half of the time");
    }

    [Fact]
    public void What_something_else_did_at_that_moment_teaches_nothing()
    {
        var boiler = new PowerEstimate(ratedKw: 2);
        boiler.Learn(-1.5, isOn: true);
        boiler.Learn(7, isOn: true);
        (boiler.OnKw, boiler.Steps, boiler.ErrorKw).ShouldBe((2, 0, 0.4));
    }

    [Fact]
    public void What_was_learnt_is_taken_up_again_by_the_same_device_alone()
    {
        var boiler = new PowerEstimate(ratedKw: 2);
        for (var n = 0; n < 4; n++)
            boiler.Learn(1.8, isOn: true);
        var same = new PowerEstimate(ratedKw: 2);
        same.Recall(boiler.Learnt);
        (same.OnKw, same.Steps, same.ErrorKw).ShouldBe((boiler.OnKw, 4, boiler.ErrorKw));
        var another = new PowerEstimate(ratedKw: 12);
        another.Recall(boiler.Learnt);
        (another.OnKw, another.Steps).ShouldBe((12, 0));
    }
}
