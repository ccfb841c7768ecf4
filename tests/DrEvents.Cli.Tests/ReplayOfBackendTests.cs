using System.Net.Http.Json;
using System.Text;
using DrEvents.Backend.Mqtt;
using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DrEvents.Cli.Tests;

/// <summary>The verb against a real backend over a real database: the answer that it reads is the one that is given.</summary>
public sealed class ReplayOfBackendTests
{
    [Fact]
    public async Task a_seal_that_was_changed_in_the_database_is_named_and_is_exit_code_1()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var backend = DrEvents.Backend.Backend.Build(
            [
                "--ConnectionStrings:Postgres=" + database.ConnectionString,
                "--Urls=http://127.0.0.1:0",
                "--Mqtt:Host=127.0.0.1",
                "--Mqtt:Port=1",
            ],
            builder => builder.Logging.ClearProviders()
        );
        await backend.StartAsync();
        var url = backend.Urls.Single();
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await DeliverAsync(backend);
        var eventId = await BeginAsync(http);
        var whole = new TestShell();

        (await whole.Run("replay", eventId, "--url", url)).ShouldBe(ExitCode.Done);
        await ExecuteAsync(
            database,
            $$"""update drevents.mt_events set data = jsonb_set(data, '{baselineKw}', '99.5') where stream_id = 'mv/{{eventId}}' and type = 'baseline_sealed'"""
        );
        var damaged = new TestShell();

        (await damaged.Run("replay", eventId, "--url", url)).ShouldBe(ExitCode.NotHeld);

        whole.Rows.ShouldContain("Baselines made anew 1");
        whole.Rows.ShouldContain("Replay identical");
        damaged.Rows.ShouldContain("Replay different");
        damaged.Rows.ShouldContain("baseline ven-1.baselineKw 99.5 3");
    }

    /// <summary>Has a VEN send a sample, and returns when it is stored.</summary>
    private static async Task DeliverAsync(WebApplication backend)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sample =
            $$"""{"timestamp":{{now.ToUnixTimeMilliseconds()}},"usedPowerKw":3,"loads":[{"id":"ev","currentPowerKw":3,"shedCapabilityKw":2}]}""";
        var stored = new TaskCompletionSource();
        var message = new InboundMessage(
            Topics.Telemetry("ven-1"),
            Encoding.UTF8.GetBytes(sample),
            now,
            () =>
            {
                stored.SetResult();
                return Task.CompletedTask;
            }
        );
        await backend.Services.GetRequiredService<Inbox>().PutAsync(message, default);
        await stored.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Begins an event, and returns when its baseline is sealed.</summary>
    private static async Task<string> BeginAsync(HttpClient http)
    {
        var end = TimeProvider.System.GetUtcNow().AddMinutes(10);
        var answer = await http.PostAsJsonAsync("api/events", new CreateEventRequest(null, end, 2, Status: "active"));
        var eventId = (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
        await Eventually.HoldsAsync(
            "a baseline is sealed",
            async () => (await http.GetFromJsonAsync<BaselineView[]>($"api/events/{eventId}/baselines")) is [{ BaselineKw: 3 }]
        );
        return eventId;
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }
}
