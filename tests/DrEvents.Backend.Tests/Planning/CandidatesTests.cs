using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Planning;

public sealed class CandidatesTests(StoreFixture fixture) : IClassFixture<StoreFixture>
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
        (await ReadAsync(null)).ShouldBe([
            new Candidate("ven-A", null, 4),
            new Candidate("ven-b", null, 1.5, TakesAnnouncements: true, UsedKw: 0.75),
            new Candidate("ven-silent", SkipReasons.Offline, null),
        ]);
        (await ReadAsync(new EventTargets(["ven-disabled", "ven-removed", "ven-nobody"])))
            .Select(c => (c.VenId, c.Skip))
            .ShouldBe([("ven-disabled", SkipReasons.Disabled), ("ven-removed", SkipReasons.Unknown), ("ven-nobody", SkipReasons.Unknown)]);
    }

    [Fact]
    public async Task what_another_event_holds_is_given_up_for_one_that_goes_before_it()
    {
        var urgent = Given.Scheduled("evt-0000000b", priority: 0);
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(Vens);
            session.Store(Live);
            session.Store(Given.Active("evt-0000000a"));
            session.Store(Given.Part("evt-0000000a/ven-b", Given.Shed("c1", 2, Given.Start), Given.Yes("c1", Given.Start)));
            await session.SaveChangesAsync();
        }

        (await ReadAsync(null, urgent)).Single(c => c.VenId == "ven-b").AvailableKw.ShouldBe(1.5 + 0.75);
        (await ReadAsync(null, Given.Scheduled("evt-0000000c", priority: 200)))
            .Single(c => c.VenId == "ven-b")
            .Skip.ShouldBe("serving evt-0000000a");
        await using var after = fixture.Store.LightweightSession();
        after.Delete<DrEvent>("evt-0000000a");
        await after.SaveChangesAsync();
    }

    [Fact]
    public async Task no_others_are_held_out_once_all_are_told()
    {
        string[] named = [.. Enumerable.Range(1, 8).Select(n => $"drawn-{n}")];
        var owner = Given.Scheduled("evt-0000000d") with { HoldOutPercent = 50 };
        var drawn = HoldOut.Of(owner.Id, 50, named[..4]);
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(named.Select(v => Ven(v) with { Online = true }));
            foreach (var venId in drawn)
                session.Store(Given.Part($"{owner.Id}/{venId}", new ParticipationSkipped(SkipReasons.HeldOut, Noon)));
            await session.SaveChangesAsync();
        }
        var planned = owner with { PlannedAt = Noon, DecidedAt = Noon, ToldAt = Noon };

        // Four have come since.
        (await HeldOutAsync(planned)).ShouldBe(drawn, ignoreOrder: true);
        (await HeldOutAsync(owner)).ShouldBe(drawn.Union(HoldOut.Of(owner.Id, 50, named)), ignoreOrder: true);
        (await HeldOutAsync(planned with { ToldAt = null })).Count.ShouldBeGreaterThan(2, "those that were drawn are not all stored yet");
        await using var after = fixture.Store.LightweightSession();
        foreach (var venId in named)
            after.Delete<Features.Vens.Ven>(Features.Vens.Ven.StreamOf(venId));
        await after.SaveChangesAsync();

        async Task<List<string>> HeldOutAsync(DrEvent asked) =>
            [.. (await ReadAsync(new EventTargets(named), asked)).Where(c => c.Skip == SkipReasons.HeldOut).Select(c => c.VenId)];
    }

    private async Task<List<Candidate>> ReadAsync(EventTargets? targets, DrEvent? asked = null)
    {
        await using var session = fixture.Store.QuerySession();
        var owner = (asked ?? Given.Scheduled()) with { Targets = targets };
        var read = await Candidates.ReadAsync(session, owner, owner.StartTime, CancellationToken.None);
        return
        [
            .. read.OrderBy(c => c.Skip == SkipReasons.Unknown)
                .ThenBy(c => c.Skip == SkipReasons.Unknown ? "" : c.VenId, StringComparer.Ordinal),
        ];
    }

    private async Task<IEnumerable<string>> IdsAsync(EventTargets? targets) =>
        (await ReadAsync(targets)).Where(c => c.Skip != SkipReasons.Unknown).Select(c => c.VenId);

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
