using System.Net.Http.Json;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;

namespace DrEvents.Benchmarks.Dispatch;

/// <summary>
/// Real VEN agents in this process. Their logs are in memory: in the field each has a disk of its own, here a hundred would share one.
/// </summary>
internal sealed class VenFleet : IAsyncDisposable
{
    private readonly Dictionary<string, VenAgent> _vens = [];

    public int Count => _vens.Count;

    /// <summary>Starts them and returns when the backend knows of each that it is there and what it can shed.</summary>
    public static async Task<VenFleet> StartAsync(Bed bed, int count, CancellationToken cancellation)
    {
        var fleet = new VenFleet();
        for (var n = 1; n <= count; n++)
        {
            var options = new VenOptions($"ven-{n:000}", new BrokerAddress(TestBroker.Host, bed.BrokerPort)) { Seed = n };
            var ven = new VenAgent(options, HomeLoads.Typical(n), TimeProvider.System);
            fleet._vens.Add(options.VenId, ven);
            await ven.StartAsync();
        }
        await Eventually.HoldsAsync($"{count} VENs are online", () => IsKnownAsync(bed.Http, count, cancellation), withinS: 60);
        return fleet;
    }

    /// <summary>When a VEN's log received the event's first command; null while it has not.</summary>
    public DateTimeOffset? CommandedAt(string venId, string eventId) =>
        _vens[venId]
            .Log.ReadNewest(EntriesPerEvent)
            .LastOrDefault(e => e.Kind == "commandReceived" && e.Json.Contains(eventId, StringComparison.Ordinal))
            ?.At;

    /// <summary>More entries than one event leaves in a VEN's log.</summary>
    private const int EntriesPerEvent = 20;

    private static async Task<bool> IsKnownAsync(HttpClient http, int count, CancellationToken cancellation)
    {
        var vens = await http.GetFromJsonAsync<List<VenSummary>>("/api/vens/summary", cancellation);
        return vens!.Count(v => v is { Status: "online", ControllablePower: > 0 }) == count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ven in _vens.Values)
            await ven.DisposeAsync();
    }
}
