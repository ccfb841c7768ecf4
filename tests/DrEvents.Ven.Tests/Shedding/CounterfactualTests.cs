using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Shedding.Counterfactual;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>What a load would use without its limit, against a load of the same kind that has none.</summary>
public sealed class CounterfactualTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 14, 6, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    [Fact]
    public void a_tank_goes_on_with_the_heat_that_it_did_not_get()
    {
        var (tank, twin) = (new Tank(), new Tank());
        var model = new ThermostatModel(HeatStore.Tank);
        var at = Follow(model, tank, twin, Begin, TimeSpan.FromHours(12), isLimited: false);

        var (same, steps, usedKwh, wouldUseKwh) = (0, 0, 0.0, 0.0);
        for (var end = at.AddHours(4); at < end; steps++)
        {
            at = Follow(model, tank, twin, at, Step, isLimited: true);
            same += Math.Abs(model.WouldUseKw - twin.PowerKw) < 0.001 ? 1 : 0;
            usedKwh += twin.PowerKw * Step.TotalHours;
            wouldUseKwh += model.WouldUseKw * Step.TotalHours;
        }

        usedKwh.ShouldBeGreaterThan(1, "hot water was drawn, and the twin has heated");
        tank.PowerKw.ShouldBe(0);
        wouldUseKwh.ShouldBe(usedKwh, 0.05 * usedKwh);
        (same / (double)steps).ShouldBeGreaterThan(0.95);

        Follow(model, tank, twin, at, TimeSpan.FromHours(8), isLimited: false);
        model.IsTouched.ShouldBeFalse("it is as warm again as it would be");
        model.WouldUseKw.ShouldBe(tank.PowerKw);
    }

    [Fact]
    public void a_vehicle_charges_until_it_has_what_was_still_to_come()
    {
        var model = new VehicleModel();
        model.Follow(Begin, Charging(3, neededKwh: 5), isLimited: false);

        // Limited to 1 kW, it gets 1 kWh an hour.
        var wouldUse = Enumerable
            .Range(1, 12)
            .Select(i =>
            {
                model.Follow(Begin.AddMinutes(10 * i), Charging(1, neededKwh: 5 - (i / 6.0)), isLimited: true);
                return model.WouldUseKw;
            })
            .ToList();
        wouldUse.ShouldBe([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0], "5 kWh at 3 kW take 100 minutes");

        model.Follow(Begin.AddMinutes(130), Charging(3, neededKwh: 2.5), isLimited: false);
        (model.IsTouched, model.WouldUseKw).ShouldBe((true, 0), "what it takes now it would have by now");
        model.Follow(Begin.AddMinutes(140), Charging(0, neededKwh: 0), isLimited: false);
        (model.IsTouched, model.WouldUseKw).ShouldBe((false, 0));
    }

    [Fact]
    public void a_vehicle_whose_owner_needs_no_more_goes_on_as_long_as_it_takes_something()
    {
        var model = new VehicleModel();
        var done = new LoadReadout(11, 11, 4) { NeededKwh = 0, IsNeedLeast = true };
        model.Follow(Begin, done, isLimited: false);
        model.Follow(Begin.AddMinutes(1), done with { PowerKw = 4 }, isLimited: true);
        model.WouldUseKw.ShouldBe(11, "that its owner's need is met does not end its charging");
        model.Follow(Begin.AddMinutes(2), done with { PowerKw = 0, WantedKw = 0 }, isLimited: true);
        model.WouldUseKw.ShouldBe(0, "it is full, or has gone");
        var needing = new LoadReadout(11, 11, 4) { NeededKwh = 1, IsNeedLeast = true };
        model = new VehicleModel();
        model.Follow(Begin, needing, isLimited: false);
        for (var minute = 1; minute <= 60; minute++)
            model.Follow(Begin.AddMinutes(minute), needing with { PowerKw = 4, NeededKwh = 0.5 }, isLimited: true);
        model.WouldUseKw.ShouldBe(11, "nor does it when it would have been met");
        model.Follow(Begin.AddMinutes(61), needing, isLimited: false);
        model.IsTouched.ShouldBeFalse();
    }

    [Fact]
    public void a_vehicle_that_comes_while_the_charger_is_limited_would_charge_as_it_asks()
    {
        var model = new VehicleModel();
        model.Follow(Begin, Charging(0, neededKwh: 0), isLimited: false);
        model.Follow(Begin.AddMinutes(1), Charging(0, neededKwh: 0), isLimited: true);
        model.WouldUseKw.ShouldBe(0);
        model.Follow(Begin.AddMinutes(2), new LoadReadout(1.4, 7, 1.4) { NeededKwh = 20 }, isLimited: true);
        model.WouldUseKw.ShouldBe(7);
        model.Follow(Begin.AddMinutes(3), Charging(0, neededKwh: 0), isLimited: true);
        model.WouldUseKw.ShouldBe(0, "it has gone");
    }

    [Fact]
    public void small_consumers_go_back_to_their_mean()
    {
        var model = new MeanModel(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(4));
        var at = Begin;
        for (var i = 0; i <= 60; i++, at += Step)
            model.Follow(at, new LoadReadout(i < 60 ? 1 : 3, i < 60 ? 1 : 3, 0), isLimited: false);
        model.Follow(at, new LoadReadout(0, 3, 0), isLimited: true);
        model.WouldUseKw.ShouldBe(3, 0.1, "right after the limit it is what was drawn last");
        for (var i = 0; i < 180; i++)
            model.Follow(at += Step, new LoadReadout(0, 3, 0), isLimited: true);
        model.WouldUseKw.ShouldBe(1, 0.05);
        model.Follow(at + Step, new LoadReadout(2, 2, 0), isLimited: false);
        (model.IsTouched, model.WouldUseKw).ShouldBe((false, 2));
    }

    [Fact]
    public void right_after_the_limit_a_load_uses_what_it_used_last_also_where_its_days_rise_and_later_what_it_used_at_that_hour()
    {
        var model = new MeanModel(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(4));
        var at = Begin;
        double DrawnKw() =>
            at.TimeOfDay < TimeSpan.FromHours(8) ? 0.3
            : at.TimeOfDay < TimeSpan.FromHours(12) ? 1.3
            : 0.5;
        for (var end = Begin.AddDays(1).AddHours(2.1); at < end; at += Step)
            model.Follow(at, new LoadReadout(DrawnKw(), DrawnKw(), 0), isLimited: false);

        model.Follow(at, new LoadReadout(0, 1.3, 0), isLimited: true);
        model.WouldUseKw.ShouldBe(1.3, 0.02);
        for (var end = at.AddHours(4.5); at < end; at += Step)
            model.Follow(at, new LoadReadout(0, 1.3, 0), isLimited: true);
        model.WouldUseKw.ShouldBe(0.5, 0.02, "after noon");
    }

    [Theory]
    // The same all the time is foreseen; of a load that is on for ten minutes and off for ten the mean is, and its error is about its spread.
    [InlineData(1, 1, 0, 0.001)]
    [InlineData(0, 2, 0.2, 0.9)]
    public void the_error_is_what_placebo_starts_have_missed_by(double lowKw, double highKw, double atLeastKw, double atMostKw)
    {
        var model = new HomeModel();
        var limits = new Dictionary<string, double>();
        var at = Begin;
        for (var end = Begin.AddHours(6); at < end; at += Step)
            model.Follow(at, Loads(at), limits);
        model.Estimate(Loads(at)).ShouldNotBeNull().StandardErrorKw.ShouldBe(0, "nothing is limited, so that nothing is estimated");

        limits.Add("pump", 0);
        model.Follow(at, Loads(at), limits);
        model.Estimate(Loads(at)).ShouldNotBeNull().StandardErrorKw.ShouldNotBeNull().ShouldBeInRange(atLeastKw, atMostKw);

        LoadState[] Loads(DateTimeOffset now)
        {
            var kw = now.Minute % 20 < 10 ? lowKw : highKw;
            return [new(new("pump", "Pump", LoadTypes.Circuit, 3, Priority: 4), new(kw, kw, 0))];
        }
    }

    [Fact]
    public void a_load_of_which_nothing_was_seen_leaves_the_mean_of_the_half_hour_before()
    {
        using var log = new Ven.Log.MemoryEventLog();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Begin);
        var before = new TestHome(log, clock);
        before.Pass(TimeSpan.FromMinutes(10));
        before.Shed(kw: 2);
        before.Sample().BaselineMethod.ShouldBe(BaselineMethods.Counterfactual);

        var restarted = new TestHome(log, clock);
        restarted.Pass(TimeSpan.FromMinutes(1));
        var sample = restarted.Sample();
        (sample.BaselineMethod, sample.BaselinePowerKw).ShouldBe((BaselineMethods.PreEventMean, 6.9));
    }

    private static LoadReadout Charging(double kw, double neededKwh) => new(kw, kw, Math.Min(kw, 1.4)) { NeededKwh = neededKwh };

    private static DateTimeOffset Follow(LoadModel model, Tank tank, Tank twin, DateTimeOffset at, TimeSpan time, bool isLimited)
    {
        for (var end = at + time; at < end; at += Step)
        {
            // Every half hour somebody draws a little, and at each full third hour much.
            var drawnK =
                at.Minute % 30 != 0 || at.Second != 0 ? 0
                : at is { Minute: 0 } && at.Hour % 3 == 0 ? 5
                : 0.4;
            twin.Pass(Step, drawnK, isLimited: false);
            tank.Pass(Step, drawnK, isLimited);
            model.Follow(at + Step, tank.Readout, isLimited);
        }
        return at;
    }

    /// <summary>2 kW heat it by 6 K an hour; it loses 0.3 K, and its thermostat heats from 52 to 58 °C.</summary>
    private sealed class Tank
    {
        private double _nowC = 55;
        private bool _isCalling;

        public double PowerKw { get; private set; }

        public LoadReadout Readout => new(PowerKw, _isCalling ? 2 : 0, 0) { TemperatureC = _nowC };

        public void Pass(TimeSpan time, double drawnK, bool isLimited)
        {
            _nowC += (((PowerKw > 0 ? 6 : 0) - 0.3) * time.TotalHours) - drawnK;
            _isCalling = _nowC <= 52 || (_isCalling && _nowC < 58);
            PowerKw = _isCalling && !isLimited ? 2 : 0;
        }
    }
}
