using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>How well a VEN's meter is known.</summary>
public static class ExampleQuality
{
    private static readonly QualityCountsView Counts = new(
        Known: 281,
        Estimated: 3,
        Missing: 4,
        UnknownS: 2140,
        LeftOut: 1,
        [new QualityFlagView("frozen", 14, Start.AddHours(-5)), new QualityFlagView("spike", 1, Start.AddHours(-9))]
    );

    private static readonly AcceptedReadingsView Accepted = new(
        Start.AddHours(-5),
        Start.AddHours(-4),
        Intervals: 12,
        ["frozen"],
        Reason,
        By,
        Start.AddHours(3)
    );

    private const string Reason = "the site was closed, and its meter shows the standby";
    private const string By = "M. Weber";

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(
            new VenQualityView(VenId, "Europe/Berlin", Day.AddDays(-1), Day.AddDays(-1), [new(Day.AddDays(-1), Counts)], Counts, [Accepted])
        ),
        ApiExample.Of(new AcceptReadingsRequest(Accepted.From, Accepted.To, Reason, By)),
        ApiExample.Of(Accepted),
    ];
}
