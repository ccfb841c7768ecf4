using DrEvents.Docs.Tests.Reading;

namespace DrEvents.Docs.Tests.Running;

/// <summary>Every call of the HTTP interface in the docs goes to a route that there is, with a body that it takes.</summary>
public sealed class ApiCallTests(GuidedSystem system)
{
    private static readonly Dictionary<string, string> NotKnown = new()
    {
        ["""curl --json {"text":"meter replaced"} http://localhost:8000/api/vens/ven-1/notes"""] = "the recipe above it makes this route",
    };

    [Fact]
    public async Task every_call_goes_to_a_route_with_a_body_that_it_takes()
    {
        var api = await ApiCalls.ReadAsync(system);
        var problems = new List<string>();
        var all = new List<string>();
        foreach (var path in DocPages.Paths)
        {
            foreach (var call in (await RecordingShell.ReadAsync(DocPage.Read(path))).Where(c => c.Program == "curl"))
            {
                all.Add(call.Text);
                if (!NotKnown.ContainsKey(call.Text))
                    problems.AddRange((await api.ProblemsAsync(call)).Select(p => $"{call}: {p}"));
            }
        }
        problems.ShouldBeEmpty();
        NotKnown.Keys.Except(all).ShouldBeEmpty();
        all.Count.ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData("curl http://localhost:8000/api/venss", "there is no /api/venss")]
    [InlineData("curl -X DELETE http://localhost:8000/api/vens", "/api/vens has no DELETE")]
    [InlineData("curl --json '{\"requestedReductionKw\":\"5\"}' http://localhost:8000/api/events", "its body is not")]
    [InlineData("curl --json '{\"kw\":5}' http://localhost:8000/api/events", "its body has kw, which is not read")]
    [InlineData("curl http://localhost:8000/health/redy", "/health/redy is answered with 404")]
    [InlineData("curl -s localhost:8080/api/stat", "/api/stat is answered with 404")]
    public async Task a_mistake_is_found(string command, string found)
    {
        var api = await ApiCalls.ReadAsync(system);
        var call = (await RecordingShell.ReadAsync(DocPage.Of("planted.md", $"```sh\n{command}\n```"))).Single();
        (await api.ProblemsAsync(call)).ShouldContain(p => p.Contains(found, StringComparison.Ordinal));
    }
}
