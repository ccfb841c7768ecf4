using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>The event of all examples is stopped, for a reason that is given.</summary>
public static class ExampleActions
{
    private const string ActionId = "019f1e43fd0081c4a1f3b29d07e65f40";

    private static readonly ActionView Stop = new(
        ActionId,
        Now,
        ActionOutcomes.Done,
        "Control centre",
        Ways.Key,
        ApiKeyId,
        "192.0.2.17",
        "The feeder is back",
        "POST /api/events/{id}/stop",
        new Dictionary<string, string> { ["id"] = DrEventId },
        DrEventId,
        VenId: null,
        Status: 202,
        AnsweredAt: Now.AddMilliseconds(40),
        Count: 1,
        [new ActionStreamView(DrEventId, [new ActionEventView("EventStopped", 9)])],
        Documents: [],
        NotTold: 0
    );

    public static readonly ApiExample[] All = [ApiExample.Of(new ActionPage([Stop], Before: ActionId))];
}
