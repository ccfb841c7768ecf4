using System.Globalization;
using System.Net.Http.Json;
using Alba;
using DrEvents.Backend.Features.Webhooks;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>The whole backend, whose webhooks may be of this machine and are tried again soon. It can be stopped and started again.</summary>
public sealed class TellingBackend : IAsyncLifetime
{
    internal static readonly WebhookLimits Limits = new() { WaitingMax = 6, KeptMax = 8 };

    private readonly RecordingBroker _broker = new();
    private readonly List<IAlbaHost> _nodes = [];
    private TestDatabase _database = null!;

    /// <summary>Speaks HTTP to it.</summary>
    public HttpClient Http => _nodes[0].Server.CreateClient();

    /// <summary>One of its nodes.</summary>
    internal IAlbaHost this[int node] => _nodes[node];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _database = await BackendDatabase.CreateAsync();
        await StartAsync();
    }

    /// <summary>Starts it: one node, or one of a cluster.</summary>
    public async Task StartAsync(bool isOfCluster = false, double pauseS = 0.1)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Webhooks:AllowPrivateAddresses"] = "true",
            ["Webhooks:TimeoutS"] = "2",
            ["Webhooks:FiguresAfterS"] = "0",
            ["Webhooks:RetryPausesS:0"] = pauseS.ToString(CultureInfo.InvariantCulture),
            ["Webhooks:RetryPausesS:1"] = pauseS.ToString(CultureInfo.InvariantCulture),
            ["Cluster:Enabled"] = isOfCluster ? "true" : "false",
        };
        _nodes.Add(
            await BackendFixture.StartAsync(
                _database.ConnectionString,
                _broker,
                TimeProvider.System,
                settings,
                services => services.AddSingleton(Limits)
            )
        );
    }

    /// <summary>Stops all its nodes in order.</summary>
    public async Task StopAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _nodes.Clear();
    }

    /// <summary>Makes a webhook.</summary>
    internal async Task<WebhookMade> MakeAsync(string url, params string[] kinds)
    {
        using var answer = await Http.PostAsJsonAsync(
            "/api/webhooks",
            new CreateWebhookRequest("A receiver", url, kinds.Length == 0 ? null : kinds)
        );
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<WebhookMade>())!;
    }

    internal Task<HttpResponseMessage> TestAsync(WebhookMade made) => Http.PostAsync($"/api/webhooks/{made.Webhook.Id}/test", null);

    /// <summary>Sends a ping, and says by what id.</summary>
    internal async Task<string> PingAsync(WebhookMade made)
    {
        using var answer = await TestAsync(made);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        return (await answer.Content.ReadFromJsonAsync<WebhookDeliveryView>())!.Id;
    }

    internal Task<WebhookDeliveryView> DeliveryAsync(WebhookMade made, string id) =>
        Http.GetFromJsonAsync<WebhookDeliveryView>($"/api/webhooks/{made.Webhook.Id}/deliveries/{id}")!;

    internal async Task<WebhookDeliveryPage> DeliveriesAsync(WebhookMade made, string query = "") =>
        (await Http.GetFromJsonAsync<WebhookDeliveryPage>($"/api/webhooks/{made.Webhook.Id}/deliveries{query}"))!;

    /// <summary>Waits until a delivery is in a state.</summary>
    internal async Task<WebhookDeliveryView> UntilAsync(WebhookMade made, string id, string state)
    {
        WebhookDeliveryView? delivery = null;
        await Eventually.HoldsAsync(
            $"the delivery is {state}",
            async () => (delivery = await DeliveryAsync(made, id)).State == state,
            withinS: 60
        );
        return delivery!;
    }

    /// <summary>Removes a webhook, so that others find room.</summary>
    internal async Task RemoveAsync(WebhookMade made) =>
        (await Http.DeleteAsync($"/api/webhooks/{made.Webhook.Id}")).EnsureSuccessStatusCode();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database.DisposeAsync();
    }
}
