using System.Collections.Concurrent;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DrEvents.Faults.Tests;

/// <summary>A backend is killed between an event and the telling of it: the receiver hears of every event, under one id each.</summary>
public sealed class A_killed_backend_that_tells : IAsyncLifetime
{
    private const int NobodyListens = 1;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-faults-");
    private readonly ConcurrentQueue<(string Id, string Body)> _heard = new();
    private TestDatabase _database = null!;
    private WebApplication _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            _heard.Enqueue((context.Request.Headers["webhook-id"].ToString(), await body.ReadToEndAsync()));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        await _receiver.StartAsync();
    }

    [Fact]
    public async Task loses_nothing_that_it_has_to_tell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using var backend = new BackendProcess(
            _database.ConnectionString,
            NobodyListens,
            _folder.FullName,
            settings: ["--Webhooks:AllowPrivateAddresses=true", "--Webhooks:RetryPausesS:0=0.1", "--Webhooks:RetryPausesS:1=0.1"]
        );
        await backend.StartAsync();
        await backend.WarmUpAsync();
        var asked = new CreateWebhookRequest("A", _receiver.Urls.Single() + "/", [WebhookKinds.EventScheduled]);
        (await backend.Http.PostAsJsonAsync("api/webhooks", asked)).EnsureSuccessStatusCode();
        var start = TimeProvider.System.GetUtcNow().AddDays(3);
        var ids = new List<string>();

        foreach (var pauseMs in new[] { 0, 10, 100 })
        {
            ids.Add((await backend.CreateAsync(start, start.AddHours(1))).Id);
            await Task.Delay(pauseMs);
            await backend.KillAsync();
            await backend.StartAsync();
        }

        try
        {
            await Eventually.HoldsAsync("every event is told", () => ids.TrueForAll(id => Of(id).Count > 0), withinS: 120);
        }
        catch (TimeoutException e)
        {
            var told = string.Join(", ", ids.Select(id => $"{id} {Of(id).Count} times"));
            var webhooks = await backend.Http.GetStringAsync("api/webhooks");
            throw new TimeoutException($"{e.Message}: {told}; {webhooks}; {backend.Output()}", e);
        }
        ids.ForEach(id => Of(id).Distinct().ShouldHaveSingleItem());
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private List<string> Of(string eventId) => [.. _heard.Where(h => h.Body.Contains(eventId, StringComparison.Ordinal)).Select(h => h.Id)];
}
