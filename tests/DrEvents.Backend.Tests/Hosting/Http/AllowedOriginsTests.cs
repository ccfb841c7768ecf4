using Alba;
using DrEvents.Backend.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Hosted = DrEvents.Backend.Backend;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>Pages of other origins use the interface where <c>Http:AllowedOrigins</c> names them, and not otherwise.</summary>
[Collection(typeof(BackendCollection))]
public sealed class AllowedOriginsTests(BackendFixture backend)
{
    private const string Allowed = "Access-Control-Allow-Origin";
    private const string Database = "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=x";

    [Theory]
    [InlineData("GET", "/api/vens")]
    [InlineData("POST", "/api/events")]
    [InlineData("PATCH", "/api/vens/nobody/loads/none")]
    [InlineData("DELETE", "/api/events/evt-00000000")]
    public async Task a_preflight_of_an_allowed_origin_is_answered(string method, string url)
    {
        var answer = await PreflightAsync(BackendFixture.FrontEnd, method, url);

        answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.StatusCode}");
        answer.Headers.GetValues(Allowed).ShouldBe([BackendFixture.FrontEnd]);
        answer.Headers.GetValues("Access-Control-Allow-Methods").ShouldBe([method]);
        answer.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["content-type,x-request-id"]);
        answer.Headers.GetValues("Access-Control-Max-Age").ShouldBe(["600"]);
    }

    [Theory]
    [InlineData("https://other.example")]
    [InlineData("http://front-end.example:8443")]
    [InlineData("https://front-end.example")]
    [InlineData("null")]
    public async Task a_preflight_of_another_origin_allows_nothing(string origin)
    {
        var answer = await PreflightAsync(origin, "POST", "/api/events");

        answer.Headers.Contains(Allowed).ShouldBeFalse();
        answer.Headers.Contains("Access-Control-Allow-Methods").ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET", "/api/vens", 200)]
    [InlineData("HEAD", "/api/vens", 200)]
    [InlineData("GET", "/api/vens/nobody", 404)]
    [InlineData("GET", "/api/vens/nobody/telemetry?limit=0", 400)]
    [InlineData("POST", "/api/vens/nobody", 405)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    public async Task an_answer_tells_the_browser_that_the_page_may_read_it(string method, string url, int status)
    {
        var answer = await SendAsync(BackendFixture.FrontEnd, new HttpRequestMessage(new HttpMethod(method), url));

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Headers.GetValues(Allowed).ShouldBe([BackendFixture.FrontEnd]);
        answer.Headers.GetValues("Access-Control-Expose-Headers").ShouldBe(["Location,Retry-After"]);
    }

    [Theory]
    [InlineData("https://other.example", 403)]
    [InlineData("null", 403)]
    [InlineData(BackendFixture.FrontEnd, 404)]
    [InlineData("http://localhost", 404)]
    public async Task a_change_that_needs_no_preflight_is_refused_to_other_origins(string origin, int status)
    {
        var answer = await SendAsync(origin, new HttpRequestMessage(HttpMethod.Post, "/api/events/evt-00000000/stop"));

        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("https://a.example", "https://a.example")]
    [InlineData("https://a.example;http://localhost:3000", "https://a.example", "http://localhost:3000")]
    [InlineData("https://a.example, https://b.example", "https://a.example", "https://b.example")]
    public async Task they_can_be_written_in_one_value(string value, params string[] origins) =>
        (await OptionsAsync($"--Http:AllowedOrigins={value}")).AllowedOrigins.ShouldBe(origins);

    [Fact]
    public async Task they_can_be_written_one_by_one() =>
        (
            await OptionsAsync("--Http:AllowedOrigins:0=https://a.example", "--Http:AllowedOrigins:1=http://[::1]:3000")
        ).AllowedOrigins.ShouldBe(["https://a.example", "http://[::1]:3000"]);

    [Fact]
    public async Task there_are_none_by_default() => (await OptionsAsync()).AllowedOrigins.ShouldBeEmpty();

    [Theory]
    [InlineData("*", "Http:AllowedOrigins: * is no origin: name each one whose pages may call events")]
    [InlineData("a.example", "Http:AllowedOrigins: 'a.example' is no origin: those are written https://host or https://host:port")]
    [InlineData(
        "localhost:3000",
        "Http:AllowedOrigins: 'localhost:3000' is no origin: those are written https://host or https://host:port"
    )]
    [InlineData(
        "ftp://a.example",
        "Http:AllowedOrigins: 'ftp://a.example' is no origin: those are written https://host or https://host:port"
    )]
    [InlineData("null", "Http:AllowedOrigins: 'null' is no origin: those are written https://host or https://host:port")]
    [InlineData("https://a.example/", "Http:AllowedOrigins: https://a.example/ is more than an origin: write https://a.example")]
    [InlineData(
        "https://a.example/page?x",
        "Http:AllowedOrigins: https://a.example/page?x is more than an origin: write https://a.example"
    )]
    [InlineData("https://me@a.example", "Http:AllowedOrigins: https://me@a.example is more than an origin: write https://a.example")]
    [InlineData("https://a.example:443", "Http:AllowedOrigins: https://a.example:443 is more than an origin: write https://a.example")]
    [InlineData(
        "https://*.example",
        "Http:AllowedOrigins: 'https://*.example' is no origin: those are written https://host or https://host:port"
    )]
    public async Task what_is_no_origin_keeps_the_backend_from_starting(string origin, string problem)
    {
        await using var app = Hosted.Build([Database, "--urls=http://127.0.0.1:0", $"--Http:AllowedOrigins:0={origin}"]);

        var refused = await Should.ThrowAsync<Exception>(() => Hosted.CheckAsync(app));

        ConfigurationException.IsCauseOf(refused).ShouldBeTrue(refused.ToString());
        refused.Message.ShouldBe(problem);
    }

    private static async Task<HttpOptions> OptionsAsync(params string[] args)
    {
        await using var app = Hosted.Build([Database, .. args]);
        return app.Services.GetRequiredService<IOptions<HttpOptions>>().Value;
    }

    private Task<HttpResponseMessage> PreflightAsync(string origin, string method, string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, url);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "content-type,x-request-id");
        return SendAsync(origin, request);
    }

    private Task<HttpResponseMessage> SendAsync(string origin, HttpRequestMessage request)
    {
        request.Headers.Add("Origin", origin);
        return backend.Host.Server.CreateClient().SendAsync(request);
    }
}
