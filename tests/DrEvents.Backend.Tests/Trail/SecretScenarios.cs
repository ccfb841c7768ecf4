using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using DrEvents.Backend.Tests.Access;
using DrEvents.Backend.Tests.Attacks;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DrEvents.Backend.Tests.Trail;

/// <summary>After a run in which all secrets were used, none of them is anywhere but where it belongs.</summary>
public sealed class SecretScenarios
{
    [Fact]
    public async Task no_secret_is_in_logs_answers_traces_metrics_or_the_store()
    {
        await using var database = await BackendDatabase.CreateAsync();
        var log = new KeptLog();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await BackendFixture.StartAsync(
            database.ConnectionString,
            new RecordingBroker(),
            TimeProvider.System,
            new Dictionary<string, string?>
            {
                ["Access:AdministratorKey"] = Some.AdministratorKey,
                ["Trail:RefusedEverySeconds"] = "1",
                ["Logging:LogLevel:Default"] = "Debug",
            },
            services => services.AddSingleton<ILoggerProvider>(log)
        );
        var (answers, secrets) = (new StringBuilder(), new Dictionary<string, string> { ["administrator's key"] = Some.AdministratorKey });

        var made = await SendAsync<ApiKeyMadeView>(
            HttpMethod.Post,
            "/api/access/keys",
            Some.AdministratorKey,
            new MakeApiKeyRequest("Anna", Roles.Administrator)
        );
        var key = secrets["API key"] = made.Secret;
        secrets["secret of the API key"] = made.Secret[13..];
        var hook = await SendAsync<WebhookMade>(
            HttpMethod.Post,
            "/api/webhooks",
            key,
            new CreateWebhookRequest("Hook", "https://8.8.8.8/hook", Enabled: false)
        );
        secrets["webhook's secret"] = hook.Secret;
        var now = TimeProvider.System.GetUtcNow();
        var asked = await SendAsync<EventView>(
            HttpMethod.Post,
            "/api/events",
            key,
            new CreateEventRequest(now.AddDays(50), now.AddDays(51), 2)
        );
        await ReadAsync(HttpMethod.Delete, $"/api/events/{asked.Id}", key);
        // Sent where they do not belong, as people do by mistake, and refused.
        await ReadAsync(HttpMethod.Get, "/api/vens", key + "x");
        await ReadAsync(HttpMethod.Get, "/api/vens", "dre_00000000_" + made.Secret[13..]);
        await ReadAsync(HttpMethod.Delete, $"/api/access/keys/{made.Key.Id}", key);
        if (new NpgsqlConnectionStringBuilder(database.ConnectionString).Password is { Length: > 0 } password)
            secrets["password of the database"] = password;

        foreach (
            var path in new[]
            {
                "/api/settings",
                "/api/stored?limit=500",
                "/api/access/keys",
                "/api/webhooks",
                "/api/node",
                "/metrics",
                "/openapi/v1.json",
                "/health/ready",
            }
        )
            answers.Append(await ReadAsync(HttpMethod.Get, path, Some.AdministratorKey));
        await Eventually.HoldsAsync(
            "refusals are told",
            async () =>
                (await ReadAsync(HttpMethod.Get, "/api/actions?outcome=refused", Some.AdministratorKey)).Contains(
                    "401",
                    StringComparison.Ordinal
                )
        );
        answers.Append(await ReadAsync(HttpMethod.Get, "/api/actions?limit=500", Some.AdministratorKey));
        var places = new Dictionary<string, string>
        {
            ["logs"] = string.Join('\n', log.Lines),
            ["answers"] = answers.ToString(),
            ["traces"] = string.Join('\n', spans.SelectMany(s => s.TagObjects.Select(t => $"{t.Key}={t.Value}").Append(s.DisplayName))),
            ["stored events"] = await StoredAsync(host.Services.GetRequiredService<IDocumentStore>()),
        };

        places.ShouldAllBe(p => p.Value.Length > 100);
        var found = places.SelectMany(
            p => secrets.Where(s => p.Value.Contains(s.Value, StringComparison.Ordinal)),
            (p, s) => $"{s.Key} in {p.Key}"
        );
        found.ShouldBeEmpty();

        async Task<T> SendAsync<T>(HttpMethod method, string path, string by, object body)
        {
            using var answer = await AccessBackend.AskAsync(host, method, path, by, body);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
            return (await answer.Content.ReadFromJsonAsync<T>())!;
        }

        async Task<string> ReadAsync(HttpMethod method, string path, string by)
        {
            using var answer = await AccessBackend.AskAsync(host, method, path, by);
            return $"{await answer.Content.ReadAsStringAsync()} {answer.Headers}";
        }
    }

    private static async Task<string> StoredAsync(IDocumentStore store)
    {
        await using var session = store.QuerySession();
        await using var reader = await session.ExecuteReaderAsync(
            new NpgsqlCommand("select string_agg(stream_id || ' ' || data::text, chr(10)) from drevents.mt_events"),
            CancellationToken.None
        );
        await reader.ReadAsync();
        return reader.GetString(0);
    }
}
