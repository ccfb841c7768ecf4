using DrEvents.Contracts.Http;
using DrEvents.Host;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace DrEvents.Docs.Tests;

/// <summary>
/// Everything that the program answers says what it needs, and <c>ops/docs/access-routes.md</c> says who may have it. To write the page anew:
/// <c>DREVENTS_WRITE=1</c>.
/// </summary>
public sealed class AccessRoutesTests : IAsyncLifetime
{
    private const string Page = "ops/docs/access-routes.md";
    private const string Begin = "| route | needs |";
    private const string OpenToAll = "nothing";

    /// <summary>Whoever asks for these has no key, or a link or a code instead, and is told nothing of VENs and events but of the one whose code or certificate he has.</summary>
    private static readonly string[] MayBeOpen =
    [
        "GET /health/live",
        "GET /health/ready",
        "GET /sign-in",
        "POST /sign-in",
        "POST /api/enrol",
        "POST /api/enrol/renew",
        "GET /setup",
        "POST /setup",
        "GET /invitation",
        "POST /invitation",
        "POST /api/access/invitations",
        "GET /.well-known/security.txt",
    ];

    private WebApplication _app = null!;

    private IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(d => d.Endpoints);

    public ValueTask InitializeAsync()
    {
        _app = Joined.Build(["--ConnectionStrings:Postgres=Host=none"]);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void everything_that_is_answered_declares_exactly_one_need()
    {
        Endpoints.Where(e => NeedsOf(e).Count() != (IsOpen(e) ? 0 : 1)).Select(NameOf).ShouldBeEmpty();
        // Another way of the framework's to say who may go by would be in the place of ours.
        Endpoints.Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is not null).Select(NameOf).ShouldBeEmpty();
        Endpoints.Count(e => e is RouteEndpoint && NeedsOf(e).Any()).ShouldBeGreaterThan(120);
    }

    [Fact]
    public void nothing_but_health_and_what_pages_are_drawn_with_is_open_to_all() =>
        Endpoints.Where(e => IsOpen(e) && !IsOfAll(e)).Select(NameOf).ShouldBe(MayBeOpen, ignoreOrder: true);

    [Fact]
    public void the_page_says_of_every_route_who_may_have_it()
    {
        var page = Repository.Read(Page);
        var expected = string.Concat(Table().Select(row => row + "\n"));
        var from = page.IndexOf(Begin, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("DREVENTS_WRITE") is { Length: > 0 })
            File.WriteAllText(Repository.PathOf(Page), page[..from] + expected);
        else
            page[from..].ShouldBe(expected);
    }

    private IEnumerable<string> Table()
    {
        yield return $"{Begin} {string.Join(" | ", Roles.All)} | bounded to programmes |";
        yield return $"|---|---|{string.Concat(Roles.All.Select(_ => "---|"))}---|";
        var rows = Endpoints
            .Where(e => !IsOfAll(e))
            .Select(e => (Name: NameOf(e), Needs: IsOpen(e) ? null : NeedsOf(e).Single()))
            .Distinct()
            .OrderBy(r => r.Name.Split(' ')[1], StringComparer.Ordinal)
            .ThenBy(r => r.Name, StringComparer.Ordinal);
        foreach (var (name, needs) in rows)
            yield return $"| `{name}` | {(needs is { Need: var of } ? Roles.Word(of) : OpenToAll)} | {string.Join(" | ", Roles.All.Select(r => Mark(r, needs?.Need)))} | {Mark(needs?.Reach)} |";
    }

    private static string Mark(string role, Need? need) => need is not { } of || Roles.NeedsOf(role).Contains(of) ? "yes" : "no";

    private static string Mark(Reach? reach) =>
        reach switch
        {
            Reach.Installation => "no",
            Reach.Path => "of theirs",
            Reach.Own => "what is theirs",
            _ => "yes",
        };

    private static IEnumerable<NeedsAttribute> NeedsOf(Endpoint endpoint) => endpoint.Metadata.OfType<NeedsAttribute>();

    private static bool IsOpen(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>Styles, scripts and pictures.</summary>
    private static bool IsOfAll(Endpoint endpoint) => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;

    private static string NameOf(Endpoint endpoint)
    {
        var path = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName ?? "";
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        return $"{(methods.Count == 0 ? "GET" : methods[0])} /{path.TrimStart('/')}";
    }
}
