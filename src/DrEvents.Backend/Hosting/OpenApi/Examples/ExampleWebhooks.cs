using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>A webhook that is told of the event, and could not be reached at first.</summary>
public static class ExampleWebhooks
{
    private const string Name = "Control centre";
    private const string Url = "https://receiver.example/drevents";

    /// <summary>Of 32 bytes that are all 0, which no receiver should believe.</summary>
    private static readonly string Secret = "whsec_" + Convert.ToBase64String(new byte[32]);

    private static readonly string[] Kinds = [WebhookKinds.EventStarted, WebhookKinds.UnderDelivery, WebhookKinds.EventCompleted];

    private static readonly WebhookView Webhook = new(
        WebhookId,
        Name,
        Url,
        Kinds,
        Enabled: true,
        OffBecause: null,
        Start.AddDays(-1),
        Waiting: 0,
        Dead: 0
    );

    private static readonly WebhookDeliveryView Delivery = new(
        WebhookDeliveryId,
        WebhookId,
        WebhookKinds.UnderDelivery,
        WebhookStates.Delivered,
        CreatedAt: Now,
        NextAttemptAt: null,
        SettledAt: Now.AddSeconds(6),
        [
            new WebhookAttemptView(Now, Status: null, "Connection refused", DurationMs: 3),
            new WebhookAttemptView(Now.AddSeconds(6), Status: 204, Error: null, DurationMs: 41),
        ],
        """{"type":"underDelivery","timestamp":"2026-07-01T15:20:00Z","data":{"attention":{"kind":"underDelivery","text":"24.5 ± 2.4 kW of 50 kW are delivered","since":"2026-07-01T15:19:50Z","eventId":"evt-1a2b3c4d","said":{"kind":"underDelivery","values":{"deliveredKw":24.5,"bandKw":2.4,"requestedKw":50}}},"isOver":false}}"""
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(new CreateWebhookRequest(Name, Url, Kinds)),
        ApiExample.Of(new ChangeWebhookRequest(Enabled: false)),
        ApiExample.Of(Webhook),
        ApiExample.Of(new WebhookMade(Webhook, Secret)),
        ApiExample.Of(new WebhookSecretView(Secret)),
        ApiExample.Of(Delivery),
        ApiExample.Of(new WebhookDeliveryPage(TotalCount: 1, [Delivery])),
    ];
}
