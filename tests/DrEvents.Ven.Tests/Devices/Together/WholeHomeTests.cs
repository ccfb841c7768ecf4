using DrEvents.Testing.Mqtt;

namespace DrEvents.Ven.Tests.Devices.Together;

/// <summary>A reduction from the backend's command to the main meter, by a device of each kind.</summary>
public sealed class WholeHomeTests
{
    /// <summary>All that can be shed but a part of the wall box's, so that each device has to do its part.</summary>
    private const double AskedKw = 22;

    private static readonly TimeSpan ShedFor = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData("ocpp1.6", "dsmr")]
    [InlineData("ocpp2.0.1", "sml")]
    public async Task A_reduction_by_every_kind_is_delivered_at_the_main_meter_and_given_back(string ocpp, string meter)
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed.");
        await using var home = await WholeHome.StartAsync(ocpp, meter);
        // What the VEN compares with is what it has seen for a while.
        var beforeKw = await home.MeanKwAsync(TimeSpan.FromSeconds(5));
        beforeKw.ShouldBe(WholeHome.FullKw, 0.1);

        var ack = await home.ShedAsync(AskedKw, (int)ShedFor.TotalSeconds);
        ack.Ok.ShouldBeTrue(ack.Error);
        var endsAt = TimeProvider.System.GetUtcNow() + ShedFor;
        await Eventually.HoldsAsync(() => Math.Abs(beforeKw - home.MeterKw - AskedKw) < 0.05 * AskedKw, "the reduction is delivered");
        // Long enough for a plan that hunts: the devices are read each two seconds.
        var duringKw = await home.MeanKwAsync(TimeSpan.FromSeconds(10));
        var limits = await home.LimitsAsync();
        var sample = home.Sample().ShouldNotBeNull();
        TimeProvider.System.GetUtcNow().ShouldBeLessThan(endsAt);

        (beforeKw - duringKw).ShouldBe(AskedKw, 0.05 * AskedKw, limits);
        // The VEN says so too, and that all do well.
        sample.ShedPowerKw.ShouldNotBeNull().ShouldBe(AskedKw, 0.05 * AskedKw);
        home.IsWell.ShouldBeTrue();
        var free = WholeHome.NoLimits.Split(", ");
        limits.Split(", ").Where((limit, n) => limit == free[n]).ShouldBeEmpty("each has to do its part");

        await Eventually.HoldsAsync(
            async () => await home.LimitsAsync() == WholeHome.NoLimits && Math.Abs(home.MeterKw - beforeKw) < 0.1,
            "all is as it was"
        );
        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(endsAt.AddSeconds(-1));
        home.Invalid.ShouldBeEmpty();
    }
}
