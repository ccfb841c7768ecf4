using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class JsonPurityTests
{
    // Unknown fields, odd spaces and numbers that no double keeps: untouched means untouched.
    private static readonly string Odd = """ , "notInTheContract" : 1.000000000000000000001 } """;

    public static TheoryData<string, string, int, string> Verbs =>
        new()
        {
            { "ven list", "GET /api/vens/summary", 200, "[ ]" },
            { "ven show ven-1", "GET /api/vens/ven-1", 200, WithOddities(Canned.Json(Canned.Ven)) },
            { "ven register --name x", "POST /api/vens", 201, WithOddities(Canned.Json(Canned.Ven)) },
            { "event list", "GET /api/events", 200, "[" + WithOddities(Canned.Json(Canned.Event)) + "]" },
            { "event show evt-1a2b3c4d", "GET /api/events/evt-1a2b3c4d", 200, WithOddities(Canned.Json(Canned.Detail)) },
            { "event create --kw 5 --duration 1h", "POST /api/events", 201, WithOddities(Canned.Json(Canned.Event)) },
            {
                "event stop evt-1a2b3c4d",
                "POST /api/events/evt-1a2b3c4d/stop",
                202,
                """{ "status":"stopping", "eventId":"evt-1a2b3c4d" }"""
            },
            {
                "results evt-1a2b3c4d",
                "GET /api/events/evt-1a2b3c4d/result?limit=1000",
                200,
                WithOddities(Canned.Json(new EventResult(Canned.Result, [Canned.VenResult], null)))
            },
            {
                "results evt-1a2b3c4d --issue --vens",
                "POST /api/events/evt-1a2b3c4d/results",
                200,
                WithOddities(Canned.Json(new ResultAsked(true, Canned.Result)))
            },
            {
                "meter show ven-1",
                "GET /api/vens/ven-1/meter",
                200,
                WithOddities(Canned.Json(new VenMeterView("ven-1", null, null, 0, [], [])))
            },
            {
                "temperature show --site north",
                "GET /api/sites/north/temperature",
                200,
                WithOddities(Canned.Json(new SiteTemperatureView("north", null, null, 0, [], [])))
            },
            { "ven quality ven-1", "GET /api/vens/ven-1/quality", 200, WithOddities(Canned.Json(QualityVerbTests.Quality)) },
            { "archive show", "GET /api/archive", 200, WithOddities(Canned.Json(Canned.Archive)) },
            {
                "archive reopen 2026-10-01 2026-10-31",
                "POST /api/archive/reopen",
                202,
                WithOddities(Canned.Json(new ReopenTaken(1, 2, Canned.Start)))
            },
            {
                "forecast --start +1h",
                "GET /api/forecast?start=2026-07-14T11:00:00Z&end=2026-07-14T15:00:00Z",
                200,
                WithOddities(Canned.Json(Canned.Forecast))
            },
            { "command send ven-1 ping", "POST /api/vens/ven-1/commands", 202, WithOddities(Canned.Json(Canned.Taken)) },
        };

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task json_is_the_servers_text_and_nothing_else(string line, string request, int status, string body)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(request, status, body);
        var shell = new TestShell { Colour = true };

        (await shell.Run([.. line.Split(' '), "--json", "--url", backend.Url])).ShouldBe(ExitCode.Done, shell.Error.ToString());

        shell.Out.ToString().ShouldBe(body + Environment.NewLine);
        backend.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_answer_without_body_prints_nothing()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("DELETE /api/events/evt-1a2b3c4d", 204, "");
        var shell = new TestShell();

        (await shell.Run("event", "cancel", "evt-1a2b3c4d", "--json", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        shell.Out.ToString().ShouldBeEmpty();
    }

    private static string WithOddities(string json) => json[..json.LastIndexOf('}')] + Odd;
}
