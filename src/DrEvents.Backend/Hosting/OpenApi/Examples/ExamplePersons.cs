using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>The owner of a home, who moved out and wants to be forgotten.</summary>
public static class ExamplePersons
{
    private const string By = "M. Weber";
    private const string Letter = "letter of 12 May";
    private const string Registered = "VenRegistered";

    private static readonly PersonItem Home = new(
        $"ven/{VenId}",
        Registered,
        Start.AddDays(-60),
        new JsonObject { ["name"] = "Berg, ground floor", ["address"] = "Lindenweg 4" }
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(new EraseRequest(Letter)),
        ApiExample.Of(new EraseOtherRequest(Letter, Name: "Kim Park")),
        ApiExample.Of(new OtherPersonRequest(Id: "5f1c77aa")),
        ApiExample.Of(
            new ErasureView(
                PersonKinds.Home,
                VenId,
                ErasureStates.Done,
                Letter,
                By,
                AskedAt: Now,
                DoneAt: Now.AddSeconds(1),
                [new ErasedCount("VenEnrolled", 1), new ErasedCount(Registered, 1)],
                [new ErasedCount("Enrolments", 1), new ErasedCount("Vens", 1)]
            )
        ),
        ApiExample.Of(
            new PersonExport(
                PersonKinds.Home,
                VenId,
                Now,
                [new PersonSource("ven", [Home])],
                [new PersonReference("samples", $"/api/vens/{VenId}/telemetry")]
            )
        ),
    ];
}
