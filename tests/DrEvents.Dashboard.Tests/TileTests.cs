using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>Tiles beneath the map, from a server of this machine: they are asked for where an address is configured. Elsewhere, see <see cref="Looks"/>.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed partial class TileTests(ControlRoom room)
{
    private const string Credit = "© Somebody who draws maps";
    private static readonly byte[] OnePixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    [Fact]
    public async Task they_are_drawn_from_the_address_that_is_configured_with_whose_they_are()
    {
        foreach (var (venId, lon) in new[] { ("ven-1", 13.4), ("ven-3", 13.45) })
            (
                await room.Backend.PatchAsJsonAsync("api/vens/" + venId, new ChangeVenRequest(Location: new GeoLocation(52.5, lon)))
            ).EnsureSuccessStatusCode();
        var asked = new ConcurrentQueue<string>();
        await using var server = await ServeAsync(asked);
        var folder = Directory.CreateTempSubdirectory("drevents-tiles-").FullName;
        await using var _ = new Afterwards(() =>
        {
            Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        });
        var url = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        await using var pages = new KillableProgram("tiles", "DrEvents.Host.dll", folder);
        await pages.StartAsync([
            $"--urls={url}",
            $"--Dashboard:Backend={room.Url}",
            $"--Dashboard:MapTiles={server.Urls.Single()}/{{z}}/{{x}}/{{y}}.png",
            $"--Dashboard:MapTilesCredit={Credit}",
        ]);
        await Eventually.HoldsAsync("the pages answer", () => AnswersAsync(url), withinS: 60);

        await using var visit = await room.Browser.VisitAsync(new Uri(url, "map"), 1400, 900);

        await Expect(visit.Page.Locator(".plot canvas")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(Credit);
        await Eventually.HoldsAsync("tiles are asked for", () => asked.Count > 3, withinS: 30);
        asked.ShouldAllBe(path => Tile().IsMatch(path));
        asked.Select(path => path.Split('/')[1]).Distinct().ShouldHaveSingleItem("all are of one size");
        visit.Complaints.ShouldBeEmpty("the content policy lets them in");
    }

    private static async Task<WebApplication> ServeAsync(ConcurrentQueue<string> asked)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            asked.Enqueue(context.Request.Path);
            context.Response.ContentType = "image/png";
            await context.Response.Body.WriteAsync(OnePixel);
        });
        await server.StartAsync();
        return server;
    }

    private static async Task<bool> AnswersAsync(Uri url)
    {
        try
        {
            using var http = new HttpClient();
            using var answer = await http.GetAsync(new Uri(url, "health/live"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^/\d+/\d+/\d+\.png$")]
    private static partial Regex Tile();
}
