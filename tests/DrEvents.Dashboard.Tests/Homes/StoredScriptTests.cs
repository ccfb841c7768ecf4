using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Homes;

/// <summary>
/// Markup in every text that a person, a program or a VEN can set: names, addresses, reasons, consents, loads, circuits, answers, files. It is shown as text on each page,
/// and nothing of it runs.
/// </summary>
public sealed class StoredScriptTests(HomesRoom room) : IClassFixture<HomesRoom>
{
    private const string Ven = "ven-of-scripts";
    private const string Programme = "scripts";

    /// <summary>Runs where it is taken for markup, in an element and in an attribute; short, since many texts are.</summary>
    private const string Script = "\"><img src=x onerror=window.ran=1><script>window.ran=2</script>";

    private const string NoteRefusals =
        "addEventListener('securitypolicyviolation', e => (window.refused ??= []).push(e.violatedDirective + ' ' + e.blockedURI))";

    /// <summary>Pages of which each shows some of it; others show it where something else is so, or not at all.</summary>
    private static readonly string[] Showing = ["vens", "programmes", "access"];

    private readonly List<string> _refused = [];

    [Fact]
    public async Task markup_in_every_text_is_text_on_every_page()
    {
        var eventId = await SetAllAsync();
        // What has another form cannot hold it.
        _refused.ShouldBeEmpty();
        string[] pages =
        [
            "",
            "events",
            $"events/{eventId}",
            "plan",
            "vens",
            $"vens/{Ven}",
            "map",
            "calendar",
            "statements",
            "certificates",
            "programmes",
            $"programmes/{Programme}",
            "actions",
            "access",
            "access/users",
            "access/keys",
            "access/clients",
            "access/grants",
            "system",
            "system/letters",
            "system/webhooks",
            "system/models",
            "system/archive",
            "system/settings",
            "account",
        ];
        await using var visit = await room.VisitAsync(Roles.Administrator, "");
        await visit.Page.AddInitScriptAsync(NoteRefusals);
        List<string> withoutIt = [];
        foreach (var path in pages)
        {
            await visit.Page.GotoAsync(new Uri(room.Url, path).ToString());
            if (path != "account")
                await Expect(visit.Page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");

            (await visit.Page.EvaluateAsync<int>("() => window.ran ?? 0")).ShouldBe(0, path);
            (await visit.Page.EvaluateAsync<string[]>("() => window.refused ?? []")).ShouldBeEmpty(path);
            (await visit.Page.Locator("img[src='x']").CountAsync()).ShouldBe(0, path);
            if (Showing.Contains(path.Split('/')[0]) && !await ShowsItAsync(visit))
                withoutIt.Add(path);
        }
        withoutIt.ShouldBeEmpty("it is really there");
        visit.Complaints.ShouldBeEmpty();
    }

    private static async Task<bool> ShowsItAsync(Visit visit)
    {
        try
        {
            await Expect(visit.Page.Locator("body")).ToContainTextAsync("onerror=window.ran");
            return true;
        }
        catch (PlaywrightException)
        {
            return false;
        }
    }

    private async Task<string> SetAllAsync()
    {
        await SetAsync(HttpMethod.Post, "api/programmes", new OpenProgrammeRequest(Programme, Script));
        await SetAsync(
            HttpMethod.Post,
            "api/vens",
            new RegisterVenRequest(Script, new GeoLocation(52.5, 13.4), RegistrationId: Ven, Groups: [Script], Address: Script)
        );
        await TellAsync($"ven/telemetry/{Ven}", Sample());
        await TellAsync($"ven/telemetry/{Ven}", new JsonObject { ["timestamp"] = Script });
        await SetAsync(HttpMethod.Post, $"api/programmes/{Programme}/enrolments", new EnrolVensRequest([Ven], Script, Script));
        await SetAsync(HttpMethod.Post, "api/access/keys", new MakeApiKeyRequest(Script, Roles.Viewer));
        await SetAsync(HttpMethod.Post, "api/access/users", new InviteUserRequest(Script, Roles.Viewer));
        await SetAsync(HttpMethod.Post, "api/access/clients", new MakeClientRequest(Script, Roles.Viewer));
        await SetAsync(HttpMethod.Post, "api/access/grants", new MakeGrantRequest(Script, "192.0.2.0/24", Roles.Viewer));
        await SetAsync(HttpMethod.Post, "api/webhooks", new CreateWebhookRequest(Script, "https://8.8.8.8/hook", Enabled: false));
        await AnswerAsync();
        await SetAsync(HttpMethod.Put, $"api/vens/{Ven}/profile", new AssignProfileRequest("like-day", Script, Script), isOptional: true);
        await MeterAsync();
        var now = TimeProvider.System.GetUtcNow();
        var asked = await SetAsync(HttpMethod.Post, "api/events", new CreateEventRequest(now.AddDays(30), now.AddDays(31), 1));
        var id = (await asked.Content.ReadFromJsonAsync<EventView>())!.Id;
        await SetAsync(HttpMethod.Delete, $"api/events/{id}", new { reason = Script });
        await SetAsync(HttpMethod.Put, $"api/vens/{Ven}/exemption", new ExemptVenRequest("medical", Script));
        await SetAsync(HttpMethod.Post, $"api/programmes/{Programme}/leavings", new LeaveProgrammeRequest([Ven], Script));
        await SetAsync(HttpMethod.Post, $"api/programmes/{Programme}/close", new CloseProgrammeRequest(Script));
        return id;
    }

    private static JsonObject Sample() =>
        new()
        {
            ["timestamp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["usedPowerKw"] = 3,
            ["loads"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "load-1",
                    ["name"] = Script,
                    ["type"] = Script,
                    ["capacityKw"] = 2,
                    ["currentPowerKw"] = 1,
                },
                new JsonObject { ["id"] = Script, ["currentPowerKw"] = 1 }
            ),
            ["circuits"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "circuit-1",
                    ["name"] = Script,
                    ["currentPowerKw"] = 1,
                }
            ),
        };

