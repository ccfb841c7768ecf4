using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>The event of the other examples, looked at later.</summary>
public static class ExamplePast
{
    public static readonly ApiExample[] All =
    [
        ApiExample.Of(
            new EventAt(
                DrEventId,
                Time: Now,
                "known",
                MadeAt: End.AddHours(12),
                ExampleEvents.Event,
                ExampleEvents.Metrics,
                new Dictionary<string, int> { ["shedding"] = 1, ["refused"] = 1 },
                Of<EventCourse>(ExamplePreviews.All),
                Of<WhyView>(ExampleEvents.All).Intervals,
                [Of<AdjustmentView>(ExampleEvents.All)],
                ExampleStreams.Stored.Items,
                EventsRead: 1742,
                NotRecomputable: []
            )
        ),
    ];

    private static T Of<T>(IEnumerable<ApiExample> all) => (T)all.Single(e => e.Type == typeof(T)).Value;
}
