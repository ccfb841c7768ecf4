using System.Globalization;
using System.Net.Http.Json;
using Alba;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Persons;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Webhooks;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Results;
using DrEvents.Testing;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using NodaTime;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>One operation of the OpenAPI document.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, with the names of its parameters.</param>
/// <param name="Operation">What the document says of it.</param>
internal sealed record ApiRoute(HttpMethod Method, string Path, OpenApiOperation Operation)
{
    /// <summary>Names of its parameters in the query.</summary>
    public IEnumerable<string> Query => (Operation.Parameters ?? []).Where(p => p.In == ParameterLocation.Query).Select(p => p.Name!);

    /// <summary>The path, with ids in place of its parameters.</summary>
    public string To(IReadOnlyDictionary<string, string> ids) =>
        ids.Aggregate(Path, (path, id) => path.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    private const string Json = "application/json";

    /// <summary>The content type of a file that is downloaded.</summary>
    public const string Download = "application/zip";

    /// <summary>Content types other than JSON: server-sent events, and what is downloaded.</summary>
    private static readonly string[] Others = ["text/event-stream", Download];

    /// <summary>The content type that it answers with.</summary>
    public string ContentType =>
        Operation.Responses!.TryGetValue("200", out var answer)
            ? Others.FirstOrDefault(type => answer.Content?.ContainsKey(type) == true, Json)
            : Json;

    /// <summary>Whether it answers with JSON.</summary>
    public bool IsJson => ContentType == Json;

    /// <inheritdoc />
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>The routes that the backend's OpenAPI document names, and something for them to find.</summary>
internal static class ApiRoutes
{
    /// <summary>Ids of which there is nothing; every name that can be one is a site, so that this is none.</summary>
    public static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>
    {
        ["venId"] = "nobody",
        ["loadId"] = "none",
        ["site"] = "no~site",
        ["id"] = "evt-00000000",
        ["name"] = "nothing",
        ["deliveryId"] = "msg_nothing",
        ["keyId"] = "00000000",
        ["grantId"] = "00000000",
        ["programmeId"] = "none",
        ["commandKeyId"] = "00000000",
        ["serial"] = "00",
        ["userId"] = "00000000",
        ["clientId"] = "00000000",
        ["personId"] = "00000000",
    };

    /// <summary>The document, with what its reader has to say of it.</summary>
    public static async Task<ReadResult> DocumentAsync(this BackendFixture backend) =>
        OpenApiDocument.Parse(await backend.Host.Server.CreateClient().GetStringAsync("/openapi/v1.json"), "json");

    /// <summary>All routes of it.</summary>
    public static async Task<IReadOnlyList<ApiRoute>> RoutesAsync(this BackendFixture backend) =>
        [
            .. from path in (await backend.DocumentAsync()).Document!.Paths
            from operation in path.Value.Operations!
            select new ApiRoute(operation.Key, path.Key, operation.Value),
        ];

    /// <summary>Those that answer once. A stream goes on for as long as one listens.</summary>
    public static async Task<List<ApiRoute>> AnsweringGetsAsync(this BackendFixture backend) =>
        [.. (await backend.RoutesAsync()).Where(r => r.Method == HttpMethod.Get && r.IsJson)];

    /// <summary>Has a VEN send what makes every route about it answer, and plans an event for it. Powers have more digits than anybody needs.</summary>
    /// <returns>Their ids.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> SomethingAsync(this BackendFixture backend, string venId)
    {
        var now = TimeProvider.System.GetUtcNow();
        await backend.DeliverAsync(
            (
                Topics.Telemetry(venId),
                $$"""
                {"timestamp":{{now.ToUnixTimeSeconds()}},"usedPowerKw":4.7299999999999995,"shedPowerKw":-0.0001,
                 "loads":[{"id":"ev","name":"Charger","type":"ev","capacityKw":7.3333333,"currentPowerKw":1.23456789}]}
                """
            ),
            (Topics.Ack(venId), """{"op":"ping","ok":true,"correlationId":"unknown"}"""),
            (ShadowTopics.Request(venId, "update"), """{"state":{"reported":{"report_interval_seconds":10}}}"""),
            (Topics.Telemetry(venId), "{")
        );
        await backend.CatchUpAsync();
        var client = backend.Host.Server.CreateClient();
        var created = await client.PostAsJsonAsync(
            "/api/events",
            new CreateEventRequest(now.AddDays(100), now.AddDays(101), 1.23456789, Targets: new EventTargets([venId]))
        );
        await client.PostAsJsonAsync("/api/programmes", new OpenProgrammeRequest(ProgrammeId, "Of all routes"));
        var eventId = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;
        await HaveResultAsync(backend, eventId, venId);
        var hook = await HookAsync(backend, client);
        var letters = await client.GetFromJsonAsync<DeadLetterPage>("/api/dead-letters?limit=1");
        return new Dictionary<string, string>
        {
            ["venId"] = venId,
            ["loadId"] = "ev",
            ["site"] = "default",
            ["id"] = eventId,
            ["name"] = "vens",
            [LetterId] = letters!.Letters[0].Id.ToString(CultureInfo.InvariantCulture),
            [HookId] = hook,
            ["deliveryId"] = DeliveryOf(hook),
            ["keyId"] = Nothing["keyId"],
            ["grantId"] = Nothing["grantId"],
            ["programmeId"] = ProgrammeId,
            ["commandKeyId"] = Nothing["commandKeyId"],
            ["serial"] = Nothing["serial"],
            ["userId"] = await UserAsync(backend),
            ["clientId"] = Nothing["clientId"],
            ["personId"] = await ErasedAsync(backend),
        };
    }

    /// <summary>The same ids as a route has them: those of dead letters are numbers, and webhooks have their own.</summary>
    public static IReadOnlyDictionary<string, string> For(this IReadOnlyDictionary<string, string> ids, ApiRoute route) =>
        route.Path.StartsWith("/api/dead-letters", StringComparison.Ordinal)
            ? new Dictionary<string, string> { ["id"] = ids.GetValueOrDefault(LetterId, "0") }
        : route.Path.StartsWith("/api/webhooks", StringComparison.Ordinal)
            ? new Dictionary<string, string> { ["id"] = ids.GetValueOrDefault(HookId, "hook-nothing"), ["deliveryId"] = ids["deliveryId"] }
        : ids;

    /// <summary>Somebody without an account, of whom nothing was found any more.</summary>
    private static async Task<string> ErasedAsync(BackendFixture backend)
    {
        const string id = "0e4a5ed0";
        await using var session = backend.Store.LightweightSession();
        session.Events.Append(
            Erasure.StreamOf(PersonKinds.Other, id),
            new ErasureAsked("letter 1", "a test", [], [], TimeProvider.System.GetUtcNow())
        );
        await session.SaveChangesAsync();
        return id;
    }

    /// <summary>Somebody who was invited; nobody is asked for a key for that.</summary>
    private static async Task<string> UserAsync(BackendFixture backend)
    {
        const string id = "0a11a001";
        await using var session = backend.Store.LightweightSession();
        var known = await session.AccessAsync(AccessState.Nothing, CancellationToken.None);
        if (known.Users.ContainsKey(id))
            return id;
        var invited = new UserInvited(id, "Of all routes", Roles.Viewer, "ab", Given.Start, "a test", Given.Start);
        session.Events.Append(AccessStream.Id, invited);
        await session.SaveChangesAsync();
        return id;
    }

    private const string LetterId = "letter";
    private const string HookId = "hook";
    private const string ProgrammeId = "of-all-routes";
    private const string HookName = "Of all routes";

    /// <summary>A result of an event that is still to come, so that there is one to show.</summary>
    private static async Task HaveResultAsync(BackendFixture backend, string eventId, string venId)
    {
        var hours = new ResultHours(Given.Start, Given.Start.AddMinutes(15));
        var (from, to) = (Instant.FromDateTimeOffset(hours.Start), Instant.FromDateTimeOffset(hours.End));
        var made = new ResultMade(hours, new MeasuredHours(from, to, 15, DateTimeZone.Utc), 2, "data of time zones");
        var adjustment = new ResultAdjustment("multiplicative", 3, 1.25, 1.2, null);
        var days = new ResultDays(true, null, [new DateOnly(2026, 6, 30)]);
        var ven = new VenResult(
            venId,
            "caiso-10-in-10",
            1,
            [],
            [days],
            [5],
            adjustment,
            [6],
            [2.5],
            [3.5],
            [3.5],
            0.875,
            0.875,
            null,
            "ab"
        );
        made.Add(venId, new VenMeasured(ven, null, IsFinal: true));
        made.Add("schema-none", new VenMeasured(null, "nothing is known", IsFinal: true));
        var result = made.After(null, new Dictionary<string, VenWas>(), asOf: 1, isAskedFor: true, Given.Start.AddHours(1))!;
        await using var session = backend.Store.LightweightSession();
        session.Events.Append(ResultStream.Of(eventId), new VenResultsIssued(1, [ven]), result);
        await session.SaveChangesAsync();
        var bookings = $"/api/events/{eventId}/bookings";
        var client = backend.Host.Server.CreateClient();
        await Eventually.HoldsAsync("it is booked", async () => (await client.GetAsync(bookings)).IsSuccessStatusCode);
    }

    private static string DeliveryOf(string hook) => "msg_" + hook;

    private static async Task<string> MakeHookAsync(HttpClient client)
    {
        var asked = new CreateWebhookRequest(HookName, "https://8.8.8.8/hook", Enabled: false);
        using var created = await client.PostAsJsonAsync("/api/webhooks", asked);
        return (await created.Content.ReadFromJsonAsync<WebhookMade>())!.Webhook.Id;
    }

    /// <summary>A webhook that is switched off, since nothing is there that it could tell, with a delivery of earlier.</summary>
    private static async Task<string> HookAsync(BackendFixture backend, HttpClient client)
    {
        // There are only so many: one is enough for all tests.
        var known = await client.GetFromJsonAsync<IReadOnlyList<WebhookView>>("/api/webhooks");
        var hook = known!.FirstOrDefault(h => h.Name == HookName)?.Id ?? await MakeHookAsync(client);
        await using var session = backend.Store.LightweightSession();
        session.Store(
            new WebhookDelivery
            {
                Id = DeliveryOf(hook),
                WebhookId = hook,
                Kind = WebhookKinds.Ping,
                Body = "{}",
                State = WebhookStates.Dead,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                Attempts = [new WebhookAttempt(TimeProvider.System.GetUtcNow(), 500, "500 InternalServerError", DurationMs: 12.3456)],
            }
        );
        await session.SaveChangesAsync();
        return hook;
    }
}
