using System.Diagnostics;
using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;
using DrEvents.Testing.Running;

namespace DrEvents.Faults.Tests;

/// <summary>A client that listens to a stream while the store and the backend come and go.</summary>
public sealed class A_stream(ITestOutputHelper output)
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task outlives_the_store_and_is_taken_up_again_after_the_backend()
    {
        RunningSystem.SkipWhereImpossible();
        await using var postgres = await StoppablePostgres.StartNewAsync();
        await using var system = await RunningSystem.StartAsync(postgres.ConnectionString);
        try
        {
            await ProveAsync(postgres, system.Backend);
        }
        catch
        {
            output.WriteLine(system.Output());
            throw;
        }
    }

    private static async Task ProveAsync(StoppablePostgres postgres, BackendProcess backend)
    {
        await using var stream = await HeardStream.OpenAsync(backend.Http, "api/stream");
        var first = await CreateAsync(backend);
        await HearsAsync(stream, first);

        await postgres.StopAsync();
        await Eventually.HoldsAsync("that the store is away is heard", () => stream.Of("away").Any());
        await Eventually.HoldsAsync("an operator is told", () => Needs(stream).Contains("database"), withinS: 30);
        await postgres.StartAsync();
        await Eventually.HoldsAsync("that it is back is heard", () => stream.Of("back").Any(), withinS: 60);
        var since = stream.Of("away").First().GetProperty("since").GetDateTimeOffset();
        stream.Of("back").First().GetProperty("awaySince").GetDateTimeOffset().ShouldBe(since);
        var second = await CreateAsync(backend);
        await HearsAsync(stream, second);
        await Eventually.HoldsAsync("an operator is told no more of it", () => !Needs(stream).Contains("database"), withinS: 60);
        stream.IsOver.ShouldBeFalse();

        // Nobody waits for those who listen.
        var watch = Stopwatch.StartNew();
        (await backend.StopAsync()).ShouldBe(0);
        watch.Elapsed.ShouldBeLessThan(StopMax);
        await Eventually.HoldsAsync("the stream has ended", () => stream.IsOver);
        backend.LastWords().ShouldNotContain(" fail:");

        await backend.StartAsync();
        var third = await CreateAsync(backend);
        await using var again = await HeardStream.OpenAsync(backend.Http, "api/stream", stream.Id);
        await HearsAsync(again, third);
        var sequences = stream.Stored.Concat(again.Stored).Select(i => i.GetProperty("sequence").GetInt64()).ToList();
        sequences.ShouldBe(sequences.Distinct().Order());
        Created(stream).Concat(Created(again)).ShouldBe([first, second, third]);
    }

    private static async Task<string> CreateAsync(BackendProcess backend)
    {
        var id = "";
        await Eventually.HoldsAsync(
            "an event is created",
            async () =>
            {
                var answer = await backend.PostEventAsync(Clock.Now.AddHours(1), Clock.Now.AddHours(2));
                if (!answer.IsSuccessStatusCode)
                    return false;
                id = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<EventView>(answer.Content))!.Id;
                return true;
            },
            withinS: 60
        );
        return id;
    }

    private static Task HearsAsync(HeardStream stream, string eventId) =>
        Eventually.HoldsAsync($"{eventId} is heard", () => Created(stream).Contains(eventId), withinS: 30);

    private static IEnumerable<string> Created(HeardStream stream) =>
        stream.Stored.Where(i => i.GetProperty("type").GetString() == "EventScheduled").Select(i => i.GetProperty("eventId").GetString()!);

    private static IEnumerable<string> Needs(HeardStream stream) =>
        stream
            .Of("attention")
            .TakeLast(1)
            .SelectMany(m => m.GetProperty("items").EnumerateArray())
            .Select(i => i.GetProperty("kind").GetString()!);
}
