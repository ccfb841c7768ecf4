using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>Messages of streams, one of each kind; and what a node says of itself.</summary>
public static class ExampleStreams
{
    public static readonly StoredMessage Stored = new(
        UpTo: 4713,
        [
            new StoredItem(
                4713,
                "EventActivated",
                Start,
                "started, 13 ms after its time",
                Stream: DrEventId,
                EventId: DrEventId,
                Said: new Said("eventActivated", new Dictionary<string, object> { ["lateMs"] = 13 })
            ),
        ]
    );

    private static readonly AwayMessage Away = new(Now);
    private static readonly BackMessage Back = new(Now.AddSeconds(9), Now);
    private static readonly ResetMessage Reset = new(After: 4713, UpTo: 12_040, "more was stored meanwhile than is told");

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(
            new SystemStreamMessages(
                Stored,
                (NetworkStats)ExampleFigures.All.Single(e => e.Type == typeof(NetworkStats)).Value,
                new EventsMessage([ExampleEvents.Event], Left: 0),
                new AttentionMessage([
                    new AttentionItem(
                        "underDelivery",
                        "24.5 ± 2.4 kW of 50 kW are delivered",
                        Now,
                        DrEventId,
                        new Said(
                            "underDelivery",
                            new Dictionary<string, object>
                            {
                                ["deliveredKw"] = 24.5,
                                ["bandKw"] = 2.4,
                                ["requestedKw"] = 50,
                            }
                        )
                    ),
                ]),
                Away,
                Back,
                Reset
            )
        ),
        ApiExample.Of(
            new EventStreamMessages(
                ExampleEvents.Event,
                ExampleEvents.Metrics,
                new VensMessage(ExampleEvents.Parts, Left: 0),
                new AdjustmentView(
                    Start.AddMinutes(1),
                    RequestedReductionKw: 50,
                    MeasuredKw: 20,
                    ExpectedKw: 25,
                    [new AdjustedShare(VenId, FromKw: 20, ToKw: 25)]
                ),
                Stored,
                Away,
                Back,
                Reset
            )
        ),
        ApiExample.Of(new StoredEventsPage(Stored.Items, Before: 4713)),
        ApiExample.Of(new SettingView("Mqtt:Port", "8883", IsDefault: false, IsSecret: false)),
        ApiExample.Of(
            new NodeView(
                "0.1.0",
                Start.AddDays(-3),
                Now,
                IsCluster: true,
                StandbyReason: null,
                [new PressureView("commands", Since: null, [])],
                [new NodeOfCluster(1, "backend-1", Start.AddDays(-3), Now.AddSeconds(-1), ["event clock"])]
            )
        ),
    ];
}
