using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Weather;
using DrEvents.Contracts.Http;
using Marten;

namespace DrEvents.Backend.Tests.Weather;

/// <summary>Files of temperatures are imported whole or not at all.</summary>
public sealed class TemperatureFileScenarios(BackendFixture backend) : IClassFixture<BackendFixture>
{
    private HttpClient Http => backend.Host.Server.CreateClient();

    [Fact]
    public async Task values_of_another_unit_and_clock_are_kept_as_celsius_and_utc()
    {
        const string table = "time;F\n2026-07-01 00:00;68\n2026-07-01 01:00;\n2026-07-01 02:00;77\n";

        var answer = await ImportedAsync("clock", table, "?unit=f&zone=Europe/Berlin");
        var shown = await GetAsync<SiteTemperatureView>("/api/sites/clock/temperature");

        (answer.Newest.Unit, answer.Newest.TimeZone, answer.Newest.Values, answer.Newest.Added).ShouldBe(("f", "Europe/Berlin", 2, 2));
        var first = new DateTimeOffset(2026, 6, 30, 22, 0, 0, TimeSpan.Zero);
        shown.Values.ShouldBe([new TemperatureView(first, 20), new TemperatureView(first.AddHours(2), 25)]);
        (shown.Start, shown.End, shown.ImportCount).ShouldBe((first, first.AddHours(2), 1));
    }

    [Fact]
    public async Task a_later_file_takes_the_place_of_the_same_times_and_stores_no_more_than_is_new()
    {
        await ImportedAsync("later", "2026-07-01T00:00Z,20\n2026-07-01T01:00Z,21\n");

        var again = await ImportedAsync("later", "2026-07-01T00:00Z,20\n2026-07-01T01:00Z,21\n");
        var later = await ImportedAsync("later", "2026-07-01T01:00Z,22.5\n2026-07-02T00:00Z,19\n2026-07-01T00:00Z,20\n");

        (again.Imported, again.Newest.Number).ShouldBe((false, 1));
        (later.Imported, later.Newest.Number, later.Newest.Added, later.Newest.Changed).ShouldBe((true, 2, 1, 1));
        var shown = await GetAsync<SiteTemperatureView>("/api/sites/later/temperature");
        shown.Values.Select(v => v.Celsius).ShouldBe([20, 22.5, 19]);
        await using var session = backend.Store.QuerySession();
        var events = await session.Events.FetchStreamAsync(TemperatureStreams.Of("later", new DateOnly(2026, 7, 1)));
        ((TemperatureDayImported)events[^1].Data).Celsius.ShouldBe([22.5]);
    }

    [Theory]
    [InlineData("time,C\n2026-07-01T00:00Z,1\n2026-07-01T00:15Z,abc\n", "bad.csv: line 3: value: 'abc' is not a number")]
    [InlineData("2026-07-01T00:00Z,1\n2026-07-01T00:15Z,1,2\n", "bad.csv: line 2: line: has 3 fields; a time and a value are expected")]
    [InlineData("2026-07-01T00:00Z,1\n2026-07-01 00:7,2\n", "bad.csv: line 2: time: '2026-07-01 00:7' is not a time such as")]
    [InlineData("2026-07-01T00:00Z,1\n2026-07-01T01:00Z,2\n2026-07-01T01:00Z,3\n", "bad.csv: line 3: time: has another value on line 2")]
    [InlineData("2026-07-01T00:00Z,1\n2026-07-01T01:00Z,120\n", "bad.csv: line 2: value: is not from -459.67 °F (absolute zero) to 200 °F")]
    [InlineData("2026-07-01T00:00Z,\n", "bad.csv: line 1: value: none of the times has one")]
    [InlineData(
        "2010-07-01T00:00Z,1\n2026-07-01T00:15Z,1\n",
        "bad.csv: line 1: time: the first and the last are more than 3660 days apart"
    )]
    [InlineData("", "bad.csv: line 1: line: there is no line with a time and a value")]
    public async Task a_malformed_file_is_refused_by_line_and_field_and_nothing_of_it_is_stored(string text, string detail)
    {
        var answer = await ImportedTemperatures.SendAsync(Http, "bad", text, "text/csv", "?name=bad.csv");
        var problem = (await answer.Content.ReadFromJsonAsync<Problem>())!;

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        problem.Detail.ShouldStartWith(detail);
        $"{problem.File}: line {problem.Line}: {problem.Field}: ".ShouldBe(string.Join(": ", problem.Detail.Split(": ").Take(3)) + ": ");
        var shown = await GetAsync<SiteTemperatureView>("/api/sites/bad/temperature");
        (shown.ImportCount, shown.Start, shown.Imports.Count, shown.Values.Count).ShouldBe((0, null, 0, 0));
        await using var session = backend.Store.QuerySession();
        (await session.Events.QueryAllRawEvents().AnyAsync(e => e.StreamKey!.StartsWith("temperature/bad"))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("default", "text/csv", "?unit=k&zone=Europa/Berlin&name=a%0Ab", 400, "unit", "zone", "name")]
    [InlineData("a%20b", "text/csv", "", 400, "site")]
    [InlineData("default", "application/xml", "", 415)]
    [InlineData("default", null, "", 415)]
    public async Task bad_requests_are_refused_by_what_is_wrong(string site, string? type, string query, int status, params string[] fields)
    {
        var answer = await ImportedTemperatures.SendAsync(Http, site, "2026-07-01T00:00Z,1\n", type, query);
        var problem = (await answer.Content.ReadFromJsonAsync<Problem>())!;

        ((int)answer.StatusCode).ShouldBe(status);
        (problem.Errors?.Keys.AsEnumerable() ?? []).ShouldBe(fields, ignoreOrder: true);
        problem.Detail.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("?from=x&to=y&limit=z", "from", "to", "limit")]
    [InlineData("?from=2026-07-02T00:00:00Z&to=2026-07-01T00:00:00Z", "from")]
    [InlineData("?from=2026-07-01T00:00:00Z&to=2026-08-02T00:00:00Z", "from")]
    public async Task a_bad_time_is_refused_by_its_name(string query, params string[] fields)
    {
        var answer = await Http.GetAsync("/api/sites/default/temperature" + query);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors!.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Fact]
    public async Task a_longer_file_than_is_taken_is_refused()
    {
        var answer = await ImportedTemperatures.SendAsync(Http, "long", new string('\n', TemperatureLimits.BytesMax + 1), "text/csv");

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public void a_ven_is_at_the_site_that_its_group_names()
    {
        VenSites.Of([]).ShouldBe("default");
        VenSites.Of(["heat pumps", "north"]).ShouldBe("default");
        VenSites.Of(["site:south", "site:north", "x"]).ShouldBe("north");
        VenSites.Of(["site:", "site:a b", "Site:x"]).ShouldBe("default", "these are no names");
    }

    private async Task<T> GetAsync<T>(string path) => (await Http.GetFromJsonAsync<T>(path))!;

    private async Task<TemperatureImportAnswer> ImportedAsync(string site, string text, string query = "")
    {
        var answer = await ImportedTemperatures.SendAsync(Http, site, text, "text/csv", query);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<TemperatureImportAnswer>())!;
    }

    private sealed record Problem(string Detail, string? File, long? Line, string? Field, Dictionary<string, string[]>? Errors);
}
