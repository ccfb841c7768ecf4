using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Backend.Tests.Access;
using DrEvents.Contracts.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>A backend with two programmes, with a VEN and an event in each, and keys that are bounded to one of them.</summary>
public sealed partial class BoundedBackend : IAsyncLifetime
{
    public const string Own = "own-programme";
    public const string Other = "other-programme";
    public const string OwnVen = "own-ven";
    public const string OtherVen = "other-ven";
    public const string OtherHome = "Villa Elsewhere";
    private static readonly string[] Bounded = [Roles.Viewer, Roles.Operator, Roles.Installer, Roles.Auditor];
    private AccessBackend _backend = null!;

    internal AccessBackend Backend => _backend;

    /// <summary>Of each role that can be bounded.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    public string OwnEvent { get; private set; } = "";

    public string OtherEvent { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _backend = await AccessBackend.StartAsync(
            ("Access:AdministratorKey", Some.AdministratorKey),
            ("Http:RequestsPerSecond", "10000"),
            ("Http:RequestsAtOnce", "10000"),
            ("Trail:RefusedEverySeconds", "1")
        );
        foreach (var (programme, ven, home) in new[] { (Own, OwnVen, "Villa Here"), (Other, OtherVen, OtherHome) })
            await OpenAsync(programme, ven, home);
        (OwnEvent, OtherEvent) = (await CallAsync(Some.AdministratorKey, Own), await CallAsync(Some.AdministratorKey, Other));
        foreach (var role in Bounded)
            Keys[role] = await KeyAsync(role, Own);
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    /// <summary>Opens a programme with one VEN.</summary>
    public async Task OpenAsync(string programme, string ven, string home)
    {
        await MadeAsync("/api/vens", new RegisterVenRequest(home, new GeoLocation(52.5, 13.4), RegistrationId: ven, Groups: ["north"]));
        await MadeAsync("/api/programmes", new { id = programme, name = programme });
        await MadeAsync($"/api/programmes/{programme}/enrolments", new { venIds = new[] { ven }, consentBy = "Ada" });
    }

    public static CreateEventRequest Asked(string? programme, string? ven = null, IReadOnlyList<string>? groups = null)
    {
        var start = TimeProvider.System.GetUtcNow().AddHours(2);
        var targets =
            programme is null && ven is null && groups is null ? null : new EventTargets(ven is null ? null : [ven], groups, programme);
        return new CreateEventRequest(start, start.AddHours(1), 2, Targets: targets);
    }

    public async Task<string> CallAsync(string key, string programme, IReadOnlyList<string>? groups = null)
    {
        using var answer = await _backend.AskAsync(HttpMethod.Post, "/api/events", key, Asked(programme, groups: groups));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    public async Task<string> KeyAsync(string role, params string[] programmes) =>
        (await MadeKeyAsync(new MakeApiKeyRequest($"Bounded {role}", role, Programmes: programmes))).Secret;

    public async Task<ApiKeyMadeView> MadeKeyAsync(MakeApiKeyRequest request)
    {
        using var answer = await _backend.AskAsync(HttpMethod.Post, "/api/access/keys", Some.AdministratorKey, request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ApiKeyMadeView>())!;
    }

    public async Task MadeAsync(string path, object body)
    {
        using var answer = await _backend.AskAsync(HttpMethod.Post, path, Some.AdministratorKey, body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>All routes, where their paths name a thing by these ids.</summary>
    public IEnumerable<(HttpMethod Method, string Path, Reach Reach, Need Need)> Routes(string eventId, string venId, string programmeId)
    {
        foreach (var route in _backend.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (route.Metadata.GetMetadata<NeedsAttribute>() is not { } needs)
                continue;
            var pattern = "/" + route.RoutePattern.RawText!.Trim('/');
            var path = Parameter().Replace(pattern, named => ValueOf(named.Groups[1].Value, pattern));
            yield return (
                new HttpMethod(route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET"),
                path,
                needs.Reach,
                needs.Need
            );
        }

        string ValueOf(string parameter, string pattern) =>
            parameter switch
            {
                "id" when pattern.StartsWith("/api/events", StringComparison.Ordinal) => eventId,
                "venId" => venId,
                "programmeId" => programmeId,
                "documentName" => "v1",
                _ => "nothing",
            };
    }

    [GeneratedRegex(@"\{\**([A-Za-z]+)[^}]*\}")]
    private static partial Regex Parameter();
}
