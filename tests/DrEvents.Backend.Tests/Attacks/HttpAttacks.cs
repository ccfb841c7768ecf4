using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Tests.Access;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>What attackers try by HTTP. Each is refused, and what is not let in is recorded.</summary>
public sealed class HttpAttacks(AttackedBackend attacked) : IClassFixture<AttackedBackend>
{
    private const string Hook = "/api/webhooks";

    [Theory]
    [InlineData("ven-1\r\nX-Evil: 1")]
    [InlineData("ven-1\nSet-Cookie: a=b")]
    [InlineData("ven-1%0d%0aX-Evil: 1")]
    public async Task a_header_cannot_be_written_by_an_id(string id)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(
            new
            {
                name = "House",
                registrationId = id,
                location = new { lat = 1, lon = 2 },
            }
        );

        var (status, _, answer) = await attacked.SendAsync(AttackedBackend.Request(HttpMethod.Post, "/api/vens", json));

        status.ShouldBe(400);
        answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key).ShouldNotContain("X-Evil");
    }

    [Theory]
    [InlineData("/api/../appsettings.json")]
    [InlineData("/api/vens/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/api/events/..%2f..%2fetc%2fpasswd/audit")]
    [InlineData("/docs/api/..%2f..%2fappsettings.json")]
    [InlineData("/docs/api/%2e%2e/%2e%2e/appsettings.json")]
    [InlineData("/.well-known/..%2fappsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/DrEvents.Backend.dll")]
    public async Task no_file_of_the_machine_is_given_away(string path)
    {
        var (status, text, _) = await attacked.GetAsync(path);

        // Whatever is asked for below the description of the interface is its page.
        if (!path.StartsWith("/docs/api/", StringComparison.Ordinal))
            status.ShouldBeOneOf(400, 404);
        text.ShouldNotContain("root:");
        text.ShouldNotContain("LogLevel");
    }

    [Fact]
    public async Task a_files_name_that_leads_elsewhere_is_only_a_name()
    {
        var before = Directory.EnumerateFileSystemEntries(AppContext.BaseDirectory).Count();
        using var request = AttackedBackend.Request(HttpMethod.Post, "/api/vens/ven-none/meter?name=..%2F..%2Ftmp%2Fowned.csv&unit=kwh");
        request.Content = new StringContent("time,kWh\n2026-07-01T00:00Z,1\n", Encoding.UTF8, "text/csv");

        var (status, _, _) = await attacked.SendAsync(request);

        status.ShouldBeOneOf(400, 404);
        File.Exists("/tmp/owned.csv").ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(AppContext.BaseDirectory).Count().ShouldBe(before);
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://10.0.0.5/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://user:pass@8.8.8.8/")]
    [InlineData("http://8.8.8.8/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://8.8.8.8/")]
    public async Task a_webhook_leads_into_no_network_of_ours(string url)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(new { name = "Hook", url });

        var (status, text, _) = await attacked.SendAsync(AttackedBackend.Request(HttpMethod.Post, Hook, json));

        status.ShouldBe(400, text);
        text.ShouldContain("url");
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("drevents.example.evil.example")]
    [InlineData("127.0.0.1.nip.example")]
    public async Task another_hosts_name_is_refused(string host)
    {
        var answered = await attacked.RawAsync(c => c.Request.Host = new HostString(host));

        answered.Response.StatusCode.ShouldBe(StatusCodes.Status400BadRequest);
    }

    [Fact]
    public async Task another_hosts_name_is_recorded_and_not_by_what_it_is()
    {
        await attacked.RawAsync(c =>
        {
            c.Request.Host = new HostString("told.example");
            c.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.123");
        });

        await Eventually.HoldsAsync(
            "it is told",
            async () =>
            {
                var (_, text, _) = await attacked.GetAsync("/api/actions?outcome=refused&from=192.0.2.123");
                text.ShouldNotContain("told.example");
                return System
                    .Text.Json.JsonSerializer.Deserialize<ActionPage>(text, System.Text.Json.JsonSerializerOptions.Web)!
                    .Actions.Any(a => a is { Status: 400, Why: "a host's name that AllowedHosts does not hold", Route: null });
            }
        );
        // What our own endpoints answer so is none.
        (await attacked.SendAsync(AttackedBackend.Request(HttpMethod.Post, Hook, "{}"))).Status.ShouldBe(400);
        (await attacked.GetAsync("/api/actions?outcome=refused&route=webhooks&limit=500")).Text.ShouldNotContain("\"status\":400");
    }

    [Fact]
    public async Task a_hosts_name_is_in_no_answer()
    {
        var (_, text, answer) = await attacked.GetAsync("/api/vens/nobody");

        text.ShouldNotContain(AttackedBackend.Name);
        answer.Headers.Location.ShouldBeNull();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain; x=application/json")]
    [InlineData("application/xml")]
    public async Task what_a_form_of_another_page_can_send_is_not_taken(string type)
    {
        using var request = AttackedBackend.Request(HttpMethod.Post, "/api/access/keys");
        request.Content = new ByteArrayContent("""{"name":"x","role":"administrator"}"""u8.ToArray());
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        var (status, _, _) = await attacked.SendAsync(request);

        status.ShouldBe(415);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost.evil.example")]
    public async Task a_page_of_another_origin_changes_nothing(string origin)
    {
        using var request = AttackedBackend.Request(HttpMethod.Post, "/api/events/evt-00000000/stop");
        request.Headers.Add("Origin", origin);

        var (status, _, answer) = await attacked.SendAsync(request);

        status.ShouldBe(403);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-HTTP-Method")]
    [InlineData("X-Method-Override")]
    public async Task a_method_is_what_it_is(string header)
    {
        using var request = AttackedBackend.Request(HttpMethod.Get, "/api/vens/ven-none", key: attacked.ViewersKey);
        request.Headers.Add(header, "DELETE");

        var (status, _, _) = await attacked.SendAsync(request);

        status.ShouldBe(404, "it was read, which a viewer may");
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    [InlineData("delete")]
    [InlineData("BREW")]
    [InlineData("POST ")]
    public async Task a_method_that_there_is_not_does_nothing(string method)
    {
        var answered = await attacked.RawAsync(c =>
        {
            c.Request.Method = method;
            c.Request.Path = "/api/vens/ven-none";
            c.Request.Headers.Authorization = "Bearer " + attacked.ViewersKey;
        });

        answered.Response.StatusCode.ShouldBeOneOf(400, 403, 404, 405);
    }

    [Fact]
    public async Task a_forwarded_address_is_believed_of_a_named_proxy_alone()
    {
        foreach (var (from, forwarded) in new[] { (AttackedBackend.Proxy, "198.51.100.7"), ("192.0.2.66", "198.51.100.8") })
        {
            await attacked.RawAsync(c =>
            {
                c.Connection.RemoteIpAddress = IPAddress.Parse(from);
                c.Request.Method = HttpMethods.Delete;
                c.Request.Path = "/api/vens/ven-of-proxy";
                c.Request.Headers["X-Forwarded-For"] = "127.0.0.1, " + forwarded;
            });
        }

        var (_, text, _) = await attacked.GetAsync("/api/actions?venId=ven-of-proxy");
        var told = System.Text.Json.JsonSerializer.Deserialize<ActionPage>(text, System.Text.Json.JsonSerializerOptions.Web)!.Actions;
        told.Select(a => a.From).ShouldBe(["192.0.2.66", "198.51.100.7"]);
    }

    [Fact]
    public async Task a_viewers_address_is_believed_of_pages_of_the_process_alone()
    {
        var own = attacked.Host.Services.GetRequiredService<OwnKeys>().Of(Roles.Viewer);
        foreach (var proof in new[] { own, "", "wrong", Some.AdministratorKey })
        {
            await attacked.RawAsync(c =>
            {
                c.Request.Method = HttpMethods.Delete;
                c.Request.Path = "/api/vens/ven-of-page";
                c.Request.Headers[RequestHeaders.Viewer] = "198.51.100.9";
                c.Request.Headers[RequestHeaders.ViewerProof] = proof;
            });
        }

        var (_, text, _) = await attacked.GetAsync("/api/actions?venId=ven-of-page");
        var told = System.Text.Json.JsonSerializer.Deserialize<ActionPage>(text, System.Text.Json.JsonSerializerOptions.Web)!.Actions;
        told.Select(a => a.From).ShouldBe(["192.0.2.77", "192.0.2.77", "192.0.2.77", "198.51.100.9"]);
    }

    [Theory]
    [InlineData("/api/vens")]
    [InlineData("/api/nothing")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    [InlineData("/docs/api/")]
    [InlineData("/.well-known/security.txt")]
    public async Task no_answer_is_shown_in_a_frame_or_guessed_at(string path)
    {
        foreach (var key in new[] { Some.AdministratorKey, null })
        {
            var (_, _, answer) = await attacked.GetAsync(path, key);

            string.Join(';', answer.Headers.GetValues("Content-Security-Policy")).ShouldContain("frame-ancestors 'none'");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("Permissions-Policy").Single().ShouldContain("camera=()");
            answer.Headers.Contains("Referrer-Policy").ShouldBeTrue();
            answer.Headers.Contains("Server").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task the_page_of_the_interface_runs_no_script_but_its_own()
    {
        var (_, page, answer) = await attacked.GetAsync("/docs/api/");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        var (_, _, again) = await attacked.GetAsync("/docs/api/");

        var scripts = policy.Split(';').Single(p => p.Trim().StartsWith("script-src", StringComparison.Ordinal));
        scripts.ShouldNotContain("unsafe");
        var nonce = scripts.Split("'nonce-")[1].Split('\'')[0];
        nonce.Length.ShouldBeGreaterThan(15);
        again.Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain(nonce);
        page.Split("<script").Skip(1).ShouldAllBe(s => s.Split('>', 2)[0].Contains($"nonce=\"{nonce}\""));
    }

    [Fact]
    public async Task who_finds_a_weakness_is_told_whom_to_tell()
    {
        var (status, text, _) = await attacked.GetAsync("/.well-known/security.txt", key: null);

        status.ShouldBe(200);
        text.ShouldContain("Contact: mailto:security@drevents.example\n");
        DateTimeOffset
            .Parse(text.Split("Expires: ")[1].Split('\n')[0], CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task wrong_keys_take_as_long_as_right_ids()
    {
        var known = attacked.ViewersKey[..13];
        var (right, wrong) = (new List<double>(), new List<double>());
        for (var i = 0; i < 400; i++)
        {
            right.Add(await TimeAsync(known + new string('A', 43)));
            wrong.Add(await TimeAsync("dre_00000000_" + new string('A', 43)));
        }

        // Whoever is guessed at can be told apart only by far more than one answer differs from the next.
        (right.Order().ElementAt(200) / wrong.Order().ElementAt(200)).ShouldBeInRange(0.5, 2);

        async Task<double> TimeAsync(string key)
        {
            var begin = Stopwatch.GetTimestamp();
            (await attacked.GetAsync("/api/vens", key)).Status.ShouldBe(401);
            return Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        }
    }

    [Fact]
    public async Task what_is_refused_is_recorded()
    {
        using var request = AttackedBackend.Request(HttpMethod.Delete, "/api/webhooks/hook-1", key: attacked.ViewersKey);
        (await attacked.SendAsync(request)).Status.ShouldBe(403);

        await Eventually.HoldsAsync(
            "it is told",
            async () =>
                (await attacked.GetAsync("/api/actions?outcome=refused&who=Wall&limit=500")).Text.Contains(
                    "/api/webhooks/{id}",
                    StringComparison.Ordinal
                )
        );
    }
}
