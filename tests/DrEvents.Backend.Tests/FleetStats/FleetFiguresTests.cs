using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.FleetStats;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.FleetStats;

public sealed class FleetFiguresTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly VenLive[] Live =
    [
        Now("ven-online", 3, new("ev", 2, 1.5), new("hvac", 1, 0.5), new("pool", 0.5, null)),
        Now("ven-bare", 4, new LoadPower("1", 4, null)),
        Now("ven-disabled", 5, new LoadPower("ev", 5, 5)),
        Now("ven-offline", 6, new LoadPower("ev", 6, 6)),
        Now("ven-removed", 7, new LoadPower("ev", 7, 7)),
    ];

    [Fact]
    public async Task the_database_sums_what_the_contract_says()
    {
        await StoreAsync();
        await using var session = fixture.Store.QuerySession();

        var network = await FleetFigures.NetworkAsync(session, Noon, part: null, CancellationToken.None);
        var types = await FleetFigures.LoadTypesAsync(session, CancellationToken.None);

        // The charger of ven-online says that it can shed 1.5, its heat pump 0.5; ven-bare can shed what it uses; nobody else is there and enabled.
        const double AvailableKw = 1.5 + 0.5 + 4;
        network.ShouldBe(
            new NetworkStats(
                VenCount: 5,
                OnlineVens: 3,
                ControllablePowerKw: AvailableKw,
                // The heat pump of ven-online is switched off.
                RatedLoadKw: 7 + 7,
                PotentialLoadReductionKw: AvailableKw,
                HouseholdUsageKw: 3 + 4 + 5,
                // One measured 2 below its baseline, one claims 0.75, the third is silent and counts by what it accepted; the fourth is no longer
                // held, the fifth's event is over.
                CurrentLoadReductionKw: 2 + 0.75 + 3,
                NetworkEfficiency: (2 + 0.75 + 3) / 10 * 100,
                AverageHousePower: (4.0 / 2 + 9.0 / 3) / 2,
                TotalHousePowerToday: (4.0 + 9 + 6) / 12,
                ActiveEvents: 1,
                AsOf: Noon
            )
        );
        types.ShouldBe([
            new LoadTypeStats("ev", 3, 21, 1.5 + 5, 2 + 5),
            new LoadTypeStats("hvac", 1, 3, 0.5, 1),
            new LoadTypeStats(LoadDescription.TypeUnknown, 2, 0, 4, 4.5),
        ]);
    }

    private async Task StoreAsync()
    {
        await using var session = fixture.Store.LightweightSession();
        session.Store(
            Ven("ven-online", online: true, new("ev", null, "ev", 7, true, 1), new("hvac", null, "hvac", 3, false, 2)),
            Ven("ven-bare", online: true, new LoadDescription("1", null, null, null, null, null)),
            Ven("ven-silent", online: false),
            Ven("ven-disabled", online: true, new LoadDescription("ev", null, "ev", 7, true, 1)) with
            {
                Enabled = false,
            },
            Ven("ven-offline", online: false, new LoadDescription("ev", null, "ev", 7, true, 1)),
            Ven("ven-removed", online: false, new LoadDescription("ev", null, "ev", 7, true, 1)) with
            {
                Removed = true,
            }
        );
        session.Store(Live);
        session.Store(Event("evt-00000001", EventStatus.Active), Event("evt-00000002", EventStatus.Completed));
        session.Store(
            Metered("evt-00000001", "a", ageS: 30) with
            {
                BaselineKw = 5,
                LastUsedKw = 3,
                LastClaimedKw = 99,
            },
            Metered("evt-00000001", "b", ageS: 0) with
            {
                LastUsedKw = 3,
                LastClaimedKw = 0.75,
            },
            Metered("evt-00000001", "c", ageS: 31) with
            {
                BaselineKw = 50,
            },
            Metered("evt-00000001", "d", ageS: 0) with
            {
                BaselineKw = 50,
                Until = Noon,
            },
            Metered("evt-00000002", "a", ageS: 0) with
            {
                BaselineKw = 50,
            }
        );
        foreach (var venId in new[] { "a", "b", "c", "d" })
            session.Store(Answered("evt-00000001", venId));
        session.Store(
            Measured(-5, vens: 2, kw: 4),
            Measured(-60, vens: 3, kw: 9),
            Measured(-65, vens: 3, kw: 6),
            Measured(-12 * 60 - 5, 9, 900)
        );
        await session.SaveChangesAsync();
    }

    /// <summary>A VEN that accepted 3 kW.</summary>
    private static Participation Answered(string eventId, string venId) =>
        Given.Part(eventId + "/" + venId, Given.Shed("c1", 3, Noon, Noon.AddHours(1)), Given.Yes("c1", Noon) with { ActualShedKw = 3 });

    private static FleetInterval Measured(int minutes, int vens, double kw) =>
        new()
        {
            Id = Interval.Name(Noon.AddMinutes(minutes)),
            Start = Noon.AddMinutes(minutes),
            Vens = vens,
            UsedMicrowatts = (long)(kw * 1e9),
        };

    private static Features.Vens.Ven Ven(string venId, bool online, params LoadDescription[] loads) =>
        new()
        {
            Id = Features.Vens.Ven.StreamOf(venId),
            VenId = venId,
            Name = "",
            Location = new GeoLocation(0, 0),
            Online = online,
            Loads = loads,
            CreatedAt = Noon,
        };

    private static VenLive Now(string venId, double usedKw, params LoadPower[] loads) =>
        new()
        {
            Id = venId,
            At = Noon,
            UsedPowerKw = usedKw,
            Loads = loads,
        };

    private static DrEvent Event(string id, string status) =>
        new()
        {
            Id = id,
            Status = status,
            StartTime = Noon,
            EndTime = Noon,
            RequestedReductionKw = 10,
            Priority = 100,
            Allocation = AllocationMethods.Weighted,
            CreatedAt = Noon,
        };

    private static MeteredParticipation Metered(string eventId, string venId, int ageS) =>
        new(eventId + "/" + venId, eventId, venId) { LastAt = Noon.AddSeconds(-ageS), Until = Noon.AddSeconds(1) };
}
