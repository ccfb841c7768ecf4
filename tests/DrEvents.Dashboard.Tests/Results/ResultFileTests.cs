using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Parts;
using DrEvents.Host;
using DrEvents.Local.Processes;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Readings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>Results as files, and the engine's words in the languages of the pages.</summary>
[Collection(typeof(ResultRoomCollection))]
public sealed class ResultFileTests(ResultRoom room)
{
    [Fact]
    public async Task a_result_is_a_file_by_its_intervals_and_one_by_all_of_its_vens()
    {
        var id = await room.MeasuredAsync(new MadeUpResult(1_200), new MadeUpResult(1_201));
        var all = (await room.Backend.GetFromJsonAsync<ResultView[]>($"api/events/{id}/results"))!;

        var intervals = await LinesAsync($"export/events/{id}/result.csv?number=1");
        intervals.Count.ShouldBe(13);
        var first = intervals[1].Split(',');
        first[0].ShouldBe("1");
        first[1].ShouldBe(MadeUpResults.Start.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        first[5].ShouldBe(all[1].Portfolio.SignedKw[0]!.Value.ToString(CultureInfo.InvariantCulture));

        var vens = await LinesAsync($"export/events/{id}/result-vens.csv?number=1");
        vens.Skip(1).Select(v => v.Split(',')[1]).ShouldBe(Enumerable.Range(0, 1_200).Select(MadeUpResults.IdOf));
        vens[1].ShouldStartWith("1,ven-00000,caiso-10-in-10,1,10,2,multiplicative,");
        (await LinesAsync($"export/events/{id}/result-vens.csv")).Count.ShouldBe(1_202, "the newest, where no number is said");

        var results = await LinesAsync($"export/events/{id}/results.csv");
        results.Select(r => r.Split(',')[0]).ShouldBe(["number", "2", "1"]);
    }

    [Fact]
    public async Task of_what_there_is_not_there_is_no_file_and_it_says_why()
    {
        var id = await room.MeasuredAsync(new MadeUpResult(2));
        foreach (var name in new[] { "result", "result-vens" })
        {
            using var none = await room.Backend.GetAsync($"export/events/{id}/{name}.csv?number=5");
            none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await none.Content.ReadAsStringAsync()).ShouldBe($"Event {id} has no result 5: there are 1\n");
        }
        (await room.Backend.GetAsync($"export/events/{id}/result.csv?number=x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    /// <summary>The pages in a process of their own, of which browsers do not reach the backend.</summary>
    [Fact]
    public async Task what_an_auditor_takes_along_is_passed_on_byte_by_byte()
    {
        byte[] bundle = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];
        await using var backend = await StartAsync(context =>
            context.Request.Path + context.Request.QueryString.Value == "/api/events/evt-1a2b3c4d/audit?number=2"
                ? SendAsync(context, bundle)
                : RefuseAsync(context)
        );
        var url = new Uri($"http://localhost:{FreePort.Find()}/");
        await using var pages = Joined.Build(
            [$"--Dashboard:Backend={backend.Urls.First()}", $"--urls={url}"],
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning)
        );
        await pages.StartAsync();
        using var browser = new HttpClient { BaseAddress = url };

        using var file = await browser.GetAsync("export/events/evt-1a2b3c4d/audit.zip?number=2");
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        file.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        file.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=\"evt-1a2b3c4d-result-2-audit.zip\"");
        (await file.Content.ReadAsByteArrayAsync()).ShouldBe(bundle);

        using var none = await browser.GetAsync("export/events/evt-1a2b3c4d/audit.zip?number=7");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await none.Content.ReadAsStringAsync()).ShouldBe("There is no result 7\n");
        await backend.StopAsync();
        (await browser.GetAsync("export/events/evt-1a2b3c4d/audit.zip?number=2")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public void every_reason_for_which_a_day_is_discarded_has_words_in_german()
    {
        var words = new ServiceCollection()
            .AddLogging()
            .AddLocalization()
            .BuildServiceProvider()
            .GetRequiredService<IStringLocalizer<EngineWords>>();
        var reasons = typeof(DiscardReasons).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToList();
        reasons.Count.ShouldBeGreaterThan(10);
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
        try
        {
            foreach (var reason in reasons)
                EngineWords.Of(words, reason).ShouldNotBe(reason);
            EngineWords.Of(words, "late or corrected readings of 12 VENs").ShouldBe("späte oder berichtigte Messwerte von 12 VENs");
            EngineWords
                .Of(
                    words,
                    "1 of 12 intervals are not known; the event rests on odd readings (frozen, clock jump) in 3 of its five minutes, the first at 2026-07-15T13:10:00Z"
                )
                .ShouldBe(
                    "1 von 12 Intervallen sind nicht bekannt; das Ereignis beruht in 3 seiner fünf Minuten auf auffälligen Messwerten (eingefroren, Uhr gesprungen), in den ersten ab 2026-07-15T13:10:00Z"
                );
            foreach (var (_, word) in ReadingFlagWords.All)
                words[word].ResourceNotFound.ShouldBeFalse(word);
            EngineWords.Of(words, "what nobody has put into words, {0} of 3").ShouldBe("what nobody has put into words, {0} of 3");
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private async Task<List<string>> LinesAsync(string path) =>
        [.. (await room.Backend.GetStringAsync(path)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];

    private static async Task SendAsync(HttpContext context, byte[] bundle)
    {
        context.Response.ContentType = "application/zip";
        await context.Response.Body.WriteAsync(bundle, context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await context.Response.WriteAsync("""{"title":"Not found","detail":"There is no result 7"}""");
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{FreePort.Find()}");
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync();
        return server;
    }
}
