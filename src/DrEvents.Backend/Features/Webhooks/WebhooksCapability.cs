using System.Net;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Telling other people's programs of what happens: signed, repeated until they have it, and kept where they do not take it.</summary>
public static class WebhooksCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Schema.For<Webhook>();
        store.Schema.For<WebhookDelivery>().Duplicate(d => d.WebhookId).Duplicate(d => d.State);
    }

    public static void Configure(WolverineOptions wolverine)
    {
        for (var slot = 0; slot < WebhookLimits.WebhooksMax; slot++)
            wolverine.LocalQueue(Webhook.QueueOf(slot)).Sequential();
    }

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<WebhookOptions>(configuration, WebhookOptions.Section);
        services
            .AddSingleton(new WebhookLimits())
            .AddSingleton<ResolveHost>((host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation))
            .AddSingleton<WebhookAddresses>()
            .AddSingleton<WebhookSecrets>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<WebhookJson>()
            .AddSingleton<Telling>()
            .AddCounters<WebhookMetrics>()
            .AddActing<MissedDeliveries>();
    }
}
