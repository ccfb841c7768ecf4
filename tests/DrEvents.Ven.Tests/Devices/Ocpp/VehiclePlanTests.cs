using DrEvents.Ven.Devices.Ocpp;
using DrEvents.Ven.Devices.Ocpp.State;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>Energy by departure, and what a vehicle would take.</summary>
public sealed class VehiclePlanTests
{
    private static readonly DateTimeOffset Evening = new(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new(Evening);

    [Fact]
    public void A_vehicle_is_urgent_when_full_power_until_departure_is_only_just_enough()
    {
        var plan = Plan(departsHour: 7, neededKwh: 40);

        plan.IsUrgent(Charging(takenKwh: 0), 11, Evening).ShouldBeFalse();
        plan.IsUrgent(Charging(takenKwh: 0), 11, Evening.AddHours(9)).ShouldBeFalse();
        plan.IsUrgent(Charging(takenKwh: 0), 11, Evening.AddHours(9.4)).ShouldBeTrue();
        plan.IsUrgent(Charging(takenKwh: 20), 11, Evening.AddHours(9.4)).ShouldBeFalse();
        plan.IsUrgent(Charging(takenKwh: 40), 11, Evening.AddHours(12.9)).ShouldBeFalse();
    }

    [Fact]
    public void A_vehicle_that_became_urgent_stays_so_until_it_has_ten_minutes_to_spare()
    {
        var plan = Plan(departsHour: 7, neededKwh: 40);

        plan.IsUrgent(Charging(takenKwh: 2.2), 11, Evening.AddHours(9.4)).ShouldBeFalse("five minutes are enough");
        plan.IsUrgent(Charging(takenKwh: 0), 11, Evening.AddHours(9.4)).ShouldBeTrue();
        plan.IsUrgent(Charging(takenKwh: 2.2), 11, Evening.AddHours(9.4)).ShouldBeTrue("a limit would make it late at once");
        plan.IsUrgent(Charging(takenKwh: 4), 11, Evening.AddHours(9.4)).ShouldBeFalse();
    }

    [Fact]
    public void A_vehicle_that_is_late_is_urgent_for_an_hour_and_then_leaves_the_next_day()
    {
        var plan = Plan(departsHour: 7, neededKwh: 40);

        plan.IsUrgent(Charging(takenKwh: 30), 11, Evening.AddHours(13.5)).ShouldBeTrue();
        plan.IsUrgent(Charging(takenKwh: 30), 11, Evening.AddHours(14.5)).ShouldBeFalse();
    }

    [Fact]
    public void Departure_is_by_the_clock_on_the_wall()
    {
        _time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(-8), "x", "x"));
        var plan = Plan(departsHour: 12, neededKwh: 22);

        // 10:00 on the wall: two hours at 11 kW are just what is needed.
        plan.IsUrgent(Charging(takenKwh: 0), 11, Evening).ShouldBeTrue();
        plan.IsUrgent(Charging(takenKwh: 0), 22, Evening).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_vehicle_nothing_is_needed_and_without_the_owners_word_nobody_knows()
    {
        Plan(7, 40).NeededKwh(new Connector { Status = ConnectorStatus.Free }).ShouldBe(0);
        new VehiclePlan(new(1, 11), _time).NeededKwh(Charging(takenKwh: 3)).ShouldBeNull();
        Plan(7, 40).NeededKwh(Charging(takenKwh: 50)).ShouldBe(0);
    }

    [Fact]
    public void A_vehicle_under_a_limit_wants_what_it_took_before_or_what_it_takes_when_it_is_nearly_full()
    {
        var wish = new VehicleWish(new(1, 11));
        var connector = Charging(0);
        wish.Of(connector, 9, null, 11, Start).ShouldBe(9);
        var own = new OwnLimit(5, new(RateUnit.A, 7.2, 3), 4.97, Start, Start + (3 * Minute))
        {
            Link = null!,
            TransactionId = "1",
            ProfileEpoch = 0,
        };

        wish.Of(connector, 4.9, own, 11, Start + (2 * Minute)).ShouldBe(9);
        wish.Of(connector, 2, own, 11, Start + (Minute / 3)).ShouldBe(9);
        wish.Of(connector, 2, own, 11, Start + (2 * Minute)).ShouldBe(2);
        wish.Of(connector with { Transaction = new("2", Evening) }, 4.9, own, 11, Start).ShouldBe(11);
        wish.Of(connector with { Status = ConnectorStatus.PausedByVehicle, PowerKw = 0 }, 0, own, 11, Start).ShouldBe(0);
    }

    [Fact]
    public void Energy_is_counted_by_the_counter_and_by_power_and_time_where_there_is_none()
    {
        var connector = new Connector().Began(new("1", Evening) { StartWh = 5000 });
        connector.Measured(new() { RegisterWh = 8000 }, Start, false).Transaction!.TakenKwh.ShouldBe(3);

        var blind = new Connector().Began(new("1", Evening)).Measured(new() { PowerKw = 6 }, Start, false);
        for (var minute = 1; minute <= 30; minute++)
            blind = blind.Measured(new() { PowerKw = 6 }, Start + (minute * Minute), false);
        blind.Transaction!.TakenKwh.ShouldBe(3, 0.001);
        blind.Measured(new() { RegisterWh = 100_000 }, Start + (30 * Minute), false).Transaction!.TakenKwh.ShouldBe(3, 0.001);
    }

    [Fact]
    public void Power_is_counted_where_the_charger_tells_only_its_counter()
    {
        var connector = new Connector().Began(new("1", Evening));
        connector = connector.Measured(new() { RegisterWh = 1000 }, Start, false);
        connector.PowerKw.ShouldBeNull();
        connector = connector.Measured(new() { RegisterWh = 1100 }, Start + (1 * Minute), false);
        connector.PowerKw!.Value.ShouldBe(6, 1e-9);
        // A counter that was exchanged says nothing.
        connector.Measured(new() { RegisterWh = 3 }, Start + (2 * Minute), false).PowerKw!.Value.ShouldBe(6, 1e-9);
    }

    private static Connector Charging(double takenKwh) =>
        new()
        {
            Status = ConnectorStatus.Charging,
            Transaction = new("1", Evening) { TakenKwh = takenKwh },
        };

    private VehiclePlan Plan(double departsHour, double neededKwh) =>
        new(new(1, 11) { DepartsHour = departsHour, NeededKwh = neededKwh }, _time);
}