    /// <summary>The VEN refuses a command in such words, and names such circuits.</summary>
    private async Task AnswerAsync()
    {
        var sent = await SetAsync(
            HttpMethod.Post,
            $"api/vens/{Ven}/commands",
            new SendCommandRequest("shedPanel", RequestedReductionKw: 1)
        );
        var answer = new JsonObject
        {
            ["op"] = "shedPanel",
            ["correlationId"] = (await sent.Content.ReadFromJsonAsync<CommandTaken>())!.CorrelationId,
            ["ok"] = false,
            ["error"] = Script,
            ["data"] = new JsonObject { ["circuitsCurtailed"] = new JsonArray(new JsonObject { ["id"] = Script, ["name"] = Script }) },
        };
        await TellAsync($"ven/ack/{Ven}", answer);
        await TellAsync(
            $"ven/ack/{Ven}",
            new JsonObject
            {
                ["op"] = Script,
                ["correlationId"] = Script,
                ["ok"] = true,
            }
        );
    }

    private async Task MeterAsync()
    {
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"api/vens/{Ven}/meter?unit=kw&interval=15&name={Uri.EscapeDataString(Script)}"
        )
        {
            Content = new StringContent(
                $"time,kW\n{yesterday:yyyy-MM-dd}T00:00Z,1\n{yesterday:yyyy-MM-dd}T00:15Z,1\n",
                Encoding.UTF8,
                "text/csv"
            ),
        };
        using var answer = await room.Backend.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Says why in such words too. What cannot hold them is kept for the test to name.</summary>
    private async Task<HttpResponseMessage> SetAsync(HttpMethod method, string path, object body, bool isOptional = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, body.GetType()) };
        request.Headers.TryAddWithoutValidation(RequestHeaders.Reason, Script);
        var answer = await room.Backend.SendAsync(request);
        if (!answer.IsSuccessStatusCode && !isOptional)
            _refused.Add($"{method} {path}: {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }

    private async Task TellAsync(string topic, JsonObject message)
    {
        var stored = new TaskCompletionSource();
        await room
            .Services.GetRequiredService<Inbox>()
            .PutAsync(
                new InboundMessage(
                    topic,
                    Encoding.UTF8.GetBytes(message.ToJsonString()),
                    TimeProvider.System.GetUtcNow(),
                    () =>
                    {
                        stored.TrySetResult();
                        return Task.CompletedTask;
                    }
                ),
                CancellationToken.None
            );
        await stored.Task.WaitAsync(TimeSpan.FromSeconds(40));
    }
}
