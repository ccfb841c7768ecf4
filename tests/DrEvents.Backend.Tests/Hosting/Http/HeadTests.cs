using Alba;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary><c>HEAD</c> works wherever <c>GET</c> does.</summary>
[Collection(typeof(BackendCollection))]
public sealed class HeadTests(BackendFixture backend)
{
    [Fact]
    public async Task head_is_answered_like_get_without_the_body()
    {
        var ids = await backend.SomethingAsync("head-1");
        var routes = await backend.AnsweringGetsAsync();
        string[] urls =
        [
            .. routes.Select(r => r.To(ids.For(r))),
            .. routes.Select(r => r.To(ApiRoutes.Nothing.For(r)) + "?limit=0"),
            "/health/live",
            "/health/ready",
            "/openapi/v1.json",
            "/nothing",
        ];

        foreach (var url in urls)
        {
            var get = await SendAsync(HttpMethod.Get, url);
            var head = await SendAsync(HttpMethod.Head, url);

            head.StatusCode.ShouldBe(get.StatusCode, url);
            Headers(head).ShouldBe(Headers(get), ignoreOrder: true, url);
            (await get.Content.ReadAsByteArrayAsync()).ShouldNotBeEmpty(url);
            (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty(url);
        }
    }

    [Fact]
    public async Task no_route_has_a_get_of_its_own_that_head_passes_by()
    {
        var gets =
            from endpoint in backend.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
            where !endpoint.RoutePattern.RawText!.Contains('{', StringComparison.Ordinal)
            select endpoint.RoutePattern.RawText;

        foreach (var url in gets)
            ((int)(await SendAsync(HttpMethod.Head, url)).StatusCode).ShouldBe(200, url);
    }

    [Fact]
    public async Task where_there_is_no_get_there_is_no_head()
    {
        var refused = await SendAsync(HttpMethod.Head, "/api/vens/nobody/send-event");

        ((int)refused.StatusCode).ShouldBe(405);
        refused.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string url) =>
        backend.Host.Server.CreateClient().SendAsync(new HttpRequestMessage(method, url));

    private static IEnumerable<string> Headers(HttpResponseMessage answer) =>
        answer
            .Headers.Concat(answer.Content.Headers)
            .Where(h => h.Key is not ("Date" or "Content-Length"))
            .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}");
}
