using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;
using DrEvents.Testing.Running;

namespace DrEvents.Faults.Tests;

/// <summary>PostgreSQL stops for a while in the middle of an event: nothing that was acknowledged to anybody is lost.</summary>
public sealed partial class A_postgres_that_is_away(ITestOutputHelper output)
{
    private const int ShortStops = 3;
    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Half = TimeSpan.FromSeconds(20);

    /// <summary>What there is of the event before and after that.</summary>
    private static readonly TimeSpan AroundIt = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task costs_nothing_that_was_acknowledged()
    {
        RunningSystem.SkipWhereImpossible();
        await using var postgres = await StoppablePostgres.StartNewAsync();
        await using var system = await RunningSystem.StartAsync(postgres.ConnectionString);
        try
        {
            await ProveAsync(postgres, system);
        }
        catch
        {
            output.WriteLine(system.Output());
            throw;
        }
    }

    private static async Task ProveAsync(StoppablePostgres postgres, RunningSystem system)
    {
        await using var witness = await TelemetryWitness.StartAsync(system.Broker.Port);
        var start = Clock.WholeSecondIn(1);
        // One event goes on after PostgreSQL is back, one ends and one begins on the way.
        var through = await system.Backend.CreateAsync(start, start + AwayFor + AroundIt, "ven-1", "ven-2");
        var ending = await system.Backend.CreateAsync(start, start + Half, "ven-3");
        var beginning = await system.Backend.CreateAsync(start + Half, start + AwayFor + AroundIt, "ven-4");
        await Clock.ReachesAsync(start.AddSeconds(4));

        DateTimeOffset backAt;
        IReadOnlyCollection<string> promised;
        await using (var asker = new EventAsker(system.Backend))
        {
            await Eventually.HoldsAsync("events are created", () => asker.Promised.Count > 3);
            await using (await TelemetryFlood.StartAsync(system.Broker.Port))
            {
                // Each time it hits something else of what the backend is in the middle of.
                for (var i = 0; i < ShortStops; i++)
                {
                    await IsStoringAsync(postgres);
                    await postgres.StopAsync();
                    await postgres.StartAsync();
                }
                await IsStoringAsync(postgres);
                await postgres.StopAsync();
            }
            var awaySince = Clock.Now;
            await IsToldAsync(system.Backend);
            await Clock.ReachesAsync(awaySince + AwayFor);
            asker.Answers.Last().ShouldBe(503);
            await postgres.StartAsync();
            backAt = Clock.Now;
            var before = asker.Promised.Count;
            await Eventually.HoldsAsync("events are created again", () => asker.Promised.Count > before);
            asker.Answers.Distinct().ShouldBe([201, 503]);
            promised = asker.Promised;
        }

        foreach (var id in promised)
            (await system.Backend.GetAsync<EventDetail>($"api/events/{id}")).Status.ShouldBe("scheduled");
        await EventProof.HoldsAsync(system, through, ["ven-1", "ven-2"]);
        await EventProof.HoldsAsync(system, ending, ["ven-3"], backAt);
        await EventProof.HoldsAsync(system, beginning, ["ven-4"]);
        foreach (var venId in system.VenIds)
            witness.TimesOf(venId).Count.ShouldBeGreaterThan((int)AwayFor.TotalSeconds);
        foreach (var venId in system.VenIds.Append(TelemetryFlood.VenId))
            await StoredTelemetry.HoldsAllAsync(postgres.ConnectionString, witness, venId);
        await Eventually.HoldsAsync(
            "the backend is ready again and no read model stands still",
            async () => (await AnswerAsync(system.Backend, "health/ready")).Code == 200 && await AreUpToDateAsync(system.Backend),
            withinS: 60
        );
    }

    /// <summary>Everybody is told that the store is away, and what to do about it.</summary>
    private static async Task IsToldAsync(BackendProcess backend)
    {
        foreach (var path in new[] { "api/events", "api/vens", "api/events/current" })
            await IsRefusedAsync(await backend.Http.GetAsync(path));
        await IsRefusedAsync(await backend.PostEventAsync(Clock.Now.AddHours(1), Clock.Now.AddHours(2)));
        (await AnswerAsync(backend, "health/ready")).ShouldBe((503, "unhealthy"));
        (await AnswerAsync(backend, "health/live")).ShouldBe((200, "healthy"));
    }

    private static async Task IsRefusedAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, answer.RequestMessage!.RequestUri!.ToString());
        answer.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe(503);
        problem.RootElement.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
    }

    private static async Task<(int Code, string? Status)> AnswerAsync(BackendProcess backend, string path)
    {
        var answer = await backend.Http.GetAsync(path);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, json.RootElement.GetProperty("status").GetString());
    }

    /// <summary>By far more events than these came in since PostgreSQL was stopped first.</summary>
    private static async Task<bool> AreUpToDateAsync(BackendProcess backend)
    {
        const int behindMax = 50;
        using var json = JsonDocument.Parse(await backend.Http.GetStringAsync("health/ready"));
        var detail = json.RootElement.GetProperty("checks").GetProperty("projections").GetProperty("detail").GetString();
        var behind = Behind().Matches(detail ?? "").Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        return behind.Count > 0 && behind.All(count => count < behindMax);
    }

    [GeneratedRegex(@"(\d+) behind")]
    private static partial Regex Behind();

    private static async Task IsStoringAsync(StoppablePostgres postgres)
    {
        var before = (await StoredAsync(postgres, TelemetryFlood.VenId)).Count;
        await Eventually.HoldsAsync(
            "the flood is stored",
            async () => (await StoredAsync(postgres, TelemetryFlood.VenId)).Count > before + 100
        );
    }

    private static Task<IReadOnlyList<DateTimeOffset>> StoredAsync(StoppablePostgres postgres, string venId) =>
        StoredTelemetry.TimesOfAsync(postgres.ConnectionString, venId);
}
