using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Past;

/// <summary>What the live routes answered of an event while nothing of it was stored, with the moments that these answers are of.</summary>
internal sealed record ShownEvent(
    DateTimeOffset At,
    JsonNode Detail,
    JsonNode Course,
    JsonNode Why,
    JsonNode Adjustments,
    JsonNode Vens,
    DateTimeOffset VensAt
)
{
    /// <summary>Asks all of them.</summary>
    public static async Task<ShownEvent> OfAsync(BackendFixture backend, string eventId)
    {
        ShownEvent? shown = null;
        var (last, since) = ((JsonNode?)null, DateTimeOffset.MinValue);
        var http = backend.Host.Server.CreateClient();
        await Eventually.HoldsAsync(
            "the event stays as it is while it is asked for",
            async () =>
            {
                await backend.CatchUpAsync();
                var (now, before) = (TimeProvider.System.GetUtcNow(), await DetailAsync());
                if (last is null || !JsonNode.DeepEquals(last, before))
                    (last, since) = (before, now);
                var vens = (await http.GetFromJsonAsync<JsonNode>($"/api/events/{eventId}/vens"))!;
                var vensAt = vens["asOf"]!.GetValue<DateTimeOffset>();
                var (course, why) = (await GetAsync("course"), await GetAsync("why"));
                shown = new ShownEvent(TimeProvider.System.GetUtcNow(), before, course, why, await GetAsync("adjustments"), vens, vensAt);
                return vensAt > since && JsonNode.DeepEquals(before, await DetailAsync());
            },
            withinS: 30
        );
        return shown!;

        Task<JsonNode> DetailAsync() => http.GetFromJsonAsync<JsonNode>($"/api/events/{eventId}")!;
        Task<JsonNode> GetAsync(string what) => http.GetFromJsonAsync<JsonNode>($"/api/events/{eventId}/{what}")!;
    }

    /// <summary>Asks for the same moments, and holds each part against what was shown then.</summary>
    public async Task IsFoundAgainAsync(BackendFixture backend, string eventId)
    {
        var http = backend.Host.Server.CreateClient();
        var at = await AtAsync(At);
        Text(at["metrics"]).ShouldBe(Text(Detail["metrics"]));
        foreach (var (name, value) in at["event"]!.AsObject())
            Text(value).ShouldBe(Text(Detail[name]), name);
        Text(at["adjustments"]).ShouldBe(Text(Adjustments));
        IsTheSame((await AtAsync(EndOf(Course["points"]!)))["course"], Course, "course");
        IsTheSame((await AtAsync(EndOf(Why["intervals"]!)))["why"], Why["intervals"], "why");
        var vens = (await http.GetFromJsonAsync<JsonNode>(Url(eventId, VensAt, "at/vens")))!;
        vens["asOf"]!
            .GetValue<DateTimeOffset>()
            .ShouldBe(VensAt, TimeSpan.FromMilliseconds(1), "times of requests are of whole milliseconds");
        (vens["asOf"], Vens["asOf"]) = (null, null);
        Text(vens).ShouldBe(Text(Vens));

        async Task<JsonNode> AtAsync(DateTimeOffset time) => (await http.GetFromJsonAsync<JsonNode>(Url(eventId, time)))!;
    }

    /// <summary>Where to ask for a moment.</summary>
    public static string Url(string eventId, DateTimeOffset time, string route = "at", string view = "known") =>
        $"/api/events/{eventId}/{route}?view={view}&time={Uri.EscapeDataString(time.UtcDateTime.ToString("O"))}";

    /// <summary>
    /// Times of requests are of whole milliseconds, and so the last span of an event that runs is shorter by a part of one: a watt or two of rounding.
    /// </summary>
    private static void IsTheSame(JsonNode? found, JsonNode? shown, string where)
    {
        switch (found, shown)
        {
            case (JsonObject a, JsonObject b):
                a.Select(p => p.Key).ShouldBe(b.Select(p => p.Key), where);
                foreach (var (name, value) in a)
                    IsTheSame(value, b[name], $"{where}.{name}");
                break;
            case (JsonArray a, JsonArray b):
                a.Count.ShouldBe(b.Count, where);
                for (var i = 0; i < a.Count; i++)
                    IsTheSame(a[i], b[i], $"{where}[{i}]");
                break;
            case (JsonValue a, JsonValue b) when a.GetValueKind() == JsonValueKind.Number:
                a.GetValue<double>().ShouldBe(b.GetValue<double>(), 0.0025, where);
                break;
            case (JsonValue a, JsonValue b) when a.TryGetValue<DateTimeOffset>(out var time):
                time.ShouldBe(b.GetValue<DateTimeOffset>(), TimeSpan.FromMilliseconds(1), where);
                break;
            default:
                Text(found).ShouldBe(Text(shown), where);
                break;
        }
    }

    /// <summary>
    /// Of an event that runs, the last span ends at the moment of the answer; but where it is a whole one, since what follows it was too short to be shown.
    /// </summary>
    private DateTimeOffset EndOf(JsonNode spans)
    {
        if (Detail["status"]!.GetValue<string>() != "active" || spans.AsArray() is not [.., { } last])
            return At;
        var end = last["end"]!.GetValue<DateTimeOffset>();
        return end.Ticks % TimeSpan.TicksPerMinute == 0 ? At : end;
    }

    private static string Text(JsonNode? node) => node?.ToJsonString(Indented) ?? "null";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
