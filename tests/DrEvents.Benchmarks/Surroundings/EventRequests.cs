using System.Net.Http.Json;
using DrEvents.Contracts.Http;

namespace DrEvents.Benchmarks.Surroundings;

/// <summary>What an operator asks of a DR event.</summary>
internal static class EventRequests
{
    /// <summary>Calls an event and gives its id.</summary>
    public static async Task<string> CallEventAsync(this HttpClient http, CreateEventRequest request, CancellationToken cancellation)
    {
        using var created = await http.PostAsJsonAsync("/api/events", request, cancellation);
        return (await created.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<EventView>(cancellation))!.Id;
    }

    /// <summary>Stops an event.</summary>
    public static async Task StopEventAsync(this HttpClient http, string id, string reason, CancellationToken cancellation)
    {
        using var stopped = await http.PostAsJsonAsync($"/api/events/{id}/stop", new StopEventRequest(reason), cancellation);
        stopped.EnsureSuccessStatusCode();
    }
}
