using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Tests.Access;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>Whoever sends too much holds up himself alone.</summary>
public sealed class RateAttacks
{
    [Fact]
    public async Task who_sends_too_many_requests_is_told_when_to_come_again_and_nobody_else_is_held_up()
    {
        await using var backend = await AccessBackend.StartAsync(
            ("Access:AdministratorKey", Some.AdministratorKey),
            ("Http:RequestsPerSecond", "1"),
            ("Http:RequestsAtOnce", "20"),
            ("Trail:RefusedEverySeconds", "1")
        );
        var (one, other) = (
            await backend.MakeAsync(Some.AdministratorKey, "Wall", Roles.Viewer),
            await backend.MakeAsync(Some.AdministratorKey, "Wall", Roles.Viewer)
        );
        var refused = 0;
        for (var i = 0; i < 60; i++)
        {
            using var answer = await backend.AskAsync(HttpMethod.Get, "/api/access/me", one.Secret);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
                continue;
            refused++;
            answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        refused.ShouldBeGreaterThan(5);
        using var others = await backend.AskAsync(HttpMethod.Get, "/api/access/me", other.Secret);
        others.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var health = await backend.AskAsync(HttpMethod.Get, "/health/live", key: null);
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        // Who looks for it too often is bounded as well.
        await Eventually.HoldsAsync(
            "it is told",
            async () =>
            {
                using var told = await backend.AskAsync(
                    HttpMethod.Get,
                    $"/api/actions?outcome=refused&who={one.Key.Id}",
                    Some.AdministratorKey
                );
                return told.IsSuccessStatusCode
                    && (await told.Content.ReadFromJsonAsync<ActionPage>())!.Actions.Any(a =>
                        a.Status == StatusCodes.Status429TooManyRequests
                    );
            }
        );
    }

    [Fact]
    public void who_signs_in_is_bounded_by_his_address_and_health_is_not_bounded()
    {
        var options = new HttpOptions { SignInsPerMinute = 3 };

        PartitionOf("POST", "192.0.2.1", isOpen: true).ShouldBe("sign-in 192.0.2.1");
        PartitionOf("POST", "192.0.2.2", isOpen: true).ShouldBe("sign-in 192.0.2.2");
        PartitionOf("GET", "192.0.2.1", isOpen: true).ShouldBe("open");

        string PartitionOf(string method, string from, bool isOpen)
        {
            var context = new DefaultHttpContext
            {
                Request = { Method = method },
                Connection = { RemoteIpAddress = IPAddress.Parse(from) },
            };
            context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(isOpen ? [new AllowAnonymousAttribute()] : []), null));
            return RequestRates.PartitionOf(context, options).PartitionKey;
        }
    }

    [Theory]
    [InlineData("Http:Proxies", "somewhere", "Http:Proxies: 'somewhere' is no address and no range such as 10.0.0.0/24")]
    [InlineData("Http:Proxies", "0.0.0.0/0", "Http:Proxies: '0.0.0.0/0' is no address and no range such as 10.0.0.0/24")]
    [InlineData("Http:RequestsPerSecond", "0", "Http:RequestsPerSecond is 0, not 1 to 1000000")]
    [InlineData("Http:SignInsPerMinute", "-1", "Http:SignInsPerMinute is -1, not 1 to 10000")]
    [InlineData("Http:SecurityContact", "me", "Http:SecurityContact is no address that begins with mailto:, https: or tel:")]
    [InlineData("Trail:RefusedRows", "0", "Trail:RefusedRows does not lie between 1 and 1000")]
    public async Task a_bound_that_cannot_be_is_named(string key, string value, string problem)
    {
        await using var app = DrEvents.Backend.Backend.Build(["--ConnectionStrings:Postgres=Host=none", $"--{key}={value}"]);

        var refused = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            DrEvents.Backend.Backend.CheckAsync(app)
        );

        refused.Failures.ShouldContain(problem);
    }

    [Fact]
    public async Task a_page_whose_name_leads_to_this_machine_is_refused_while_nothing_is_set_up()
    {
        await using var backend = await AccessBackend.StartAsync(("AllowedHosts", "*"));
        foreach (var (host, status) in new[] { ("evil.example", 401), ("localhost:8000", 200), ("127.0.0.1", 200), ("[::1]:8000", 200) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/access/me");
            request.Headers.Host = host;

            using var answer = await backend.Host.Server.CreateClient().SendAsync(request);

            ((int)answer.StatusCode).ShouldBe(status, host);
            if (status == 401)
                (await answer.Content.ReadAsStringAsync()).ShouldContain("is not this machine's own name");
        }
    }
}
