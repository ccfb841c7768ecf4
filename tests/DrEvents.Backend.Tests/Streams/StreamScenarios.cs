using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Alba;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Streams;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Backend.Tests.Hosting.Http;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;
using Marten.Services;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DrEvents.Backend.Tests.Streams;

/// <summary>What programs hear from <c>/api/stream</c> and <c>/api/events/{id}/stream</c>, over the whole backend.</summary>
public sealed class StreamScenarios(BackendFixture backend) : IClassFixture<BackendFixture>
{
    private const int Writers = 4;
    private const int EventsOfOne = 60;

    /// <summary>Of the streams that the test itself stores to.</summary>
    private const string OwnEnding = "/ven-1";

    private HttpClient Http => backend.Host.Server.CreateClient();

    [Fact]
    public void who_is_bounded_to_nothing_or_to_others_shares_sources_with_nobody_else()
    {
        var sources = backend.Host.Services.GetRequiredService<SourcesByReach>();
        IReadOnlyList<string>?[] reaches = [null, [], [""], ["a"], ["b"], ["a", "b"], ["a b"]];
        var made = new List<SystemSources>();
        foreach (var reach in reaches)
        {
            // Kept to the end, so that all are in use at once.
            _ = sources.Use(reach, out var own);
            made.Add(own);
        }
        using var again = sources.Use(["b", "a"], out var same);
        made.IndexOf(same).ShouldBe(5, "the order of programmes is of no account");
        // Neither a programme without a name nor none has any VEN.
        made.Where((_, i) => i != 2).Distinct().Count().ShouldBe(reaches.Length - 1);
        made[2].ShouldNotBeSameAs(made[0]);
    }

    [Fact]
    public void an_answer_that_lasts_ends_with_the_token_that_it_was_asked_by()
    {
        var ways = backend.Host.Services.GetRequiredService<WaysIn>();
        var now = TimeProvider.System.GetUtcNow();
        var caller = new Caller("a person", Ways.Token, [Roles.Viewer]) { Until = now.AddMinutes(1) };
        ways.IsStill(caller).ShouldBeTrue();
        ways.IsStill(caller with { Until = now.AddSeconds(-1) }).ShouldBeFalse();
        Caller.Of(caller.ToPrincipal())!.Until.ShouldBe(caller.Until);
    }

