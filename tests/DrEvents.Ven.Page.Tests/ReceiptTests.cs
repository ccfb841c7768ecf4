using System.Net;
using System.Text;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;
using DrEvents.Testing.Browsing;
using DrEvents.Ven.Receipts;
using Microsoft.Playwright;
using NodaTime;
using static DrEvents.Ven.Page.Tests.Home;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Ven.Page.Tests;

/// <summary>What the owner sees of receipts, and what he takes away. Pictures as in <see cref="LookTests"/>.</summary>
[Collection(typeof(BrowserCollection))]
public sealed class ReceiptTests(Browser browser)
{
    private static readonly SigningKey Key = SigningKey.New();
    private static readonly string? Folder = Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS");

    [Fact]
    public async Task a_receipt_appears_with_its_figures_a_correction_is_marked_and_the_file_holds()
    {
        await using var home = await StartAsync(o => o with { ReceiptKeys = ReceiptKeys.Read(Key.Public.ToPem()).Keys! });
        await using var visit = await browser.VisitAsync(home.Page);
        await Expect(visit["receipts-card"]).ToBeHiddenAsync();

        await home.SendReceiptAsync(Of(1, 2, "0.50").SignedBy(Key));
        var rows = visit["receipts"].Locator(".receipt");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("0.50 EUR");
        await Expect(rows).ToContainTextAsync("2.00 kWh reduced");
        await Expect(rows).ToContainTextAsync("2.00 kW over 1 h");
        await Expect(rows).ToContainTextAsync("signature verified");
        await Expect(visit["receipts-key"]).ToContainTextAsync(Key.Public.Id);

        var corrected = Of(2, 1.6, "0.40").SignedBy(Key);
        await home.SendReceiptAsync(corrected);
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("Corrects receipt 1 of this event");
        await Expect(rows.Last).ToContainTextAsync("Corrected: receipt 2 of this event counts");

        var download = await visit.Page.RunAndWaitForDownloadAsync(() =>
            visit.Page.GetByRole(AriaRole.Link, new() { Name = $"Download receipt 2 of {EventId}" }).ClickAsync()
        );
        download.SuggestedFilename.ShouldBe($"receipt-{EventId}-2.json");
        await using var stream = await download.CreateReadStreamAsync();
        using var file = new MemoryStream();
        await stream.CopyToAsync(file, TestContext.Current.CancellationToken);
        Encoding.UTF8.GetString(file.ToArray()).ShouldBe(corrected, "byte for byte");
        ReceiptFile.Read(InputFile.Of("receipt.json", file.ToArray())).Problem(Key.Public).ShouldBeNull();

        await home.SendReceiptAsync(corrected.Replace("0.40", "4.00", StringComparison.Ordinal));
        await Expect(visit["receipts-refused"]).ToContainTextAsync("One receipt was refused");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(visit["receipts"]).Not.ToContainTextAsync("4.00 EUR");
        await ShootAsync(home, "ven-receipts");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task without_a_key_the_page_says_that_nobody_can_tell()
    {
        await using var home = await StartAsync();
        await using var visit = await browser.VisitAsync(home.Page);
        await home.SendReceiptAsync((Of(1, 2, "0.50") with { Provisional = "1 of 12 intervals are not known" }).SignedBy(Key));

        var row = visit["receipts"].Locator(".receipt");
        await Expect(row).ToContainTextAsync("not verifiable");
        await Expect(row).ToContainTextAsync("May still change: 1 of 12 intervals are not known");
        await Expect(row).Not.ToContainTextAsync("signature verified");
        await Expect(visit["receipts-key"]).ToContainTextAsync("was given no key");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_there_is_no_receipt_of_is_not_found()
    {
        await using var home = await StartAsync();
        await home.SendReceiptAsync(Of(1, 2, "0.50").SignedBy(Key));
        using var http = new HttpClient { BaseAddress = home.Page };
        await Testing.Eventually.HoldsAsync(
            "it came",
            async () => (await http.GetAsync(new Uri($"api/receipts/{EventId}/1", UriKind.Relative))).StatusCode == HttpStatusCode.OK
        );
        foreach (var path in new[] { $"{EventId}/2", $"{EventId}/01", "evt-00000000/1", $"{EventId}/x", $"{EventId}/1/2" })
            (await http.GetAsync(new Uri($"api/receipts/{path}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
    }

    private async Task ShootAsync(Home home, string name)
    {
        foreach (var (device, width, height) in new[] { ("phone", 390, 844), ("desktop", 1280, 800) })
        {
            foreach (var isDark in new[] { false, true })
            {
                await using var visit = await browser.VisitAsync(home.Page, width, height, isDark);
                await Expect(visit["receipts"].Locator(".receipt")).ToHaveCountAsync(2);
                (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
                if (Folder is { } folder)
                    await visit.Page.ScreenshotAsync(
                        new() { Path = Path.Combine(folder, $"{name}-{device}{(isDark ? "-dark" : "")}.png"), FullPage = true }
                    );
            }
        }
    }

    private static Receipt Of(int result, double kwh, string amount) =>
        new(
            VenId,
            EventId,
            result,
            "caiso-10-in-10",
            1,
            kwh,
            kwh,
            new ReceiptMoney(amount, "EUR"),
            Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()).Plus(Duration.FromMinutes(result - 200))
        );
}
