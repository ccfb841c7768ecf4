using System.Net.Http.Json;
using System.Text.Json;
using Alba;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Streams;

/// <summary>A season's events are planned: what programs hear of the next one.</summary>
public sealed class ManyPlannedScenarios(BackendFixture backend) : IClassFixture<BackendFixture>
{
    private HttpClient Http => backend.Host.Server.CreateClient();

    [Fact]
    public async Task the_next_event_is_heard_of_behind_a_hundred_that_are_planned_for_later_and_that_it_is_off()
    {
        for (var hours = 101; hours > 1; hours--)
            await PlanAsync(hours);
        var next = await PlanAsync(1);
        await using var system = await HeardStream.OpenAsync(Http, "/api/stream?only=events");
        await Eventually.HoldsAsync("the next one is heard of", () => StatusOf(system, next) == "scheduled");

        (await Http.DeleteAsync($"/api/events/{next}")).EnsureSuccessStatusCode();

        await Eventually.HoldsAsync("that it is off is heard", () => StatusOf(system, next) == "cancelled");
    }

    private async Task<string> PlanAsync(int aheadHours)
    {
        var start = TimeProvider.System.GetUtcNow().AddHours(aheadHours);
        var created = await Http.PostAsJsonAsync("/api/events", new CreateEventRequest(start, start.AddMinutes(30), 1));
        return (await created.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    private static string? StatusOf(HeardStream stream, string id) =>
        stream
            .Of("events")
            .SelectMany(m => m.GetProperty("events").EnumerateArray())
            .LastOrDefault(e => e.GetProperty("id").GetString() == id)
            is { ValueKind: JsonValueKind.Object } found
            ? found.GetProperty("status").GetString()
            : null;
}