    [Fact]
    public async Task nothing_is_lost_or_heard_twice_by_one_that_comes_again_and_again_while_much_is_stored()
    {
        var (heard, comings) = (new List<long>(), 0);
        var stream = await HeardStream.OpenAsync(Http, "/api/stream?only=stored");
        await StoreAsync(backend.Store);
        await Eventually.HoldsAsync("something is heard", () => stream.Id is not null);
        var begin = stream.Id!.Value;
        long? last = begin;

        var writing = Task.WhenAll([.. Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync)), Task.Run(CommitLateAsync)]);
        for (var id = stream.Id; !writing.IsCompleted; id = await ComeAgainAsync())
            await Eventually.HoldsAsync("more is heard", () => stream.Id > id || writing.IsCompleted);
        await writing;
        var stored = await StoredAsync(begin);
        await Eventually.HoldsAsync("all is heard", () => heard.Count + Sequences(stream).Count >= stored.Count);
        heard.AddRange(Sequences(stream));
        await stream.DisposeAsync();

        heard.ShouldBe(stored);
        stored.Count.ShouldBe(Writers * EventsOfOne + 1);
        comings.ShouldBeGreaterThan(0, "it came again while things were stored");

        async Task<long?> ComeAgainAsync()
        {
            comings++;
            // One that has heard nothing yet comes again from where it came the last time.
            var id = last = stream.Id ?? last;
            await stream.DisposeAsync();
            // What came while it left counts: a client knows it by the id.
            heard.AddRange(Sequences(stream));
            stream = await HeardStream.OpenAsync(Http, "/api/stream?only=stored", last = stream.Id ?? last);
            return id;
        }

        List<long> Sequences(HeardStream of) =>
            [
                .. of
                    .Stored.Select(Parse)
                    .Where(i => i.Sequence > begin && i.Stream?.EndsWith(OwnEnding, StringComparison.Ordinal) == true)
                    .Select(i => i.Sequence),
            ];
    }

    [Fact]
    public async Task figures_are_those_of_the_endpoints_to_the_last_digit()
    {
        var eventId = await RunningEventAsync("stream-1");
        await using var followed = await HeardStream.OpenAsync(Http, $"/api/events/{eventId}/stream");
        await using var system = await HeardStream.OpenAsync(Http, "/api/stream");

        await AreEqualAsync("metrics", async () => (await GetAsync($"/api/events/{eventId}/metrics"), Newest(followed, "metrics")));
        await AreEqualAsync(
            "VENs",
            async () => (Part(await GetAsync($"/api/events/{eventId}"), "vens"), NewestOfMany(followed, "vens", "venId"))
        );
        await AreEqualAsync("event", async () => (await ListedAsync(eventId), Newest(followed, "event")));
        await AreEqualAsync("events", async () => (await ListedAsync(eventId), OneOf(system, "events", eventId)));
        await AreEqualAsync("network", async () => (Timeless(await GetAsync("/api/stats/network")), Timeless(Newest(system, "network"))));

        await ReportAsync("stream-1", usedKw: 1.2345678);

        await AreEqualAsync(
            "metrics after another reading",
            async () => (await GetAsync($"/api/events/{eventId}/metrics"), Newest(followed, "metrics"))
        );
        await AreEqualAsync(
            "VENs",
            async () => (Part(await GetAsync($"/api/events/{eventId}"), "vens"), NewestOfMany(followed, "vens", "venId"))
        );
        await AreEqualAsync("network", async () => (Timeless(await GetAsync("/api/stats/network")), Timeless(Newest(system, "network"))));
    }

    [Fact]
    public async Task an_event_is_followed_from_its_request_to_its_end()
    {
        await ReportAsync("stream-2", usedKw: 5);
        await backend.CatchUpAsync();
        var now = TimeProvider.System.GetUtcNow();
        var created = await Http.PostAsJsonAsync(
            "/api/events",
            new CreateEventRequest(now.AddHours(1), now.AddHours(2), 2, Targets: new EventTargets(["stream-2"]))
        );
        var eventId = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;
        await using var followed = await HeardStream.OpenAsync(Http, $"/api/events/{eventId}/stream");
        await using var system = await HeardStream.OpenAsync(Http, "/api/stream");
        await Eventually.HoldsAsync("the event is heard", () => followed.Of("event").Any());

        (await Http.DeleteAsync($"/api/events/{eventId}")).EnsureSuccessStatusCode();

        await Eventually.HoldsAsync(
            "its end is heard",
            () => followed.Stored.Any(i => i.GetProperty("type").GetString() == "EventCancelled")
        );
        await Eventually.HoldsAsync(
            "its state is heard",
            () => followed.Of("event").Last().GetProperty("status").GetString() == "cancelled"
        );
        await Eventually.HoldsAsync(
            "the list is heard",
            () => OneOf(system, "events", eventId).Contains("\"cancelled\"", StringComparison.Ordinal)
        );
        var cancelled = Parse(system.Stored.Last(i => i.GetProperty("type").GetString() == "EventCancelled"));
        (cancelled.Text, cancelled.Stream, cancelled.EventId).ShouldBe(("cancelled", eventId, eventId));
        followed.Stored.ShouldAllBe(i => i.GetProperty("eventId").GetString() == eventId);
    }

    [Fact]
    public async Task all_that_is_told_is_declared()
    {
        var eventId = await RunningEventAsync("stream-3");
        foreach (
            var (path, route) in new[] { ("/api/stream", "/api/stream"), ($"/api/events/{eventId}/stream", "/api/events/{id}/stream") }
        )
        {
            await using var stream = await HeardStream.OpenAsync(Http, path);
            string[] kinds = route == "/api/stream" ? ["stored", "network", "events", "attention"] : ["event", "metrics", "vens", "stored"];
            await Eventually.HoldsAsync("figures are heard", () => kinds.Except(["stored"]).All(k => stream.Of(k).Any()));
            await StoreAsync(backend.Store, eventId);
            await Eventually.HoldsAsync("all kinds are heard", () => kinds.All(k => stream.Of(k).Any()));

            var declared = (await backend.RoutesAsync())
                .Single(r => r.Path == route)
                .Operation.Responses!["200"]
                .Content!["text/event-stream"]
                .Schema!;
            foreach (var message in stream.Heard)
            {
                declared.Properties!.ShouldContainKey(message.Kind);
                DeclaredShape.Differences(message.Data, declared.Properties![message.Kind]).ShouldBeEmpty(message.Kind);
            }
        }
    }

    [Fact]
    public async Task only_what_a_client_wants_is_told()
    {
        var eventId = await RunningEventAsync("stream-4");
        await using var figures = await HeardStream.OpenAsync(Http, $"/api/events/{eventId}/stream?only=metrics,event");
        await using var all = await HeardStream.OpenAsync(Http, $"/api/events/{eventId}/stream");

        await StoreAsync(backend.Store, eventId);
        await Eventually.HoldsAsync(
            "the other hears more",
            () => all.Of("stored").Any() && all.Of("vens").Any() && figures.Of("metrics").Any()
        );

        figures.Heard.Select(m => m.Kind).Distinct().Order().ShouldBe(["event", "metrics"]);
    }

    [Theory]
    [InlineData("/api/stream", "x", "Last-Event-ID: is not a whole number from 0 to 9223372036854775807")]
    [InlineData("/api/stream", "-1", "Last-Event-ID: is not a whole number from 0 to 9223372036854775807")]
    [InlineData("/api/stream?lastEventId=1.5", null, "lastEventId: is not a whole number from 0 to 9223372036854775807")]
    [InlineData("/api/stream?only=vens", null, "only: holds something that is none of stored, network, events, attention")]
    [InlineData("/api/stream?only=,", null, "only: names nothing")]
    public async Task what_makes_no_sense_is_refused(string path, string? lastEventId, string problem)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);

        var answer = await Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString().ShouldBe(problem);
    }

    [Theory]
    [InlineData("evt-00000000")]
    [InlineData("nothing")]
    public async Task an_event_that_there_is_not_has_no_stream(string eventId)
    {
        var answer = await Http.GetAsync($"/api/events/{eventId}/stream");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task a_stream_is_not_kept_by_anybody_on_its_way()
    {
        using var answer = await Http.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead);

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
    }

    private async Task WriteAsync()
    {
        for (var i = 0; i < EventsOfOne; i++)
        {
            await StoreAsync(backend.Store);
            if (i % 10 == 0)
                await ReportAsync("stream-noise", usedKw: i);
        }
    }

    /// <summary>Takes a number, and commits it only after many higher ones.</summary>
    private async Task CommitLateAsync()
    {
        await using var connection = new NpgsqlConnection(backend.Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var session = backend.Store.LightweightSession(SessionOptions.ForTransaction(transaction));
        session.Events.Append(EventIds.New() + OwnEnding, new ParticipationSkipped("late", Given.Start));
        await session.SaveChangesAsync();
        var others = await NewestAsync();
        await Eventually.HoldsAsync("many others are committed", async () => await NewestAsync() > others + Writers * EventsOfOne / 3);
        await transaction.CommitAsync();
    }

    private async Task<long> NewestAsync()
    {
        return (await backend.Store.Advanced.FetchEventStoreStatistics()).EventSequenceNumber;
    }

    private async Task<List<long>> StoredAsync(long after)
    {
        await using var session = backend.Store.QuerySession();
        var stored = await session.EventsBetweenAsync(after, long.MaxValue, [typeof(TelemetrySampled)], 10_000, CancellationToken.None);
        return [.. stored.Where(e => e.StreamKey!.EndsWith(OwnEnding, StringComparison.Ordinal)).Select(e => e.Sequence)];
    }

    /// <summary>Stores an event that is told by itself: many of one DR event would be told as one.</summary>
    private static async Task StoreAsync(IDocumentStore store, string? eventId = null)
    {
        await using var session = store.LightweightSession();
        session.Events.Append((eventId ?? EventIds.New()) + OwnEnding, new ParticipationSkipped("test", Given.Start));
        await session.SaveChangesAsync();
    }

    private async Task<string> RunningEventAsync(string venId)
    {
        await ReportAsync(venId, usedKw: 4.7299999);
        await backend.CatchUpAsync();
        var created = await Http.PostAsJsonAsync(
            "/api/events",
            new CreateEventRequest(
                null,
                TimeProvider.System.GetUtcNow().AddHours(1),
                1.23456789,
                Status: "active",
                Targets: new EventTargets([venId]),
                Control: "open"
            )
        );
        var eventId = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;
        await Eventually.HoldsAsync(
            "it runs",
            async () => (await GetAsync($"/api/events/{eventId}")).Contains("shedPanel", StringComparison.Ordinal)
        );
        return eventId;
    }

    private Task ReportAsync(string venId, double usedKw) =>
        backend.DeliverAsync(
            (
                Topics.Telemetry(venId),
                FormattableString.Invariant(
                    $$"""{"timestamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}},"usedPowerKw":{{usedKw}},"loads":[{"id":"ev","currentPowerKw":{{usedKw}},"shedCapabilityKw":{{usedKw}}}]}"""
                )
            )
        );

    private Task<string> GetAsync(string path) => Http.GetStringAsync(path);

    private async Task<string> ListedAsync(string eventId) =>
        JsonElement
            .Parse(await GetAsync("/api/events?limit=1000"))
            .EnumerateArray()
            .Single(e => e.GetProperty("id").GetString() == eventId)
            .GetRawText();

    private static async Task AreEqualAsync(string what, Func<Task<(string Asked, string? Heard)>> read)
    {
        (string Asked, string? Heard) newest = default;
        try
        {
            await Eventually.HoldsAsync($"{what} are equal", async () => (newest = await read()).Asked == newest.Heard);
        }
        catch (TimeoutException)
        {
            newest.Heard.ShouldBe(newest.Asked, what);
        }
    }

    private static string? Newest(HeardStream stream, string kind) => stream.Heard.LastOrDefault(m => m.Kind == kind)?.Data.GetRawText();

    private static string NewestOfMany(HeardStream stream, string kind, string key)
    {
        var byKey = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in stream.Of(kind).SelectMany(m => m.GetProperty(kind).EnumerateArray()))
            byKey[item.GetProperty(key).GetString()!] = item.GetRawText();
        return $"[{string.Join(',', byKey.Values)}]";
    }

    private static string OneOf(HeardStream stream, string kind, string id) =>
        stream.Of(kind).SelectMany(m => m.GetProperty(kind).EnumerateArray()).LastOrDefault(i => i.GetProperty("id").GetString() == id)
            is { ValueKind: JsonValueKind.Object } found
            ? found.GetRawText()
            : "";

    private static string Part(string json, string name) => JsonElement.Parse(json).GetProperty(name).GetRawText();

    /// <summary>Without the time at which it was read.</summary>
    private static string Timeless(string? json) =>
        json is null
            ? ""
            : string.Join(',', JsonElement.Parse(json).EnumerateObject().Where(p => p.Name != "asOf").Select(p => p.ToString()));

    private static StoredItem Parse(JsonElement json) => json.Deserialize<StoredItem>(JsonSerializerOptions.Web)!;
}
