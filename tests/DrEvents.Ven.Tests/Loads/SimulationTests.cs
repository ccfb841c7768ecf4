using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Simulation;

namespace DrEvents.Ven.Tests.Loads;

public sealed class SimulationTests
{
    private static readonly DateTimeOffset Winter = new(2026, 1, 14, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    private static readonly Site Berlin = new();

    [Fact]
    public void a_vehicle_that_is_held_at_six_ampere_all_night_still_leaves_with_its_energy()
    {
        var (limited, free) = (Charger(), Charger());
        var noon = Winter.AddHours(12);
        limited.LimitTo(0, noon);
        var (limitedKwh, freeKwh, leastKw) = (0.0, 0.0, double.PositiveInfinity);
        Watch(
            noon,
            days: 5,
            at =>
            {
                var seen = limited.MeasureAt(at);
                limitedKwh += seen.PowerKw * Look.TotalHours;
                freeKwh += free.MeasureAt(at).PowerKw * Look.TotalHours;
                if (seen.PowerKw > 0)
                    leastKw = Math.Min(leastKw, seen.PowerKw);
            }
        );
        leastKw.ShouldBe(EvCharger.LeastKwPerPhase, 1e-9);
        freeKwh.ShouldBeInRange(5 * 40 * 0.8, 5 * 40 * 1.2);
        limitedKwh.ShouldBe(freeKwh, 0.5);
    }

    [Fact]
    public void a_vehicle_that_would_miss_its_departure_is_not_shed()
    {
        var charger = Charger(kwh: 120);
        var seen = charger.MeasureAt(Winter.AddHours(20));
        seen.LowestKw.ShouldBe(seen.WantedKw);
        seen.WantedKw.ShouldBe(7.4, 1e-9);
        charger.LimitTo(2, Winter.AddHours(20));
        charger.MeasureAt(Winter.AddHours(20)).PowerKw.ShouldBe(seen.WantedKw);
    }

    [Fact]
    public void a_tank_that_is_held_off_heats_as_soon_as_it_is_too_cold()
    {
        var heater = Heater();
        heater.LimitTo(0, Winter);
        var heatedS = 0.0;
        Watch(
            Winter,
            days: 3,
            at =>
            {
                var seen = heater.MeasureAt(at);
                if (heater.TankC <= 43)
                    (seen.PowerKw, seen.LowestKw).ShouldBe((2, 2), "too cold and not heating");
                if (heater.TankC > 46)
                    seen.PowerKw.ShouldBe(0, "limited, and warm enough");
                heatedS += seen.PowerKw > 0 ? Look.TotalSeconds : 0;
                // The largest draw-off of the day takes 8 K out of 200 l.
                heater.TankC.ShouldBeGreaterThan(43 - 8.5);
            }
        );
        heatedS.ShouldBeGreaterThan(3 * 3600);
    }

    [Fact]
    public void a_tank_uses_what_is_drawn_and_what_it_loses()
    {
        var heater = Heater();
        var usedKwh = 0.0;
        Watch(Winter, days: 30, at => usedKwh += heater.MeasureAt(at).PowerKw * Look.TotalHours);
        (usedKwh / 30).ShouldBeInRange(5.845 + 1.1, 5.845 + 1.9);
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(2, 20)]
    public void a_compressor_keeps_its_times_and_the_house_its_comfort_whatever_is_asked(int seed, double outsideC)
    {
        var site = new Site(MeanC: outsideC + 5, SeasonSwingC: 5);
        var pump = new HeatPump(Describe(LoadTypes.Hvac, 2), new HeatPumpSettings(GainsKw: outsideC > 15 ? 2 : 0.4), site, seed);
        var (wasOn, sinceS, starts) = ((bool?)null, 0.0, 0);
        Watch(
            Winter,
            days: 3,
            at =>
            {
                var minute = (long)(at - Winter).TotalMinutes;
                if (Noise.Uniform(seed, minute) < 0.2)
                    pump.LimitTo(0, at);
                else if (Noise.Uniform(seed, minute) < 0.3)
                    pump.Release(at);
                var seen = pump.MeasureAt(at);
                var isOn = seen.PowerKw > 0;
                sinceS += Look.TotalSeconds;
                if (wasOn is { } was && isOn != was)
                {
                    sinceS.ShouldBeGreaterThanOrEqualTo(300, $"{at:O} {(was ? "on" : "off")}");
                    starts += isOn ? 1 : 0;
                    sinceS = 0;
                }
                wasOn = isOn;
                if (isOn && sinceS < 290 && starts > 0)
                    seen.LowestKw.ShouldBe(seen.PowerKw, "a compressor that has just started cannot be shed");
                pump.HouseC.ShouldBeInRange(20.5 - 1.5 - 0.6, 25 + 1.5 + 0.6);
            }
        );
        starts.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void a_battery_gives_what_its_inverter_can_and_keeps_its_reserve()
    {
        var battery = new Battery(
            Describe(LoadTypes.Battery, 2, isModulating: true),
            new BatterySettings(5, ReservePercent: 20, StartPercent: 60),
            Berlin,
            seed: 1
        );
        var from = Winter.AddHours(8);
        var before = battery.MeasureAt(from);
        (before.PowerKw, before.WantedKw, before.LowestKw).ShouldBe((0, 0, -2));
        battery.LimitTo(-3, from);
        battery.MeasureAt(from).PowerKw.ShouldBe(-2);
        var storedPercent = before.StateOfChargePercent!.Value - (100 * 0.5 * 2 / Math.Sqrt(0.9) / 5);
        battery.MeasureAt(from.AddMinutes(30)).StateOfChargePercent!.Value.ShouldBe(storedPercent, 1e-6);
        Watch(from, days: 0.5, at => battery.MeasureAt(at).StateOfChargePercent!.Value.ShouldBeGreaterThanOrEqualTo(20));
        var empty = battery.MeasureAt(from.AddHours(12));
        (empty.PowerKw, empty.LowestKw).ShouldBe((0, 0));
        battery.Release(from.AddHours(12));
        battery.MeasureAt(from.AddHours(23)).StateOfChargePercent!.Value.ShouldBe(95, 0.5);
    }

    [Fact]
    public void a_roof_in_berlin_yields_800_to_1100_kWh_per_kW_in_a_year_and_nothing_at_night()
    {
        var roof = new PvRoof(Describe(LoadTypes.Pv, 1) with { IsCritical = true }, Berlin);
        var kwh = 0.0;
        for (var hour = 0; hour < 8760; hour++)
        {
            var seen = roof.MeasureAt(Winter.AddHours(hour));
            seen.PowerKw.ShouldBeInRange(-1, 0);
            kwh -= seen.PowerKw;
            new LoadState(roof.Description, seen).RoomKw.ShouldBe(0);
        }
        roof.MeasureAt(Winter).PowerKw.ShouldBe(0);
        kwh.ShouldBeInRange(800, 1100);
    }

    [Fact]
    public void a_home_that_is_started_again_and_told_its_limits_goes_on_where_it_was()
    {
        var first = Stateful();
        var limitedAt = Winter.AddHours(9.003);
        var releasedAt = limitedAt.AddMinutes(47.7);
        foreach (var load in first)
        {
            load.MeasureAt(Winter.AddHours(1));
            load.LimitTo(-1, limitedAt);
            load.Release(releasedAt);
        }
        var second = Stateful();
        foreach (var load in second)
        {
            ((IRecallsLimits)load).Recall(-1, limitedAt);
            ((IRecallsLimits)load).Recall(null, releasedAt);
        }
        Watch(releasedAt, days: 0.4, at => second.Select(l => l.MeasureAt(at)).ShouldBe(first.Select(l => l.MeasureAt(at))));
    }

    [Fact]
    public void a_clock_that_jumps_leaves_tank_house_and_battery_in_bounds()
    {
        var (heater, pump) = (Heater(), new HeatPump(Describe(LoadTypes.Hvac, 2), new HeatPumpSettings(), Berlin, 3));
        var at = Winter.AddHours(10);
        for (var n = 0; n < 400; n++)
        {
            at = at.AddHours(Noise.Between(5, n, -30, 60));
            heater.MeasureAt(at);
            pump.MeasureAt(at);
            heater.TankC.ShouldBeInRange(34, 59);
            pump.HouseC.ShouldBeInRange(19, 26);
            heater.MeasureAt(at.AddHours(-5));
            var tankC = heater.TankC;
            heater.MeasureAt(at.AddHours(-4));
            heater.TankC.ShouldNotBe(tankC, "it goes on after a step back");
        }
    }

    private static SimulatedLoad[] Stateful() =>
        [
            Charger(),
            Heater(),
            new HeatPump(Describe(LoadTypes.Hvac, 2), new HeatPumpSettings(), Berlin, 3),
            new Battery(Describe(LoadTypes.Battery, 2, isModulating: true), new BatterySettings(10), Berlin, 4),
        ];

    private static EvCharger Charger(double kwh = 40) =>
        new(
            Describe(LoadTypes.Ev, 7.4, isModulating: true),
            new EvSettings(7.4, 1, LateMinutes: 20, ReadyBeforeMinutes: 15, [new EvSession(18, 7, kwh)]),
            Berlin,
            seed: 1
        );

    private static WaterHeater Heater() => new(Describe(LoadTypes.WaterHeater, 2), new WaterHeaterSettings(200), Berlin, seed: 2);

    private static LoadDescription Describe(string type, double ratedKw, bool isModulating = false) =>
        new(type, type, type, ratedKw, Priority: 1, IsModulating: isModulating);

    private static void Watch(DateTimeOffset from, double days, Action<DateTimeOffset> look)
    {
        for (var at = from; at < from.AddDays(days); at += Look)
            look(at);
    }
}
