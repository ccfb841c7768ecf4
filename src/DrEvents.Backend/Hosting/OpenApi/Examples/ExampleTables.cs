using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>Tables of VENs by the page, and changes of many at once.</summary>
public static class ExampleTables
{
    public static readonly ApiExample[] All =
    [
        ApiExample.Of(
            new EventVenTable(
                DrEventId,
                Now,
                Total: 1,
                Offset: 0,
                new Dictionary<string, int> { ["shedding"] = 1, ["refused"] = 1 },
                new Dictionary<string, int> { ["refused"] = 1 },
                [
                    new EventVenRow(
                        VenId,
                        "Pilot plant north",
                        ["north"],
                        "shedding",
                        Detail: null,
                        Lacks: null,
                        RequestedKw: 25,
                        AcceptedKw: 25,
                        PromisedKw: 25,
                        ClaimedKw: 24.9,
                        MeasuredKw: 24.5,
                        BaselineKw: 60,
                        BaselineErrorKw: 1.2,
                        "like-days",
                        Verified: true,
                        IsFresh: true,
                        ResponseMs: 212,
                        ExampleVens.Answered,
                        [ExampleVens.Answered]
                    ),
                ]
            )
        ),
        ApiExample.Of(
            new VenTable(
                Now,
                Total: 1,
                Offset: 0,
                new Dictionary<string, int> { ["online"] = 1, ["offline"] = 1 },
                new Dictionary<string, int> { ["offline"] = 1 },
                new Dictionary<string, int> { ["north"] = 2 },
                [
                    new VenTableRow(
                        VenId,
                        "Pilot plant north",
                        ["north"],
                        "online",
                        new GeoLocation(52.5, 13.4),
                        CurrentPowerKw: 35.5,
                        BaselineKw: 60,
                        ShedAvailabilityKw: 9.9,
                        DrEventId,
                        LastSeen: Now.AddSeconds(-4),
                        Trouble: null
                    ),
                ]
            )
        ),
        ApiExample.Of(new ChangeVensRequest([VenId, OtherVenId], new GroupsChange(Add: ["feeder-7"], Remove: ["north"]))),
        ApiExample.Of(
            new VensChanged(
                Changed: 1,
                Unchanged: 0,
                Failed: 1,
                [
                    new VenOutcome(VenId, "changed", Problem: null, ["feeder-7"], "enabled"),
                    new VenOutcome(OtherVenId, "notFound", "There is no VEN of this id", Groups: null, Status: null),
                ]
            )
        ),
    ];
}
