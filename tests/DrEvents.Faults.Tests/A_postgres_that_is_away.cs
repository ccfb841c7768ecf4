using System.Net;
using System.Text.Json;
using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Faults.Tests;

/// <summary>PostgreSQL stops for a while in the middle of an event: nothing that was acknowledged to anybody is lost.</summary>
public sealed class A_postgres_that_is_away(ITestOutputHelper output)
{
    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(20);

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
        // One event goes on after PostgreSQL is back, one ends and one begins while it is away.
        var through = await system.Backend.CreateAsync(start, start + AwayFor.Add(TimeSpan.FromSeconds(15)), "ven-1", "ven-2");
        var ending = await system.Backend.CreateAsync(start, start.AddSeconds(12), "ven-3");
        var beginning = await system.Backend.CreateAsync(start.AddSeconds(12), start + AwayFor.Add(TimeSpan.FromSeconds(15)), "ven-4");
        await Clock.ReachesAsync(start.AddSeconds(4));

        DateTimeOffset backAt;
        IReadOnlyCollection<string> promised;
        await using (var asker = new EventAsker(system.Backend))
        {
            await Eventually.HoldsAsync("events are created", () => asker.Promised.Count > 3);
            await postgres.StopAsync();
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
            await IsStoredAsync(postgres, witness, venId);
        await Eventually.HoldsAsync(
            "the backend is ready again",
            async () => (await AnswerAsync(system.Backend, "health/ready")).Code == 200
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

    /// <summary>Every sample that the broker took from the VEN until now is stored, once.</summary>
    private static async Task IsStoredAsync(StoppablePostgres postgres, TelemetryWitness witness, string venId)
    {
        var taken = witness.TimesOf(venId);
        taken.Count.ShouldBeGreaterThan((int)AwayFor.TotalSeconds);
        IReadOnlyList<DateTimeOffset> stored = [];
        await Eventually.HoldsAsync(
            $"what {venId} sent last is stored",
            async () => (stored = await StoredTelemetry.TimesOfAsync(postgres.ConnectionString, venId)).Contains(taken[^1])
        );
        taken.Except(stored).ShouldBeEmpty($"lost samples of {venId}");
        stored.ShouldBeUnique($"samples of {venId} that are stored twice");
    }
}
