using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Backend.Hosting.OpenApi;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>What the OpenAPI document shows is what is sent: its examples, and the backend's own answers, are what its schemas say.</summary>
[Collection(typeof(BackendCollection))]
public sealed class ApiExamplesTests(BackendFixture backend)
{
    [Fact]
    public async Task every_body_has_an_example()
    {
        var bodies = await BodiesAsync();

        bodies.Where(b => b.Example is null).Select(b => b.Where).ShouldBeEmpty();
        bodies.Count.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task every_example_is_what_its_schema_says()
    {
        var document = await SchemaDocument.ReadAsync(backend);

        var wrong =
            from body in await BodiesAsync()
            from problem in document.Problems(body.Schema, body.Example)
            select $"{body.Where}: {problem}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task every_example_is_read_as_its_type_and_written_the_same_way_again()
    {
        var json = backend.Host.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var types = TypesOfBodies();

        foreach (var body in (await BodiesAsync()).Where(b => !b.IsProblem))
        {
            var type = types.GetValueOrDefault(body.Where).ShouldNotBeNull(body.Where);
            var read = body.Example.Deserialize(type, json);
            // A view that repeats what is in it has no setter for the repetition: what is written is what has to be the same.
            JsonNode.DeepEquals(JsonSerializer.SerializeToNode(read, type, json), body.Example).ShouldBeTrue(body.Where);
        }
    }

    [Fact]
    public async Task every_parameter_of_a_path_has_an_example() =>
        (await backend.RoutesAsync())
            .SelectMany(r => (r.Operation.Parameters ?? []).Where(p => p.In == Microsoft.OpenApi.ParameterLocation.Path), (r, p) => (r, p))
            .Where(x => x.p.Example is null)
            .Select(x => $"{x.r} {x.p.Name}")
            .ShouldBeEmpty();

    [Fact]
    public async Task every_answer_to_a_get_is_what_its_schema_says()
    {
        var ids = await backend.SomethingAsync("schema-1");
        var document = await SchemaDocument.ReadAsync(backend);
        var bodies = (await BodiesAsync()).ToLookup(b => b.Where);
        var client = backend.Host.Server.CreateClient();
        var wrong = new List<string>();
        var answered = 0;

        foreach (var route in await backend.AnsweringGetsAsync())
        {
            foreach (var known in new[] { ids, ApiRoutes.Nothing })
            {
                using var answer = await client.GetAsync(route.To(known.For(route)));
                var where = $"{route} {(int)answer.StatusCode}";
                var body = bodies[where].Single();
                var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
                wrong.AddRange(document.Problems(body.Schema, said).Select(p => $"{where}: {p}"));
                answered += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            }
        }

        wrong.ShouldBeEmpty();
        answered.ShouldBeGreaterThan(25);
    }

    [Theory]
    [InlineData("status", "42", "status")]
    [InlineData("startTime", "\"tomorrow\"", "startTime")]
    [InlineData("requestedReductionKw", "\"50\"", "requestedReductionKw")]
    public async Task an_example_that_is_wrong_is_found(string field, string value, string found)
    {
        var document = await SchemaDocument.ReadAsync(backend);
        var body = (await BodiesAsync()).Single(b => b.Where == "POST /api/events 201");
        body.Example!.AsObject()[field] = JsonNode.Parse(value);

        document.Problems(body.Schema, body.Example).ShouldContain(p => p.Contains(found, StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<ApiBody>> BodiesAsync() => (await SchemaDocument.ReadAsync(backend)).Bodies();

    private Dictionary<string, Type> TypesOfBodies()
    {
        var types = new Dictionary<string, Type>();
        var groups = backend.Host.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups;
        foreach (var api in groups.Items.SelectMany(g => g.Items))
        {
            var route = $"{api.HttpMethod} /{api.RelativePath}";
            foreach (var body in api.ParameterDescriptions.Where(p => p.Source == BindingSource.Body))
                types[route] = body.Type;
            foreach (var answer in api.SupportedResponseTypes.Where(t => t.Type is not null))
                types[$"{route} {answer.StatusCode}"] = answer.Type!;
        }
        return types;
    }
}

/// <summary>The page for people.</summary>
[Collection(typeof(BackendCollection))]
public sealed class ApiPageTests(BackendFixture backend)
{
    [Fact]
    public async Task the_page_and_all_that_it_loads_come_from_here()
    {
        var client = backend.Host.Server.CreateClient();

        using var answer = await client.GetAsync(ApiPage.Url + "/");
        var page = await answer.Content.ReadAsStringAsync();
        var loaded = System
            .Text.RegularExpressions.Regex.Matches(page, "(?:src|href)=\"([^\"]+)\"")
            .Select(m => m.Groups[1].Value)
            .ToList();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'self';");
        page.ShouldContain(ApiDocument.Url.TrimStart('/'));
        page.ShouldNotContain("://");
        loaded.ShouldNotBeEmpty();
        foreach (var file in loaded)
            (await client.GetAsync(new Uri(new Uri("http://localhost" + ApiPage.Url + "/"), file))).StatusCode.ShouldBe(
                HttpStatusCode.OK,
                file
            );
    }
}
