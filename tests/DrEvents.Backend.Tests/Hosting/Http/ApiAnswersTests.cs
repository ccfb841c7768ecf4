using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alba;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>What is really answered is what the OpenAPI document declares: status, content type, and shape.</summary>
[Collection(typeof(BackendCollection))]
public sealed class ApiAnswersTests(BackendFixture backend)
{
    private const int TooLong = 1024 * 1024 + 1;

    /// <summary>
    /// An event that is ahead cannot be stopped, a letter that is no JSON stays one, a read model that is done is not being made, and a webhook that is off
    /// is told nothing.
    /// </summary>
    private static readonly string[] Forbidden =
    [
        "POST /api/events/{id}/stop",
        "POST /api/events/{id}/results",
        "POST /api/dead-letters/{id}/replay",
        "DELETE /api/rebuilds/{name}",
        "POST /api/webhooks/{id}/test",
        "POST /api/webhooks/{id}/deliveries/{deliveryId}/replay",
    ];

    [Fact]
    public async Task what_is_there_is_answered_as_declared()
    {
        var ids = await backend.SomethingAsync("declared-1");
        var gets = await backend.AnsweringGetsAsync();

        var differences = new List<string>();
        foreach (var route in gets)
        {
            var answer = await SendAsync(route, ids.For(route));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{route}");
            differences.AddRange(await DifferencesAsync(route, answer));
        }

        differences.ShouldBeEmpty();
        gets.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task what_is_refused_is_refused_as_declared()
    {
        var ids = await backend.SomethingAsync("declared-2");
        var answered = new HashSet<string>();
        var differences = new List<string>();
        foreach (var route in await backend.RoutesAsync())
        {
            foreach (var answer in await RefusalsAsync(route, ids.For(route)))
            {
                answered.Add($"{(int)answer.StatusCode}");
                differences.AddRange(await DifferencesAsync(route, answer));
            }
        }

        differences.ShouldBeEmpty();
        new[] { "400", "404", "406", "409", "413", "415" }.ShouldBeSubsetOf(answered);
    }

    [Fact]
    public async Task what_is_done_is_answered_as_declared()
    {
        var ids = await backend.SomethingAsync("declared-3");
        var routes = (await backend.RoutesAsync()).ToDictionary(r => r.ToString());
        var end = TimeProvider.System.GetUtcNow().AddHours(1);
        (string Route, object? Body)[] requests =
        [
            ("POST /api/vens", new RegisterVenRequest("A", RegistrationId: "declared-3b")),
            ("POST /api/vens", new RegisterVenRequest("A", RegistrationId: "declared-3b")),
            ("PATCH /api/vens/{venId}", new ChangeVenRequest("B")),
            ("PATCH /api/vens/{venId}/loads/{loadId}", new ChangeLoadRequest(Enabled: true)),
            ("PATCH /api/vens/{venId}/shadow", new DesireRequest(new JsonObject { ["report_interval_seconds"] = 5 })),
            ("POST /api/vens/{venId}/loads/{loadId}/commands/shed", new ShedLoadRequest(1)),
            ("POST /api/vens/{venId}/commands", new SendCommandRequest("ping")),
            (
                "POST /api/vens/{venId}/send-event",
                new
                {
                    startTime = end,
                    endTime = end.AddHours(1),
                    requestedReductionKw = "1.5",
                }
            ),
            ("PATCH /api/vens", new ChangeVensRequest(["declared-3", "declared-none"], new GroupsChange(["north"]))),
            ("POST /api/events/preview", new CreateEventRequest(end, end.AddHours(1), 1.5)),
            ("POST /api/events/{id}/preview", new PreviewChangeRequest("change", new ChangeEventRequest(RequestedReductionKw: 2))),
            ("PATCH /api/events/{id}", new ChangeEventRequest(RequestedReductionKw: 2)),
            ("POST /api/events/{id}/replay", null),
            ("POST /api/events/{id}/bookings", null),
            ("DELETE /api/events/{id}", null),
            ("DELETE /api/dead-letters/{id}", null),
            ("POST /api/rebuilds/{name}", null),
            ("POST /api/webhooks", new CreateWebhookRequest("B", "https://8.8.8.8/", Enabled: false)),
            ("PATCH /api/webhooks/{id}", new ChangeWebhookRequest("C")),
            ("POST /api/webhooks/{id}/secret", null),
            ("DELETE /api/webhooks/{id}", null),
            ("DELETE /api/vens/{venId}", null),
        ];

        var (statuses, differences) = (new List<string>(), new List<string>());
        foreach (var (name, body) in requests)
        {
            var route = routes[name];
            var answer = await SendAsync(route, ids.For(route), body is null ? null : JsonContent.Create(body));
            statuses.Add($"{(int)answer.StatusCode} {name}");
            differences.AddRange(await DifferencesAsync(route, answer));
        }

        await Eventually.HoldsAsync(
            "the read model is made",
            async () =>
                (await backend.Host.Server.CreateClient().GetFromJsonAsync<List<RebuildView>>("/api/rebuilds"))!.TrueForAll(b =>
                    b.Status == "done"
                )
        );
        differences.ShouldBeEmpty();
        statuses.ShouldAllBe(status => status.StartsWith('2'));
    }

    /// <summary>Every way in which a route can be asked for what it has to refuse.</summary>
    private async Task<List<HttpResponseMessage>> RefusalsAsync(ApiRoute route, IReadOnlyDictionary<string, string> ids)
    {
        var nothing = ApiRoutes.Nothing.For(route);
        var refusals = new List<HttpResponseMessage>();
        if (route.Path.Contains('{', StringComparison.Ordinal))
            refusals.Add(await SendAsync(route, nothing, route.Operation.RequestBody is null ? null : Json("{}")));
        if (Forbidden.Contains(route.ToString()))
            refusals.Add(await SendAsync(route, ids));
        foreach (var name in route.Query.Where(name => name is not "load_id"))
            refusals.Add(await SendAsync(route, ids, query: $"?{name}=%00"));
        if (route.Operation.RequestBody is not null)
        {
            refusals.Add(await SendAsync(route, nothing, Json("{")));
            refusals.Add(await SendAsync(route, nothing, Json($"\"{new string('x', TooLong)}\"")));
            refusals.Add(await SendAsync(route, nothing, new StringContent("{}", Encoding.UTF8, "text/plain")));
            refusals.Add(await SendAsync(route, nothing, Json("{}"), accept: "text/html"));
        }
        refusals.Where(r => r.IsSuccessStatusCode).Select(r => $"{route} {r.StatusCode} {r.RequestMessage!.RequestUri}").ShouldBeEmpty();
        return refusals;
    }

    private static async Task<List<string>> DifferencesAsync(ApiRoute route, HttpResponseMessage answer)
    {
        var status = $"{(int)answer.StatusCode}";
        var text = await answer.Content.ReadAsStringAsync();
        if (!route.Operation.Responses!.TryGetValue(status, out var declared))
            return [$"{route} answers {status}, which is not declared: {text}"];
        if (declared.Content is not { Count: > 0 } contents)
            return text.Length == 0 ? [] : [$"{route} answers {status} with a body"];
        if (!contents.TryGetValue(answer.Content.Headers.ContentType?.MediaType ?? "nothing", out var content))
            return [$"{route} answers {status} as {answer.Content.Headers.ContentType}"];
        return
        [
            .. DeclaredShape
                .Differences(JsonElement.Parse(text), content.Schema!)
                // Problem details may have more.
                .Where(difference => answer.IsSuccessStatusCode || !difference.EndsWith(DeclaredShape.Undeclared, StringComparison.Ordinal))
                .Select(difference => $"{route} answers {status} where {difference}"),
        ];
    }

    private async Task<HttpResponseMessage> SendAsync(
        ApiRoute route,
        IReadOnlyDictionary<string, string> ids,
        HttpContent? body = null,
        string query = "",
        string accept = "application/json"
    )
    {
        var request = new HttpRequestMessage(route.Method, route.To(ids) + query) { Content = body };
        request.Headers.Add("Accept", accept);
        return await backend.Host.Server.CreateClient().SendAsync(request);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
