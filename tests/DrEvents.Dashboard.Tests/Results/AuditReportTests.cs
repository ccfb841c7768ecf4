using System.IO.Compression;
using System.Text;
using Deque.AxeCore.Playwright;
using DrEvents.Measurement.Audit;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>The report of an audit's bundle, as a browser shows and prints it without any server.</summary>
[Collection(typeof(ResultRoomCollection))]
public sealed class AuditReportTests(ResultRoom room)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS");

    [Theory]
    [InlineData(1100)]
    [InlineData(390)]
    public async Task is_readable_needs_nothing_but_itself_and_is_printed_whole(int width)
    {
        var real = await room.RealAsync(4, young: 1);
        var html = await ReportAsync(real.Id);
        await using var visit = await room.OpenAsync(width);
        await visit.Page.SetContentAsync(html);

        var found = await visit.Page.RunAxe();
        found.Violations.Select(v => $"{v.Id}: {v.Help} {v.Nodes[0].Html}").ShouldBeEmpty();
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        visit.Requested.ShouldBeEmpty("it needs nothing but itself");
        visit.Complaints.ShouldBeEmpty();
        html.ShouldContain(real.Result.Hash);
        (await visit.Page.Locator("svg path").CountAsync()).ShouldBeGreaterThan(3);

        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await visit.Page.SetViewportSizeAsync(720, 1000);
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(
            720,
            "paper does not scroll"
        );
        if (Folder is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, "report.html"), html);
            await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"report-print-{width}.png"), FullPage = true });
        }
    }

    private async Task<string> ReportAsync(string eventId)
    {
        await using var file = await room.Backend.GetStreamAsync($"api/events/{eventId}/audit");
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        using var zip = new ZipArchive(bytes);
        using var reader = new StreamReader(
            zip.Entries.Single(e => e.FullName.EndsWith(AuditPaths.Report, StringComparison.Ordinal)).Open(),
            Encoding.UTF8
        );
        return await reader.ReadToEndAsync();
    }
}
