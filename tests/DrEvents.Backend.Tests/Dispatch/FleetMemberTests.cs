using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Dispatch;

public sealed class FleetMemberTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Features.Vens.Ven[] Vens =
    [
        Ven("ven-b") with
        {
            Online = true,
            Groups = ["north"],
            Capabilities = ["event"],
        },
        Ven("ven-A") with
        {
            Online = true,
        },
        Ven("ven-disabled") with
        {
            Enabled = false,
            Groups = ["north", "south"],
        },
        Ven("ven-removed") with
        {
            Removed = true,
            Groups = ["north"],
        },
        Ven("ven-silent") with
        {
            Groups = ["south", "west"],
        },
    ];

    private static readonly VenLive[] Live =
    [
        new()
        {
            Id = "ven-b",
            ShedPowerKw = 0.75,
            Loads = [new LoadPower("ev", 2, 1.5), new LoadPower("hvac", 1, null)],
        },
        new() { Id = "ven-A", Loads = [new LoadPower("1", 4, null)] },
        new() { Id = "ven-silent", ShedPowerKw = 0 },
    ];

    [Fact]
    public async Task a_plan_sees_of_each_targeted_ven_what_its_documents_say()
    {
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(Vens);
            session.Store(Live);
            await session.SaveChangesAsync();
        }

        (await IdsAsync(null)).ShouldBe(["ven-A", "ven-b", "ven-silent"], "without targets all enabled VENs, ordered by their ids");
        (await IdsAsync(new EventTargets(["ven-disabled", "ven-removed", "ven-nobody"]))).ShouldBe(
            ["ven-disabled"],
            "one that is named is there though it is disabled, to be skipped with that reason"
        );
        (await IdsAsync(new EventTargets(null, ["north", "west"]))).ShouldBe(["ven-b", "ven-silent"]);
        (await IdsAsync(new EventTargets(["ven-A", "ven-b"], ["north"]))).ShouldBe(["ven-A", "ven-b"], "once each");
        await using var query = fixture.Store.QuerySession();
        foreach (var member in await FleetMember.ReadAsync(query, null, CancellationToken.None))
        {
            var ven = Vens.Single(v => v.VenId == member.VenId);
            var live = Live.Single(l => l.Id == member.VenId);
            member.ShouldBe(
                new FleetMember(ven.VenId, ven.Enabled, ven.Online, ven.TakesAnnouncements, live.AvailableKw, live.ShedPowerKw)
            );
        }
    }

    private async Task<IEnumerable<string>> IdsAsync(EventTargets? targets)
    {
        await using var session = fixture.Store.QuerySession();
        return (await FleetMember.ReadAsync(session, targets, CancellationToken.None)).Select(m => m.VenId);
    }

    private static Features.Vens.Ven Ven(string venId) =>
        new()
        {
            Id = Features.Vens.Ven.StreamOf(venId),
            VenId = venId,
            Name = "",
            Location = new GeoLocation(0, 0),
            CreatedAt = Noon,
        };
}
