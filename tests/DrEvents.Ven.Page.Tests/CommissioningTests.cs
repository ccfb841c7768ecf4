using System.Text.Json;
using Deque.AxeCore.Commons;
using DrEvents.Testing.Browsing;
using DrEvents.Ven.Log;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Ven.Page.Tests;

/// <summary>A device is found, added, tried and recorded on a phone. Pictures as in <see cref="LookTests"/>.</summary>
[Collection(typeof(BrowserCollection))]
public sealed class CommissioningTests(Browser browser)
{
    private const int PhoneWidth = 375;

    private const string Broken = """
        () => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
            .then(found => found.violations.map(v => `${v.id}: ${v.help} ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`))
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();
    private static readonly string? Folder = Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS");

    [Fact]
    public async Task a_device_is_found_added_tried_and_recorded_on_a_phone()
    {
        await using var home = await CommissionedHome.StartAsync();
        await using var visit = await browser.VisitAsync(home.Page, PhoneWidth, 667);
        await visit["devices-card"].Locator("summary").ClickAsync();
        await Expect(visit["find"]).ToBeVisibleAsync();

        await visit["find"].ClickAsync();
        await Expect(visit["find-status"]).ToHaveTextAsync("2 were found.");
        await ShouldBeWellMadeAsync(visit, "ven-devices-found-phone");
        await visit["found"].GetByRole(AriaRole.Button, new() { NameString = "Add as circuit: shellyplus1pm-a8032abe54dc" }).ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Boiler");
        await visit.Page.GetByLabel("Id, for commands and the log").FillAsync("");
        await visit.Page.GetByLabel("Type", new() { Exact = true }).SelectOptionAsync("water_heater");
        await ShouldBeWellMadeAsync(visit, "ven-devices-add-phone");
        await visit["add-device"].GetByRole(AriaRole.Button, new() { NameString = "Add", Exact = true }).ClickAsync();
        await Expect(visit["find-status"]).ToHaveTextAsync("Boiler was added.");
        await Expect(visit["devices"]).ToContainTextAsync("Added; takes part after a restart");
        home.Switch.Switched.ShouldBeEmpty("it was only looked for");

        await visit["find"].ClickAsync();
        await Expect(visit["found"]).ToContainTextAsync("In the home already: boiler");
        await visit["found"].GetByRole(AriaRole.Button, new() { NameString = "Add as the meter: shellypro3em-08f9e0e5c790" }).ClickAsync();
        await visit["add-device"].GetByRole(AriaRole.Button, new() { NameString = "Add", Exact = true }).ClickAsync();
        await Expect(visit["find-status"]).ToHaveTextAsync("The meter was added.");

        await visit["restart"].ClickAsync();
        await Expect(visit["devices-restart"]).ToBeHiddenAsync();
        await Expect(visit["devices"].Locator(".device", new() { HasText = "Boiler" })).ToContainTextAsync("1.85 kW");
        await Expect(visit["devices"].Locator(".device", new() { HasText = "Main meter" })).ToContainTextAsync("L2 1.85 kW");
        home.Starts.ShouldBe(2);

        await visit.Page.GetByRole(AriaRole.Button, new() { NameString = "Try Boiler" }).ClickAsync();
        await Expect(visit["trial-power"]).ToHaveTextAsync("1.85 kW");
        await Expect(visit["trial-meter"]).ToHaveTextAsync("2.15 kW");
        await Expect(visit["finish"]).ToBeDisabledAsync();
        await visit["trial-start"].ClickAsync();
        await Expect(visit["trial-findings"]).ToHaveTextAsync("Device and main meter did what they should.");
        await Expect(visit["trial-measured"]).ToContainTextAsync("L2    1.850 →    0.000 kW");
        await visit.Page.GetByLabel("Tried by").FillAsync("A. Installer");
        await visit["finish"].ClickAsync();
        await Expect(visit["finish-status"]).ToContainTextAsync("in the VEN's log");
        await ShouldBeWellMadeAsync(visit, "ven-devices-trial-phone");
        home.Switch.IsOn.ShouldBeTrue("it was given back");

        await RecordShouldBeOfAsync(visit);
        LogReader.Open(home.LogFile).Read().Count(e => e.Entry.Kind == "deviceCommissioned").ShouldBe(1);
        await visit["trial-close"].ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { NameString = "Record of Boiler" })).ToBeVisibleAsync();
        File.ReadAllText(home.HomeFile).ShouldContain("// nothing real yet");
    }

    [Fact]
    public async Task a_meter_that_counts_the_other_way_round_is_found_and_said()
    {
        await using var home = await CommissionedHome.StartAsync();
        home.MeterSign = -1;
        using var http = new HttpClient { BaseAddress = home.Page };
        await AddAllAsync(http);
        await using var visit = await browser.VisitAsync(home.Page, PhoneWidth, 667);
        await visit["devices-card"].Locator("summary").ClickAsync();
        await visit["restart"].ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { NameString = "Try shellyplus1pm-a8032abe54dc" }).ClickAsync();
        await Expect(visit["trial-power"]).ToHaveTextAsync("1.85 kW");
        await visit["trial-start"].ClickAsync();
        await Expect(visit["trial-findings"]).ToContainTextAsync("Phase L2 counts the other way round, and the device is on it alone");
    }

    [Fact]
    public async Task what_cannot_be_added_is_said_in_the_form_and_nothing_is_lost()
    {
        await using var home = await CommissionedHome.StartAsync();
        await using var visit = await browser.VisitAsync(home.Page, PhoneWidth, 667);
        await visit["devices-card"].Locator("summary").ClickAsync();
        await visit["by-hand"].ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Pool");
        await visit.Page.GetByLabel("Address, as http://192.168.1.20").FillAsync("pool");
        await visit.Page.GetByLabel("Password, if it has one").FillAsync("tea-pot-42");
        await visit["add-device"].GetByRole(AriaRole.Button, new() { NameString = "Add", Exact = true }).ClickAsync();
        await Expect(visit["add-problem"]).ToContainTextAsync("loads[1].driver.url: 'pool' is no address");
        Directory.GetFiles(Path.GetDirectoryName(home.HomeFile)!, "*.secret").ShouldBeEmpty();

        await visit.Page.GetByLabel("Address, as http://192.168.1.20").FillAsync("http://127.0.0.1:9");
        await visit["add-device"].GetByRole(AriaRole.Button, new() { NameString = "Add", Exact = true }).ClickAsync();
        await Expect(visit["find-status"]).ToHaveTextAsync("Pool was added.");
        var secret = Directory.GetFiles(Path.GetDirectoryName(home.HomeFile)!, "*.secret").ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(secret).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await visit.Page.ContentAsync()).ShouldNotContain("tea-pot");

        await visit["find-form"].GetByRole(AriaRole.Textbox).FillAsync("8.8.8.0/28");
        await visit["find"].ClickAsync();
        await Expect(visit["find-status"]).ToContainTextAsync("is not the home's own network");
    }

    private static async Task RecordShouldBeOfAsync(Visit visit)
    {
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit["finish-record"].GetByRole(AriaRole.Link).ClickAsync());
        download.SuggestedFilename.ShouldBe("commissioning-boiler.json");
        await using var stream = await download.CreateReadStreamAsync();
        using var record = await JsonDocument.ParseAsync(stream);
        var device = record.RootElement.GetProperty("device");
        device.GetProperty("by").GetString().ShouldBe("A. Installer");
        device.GetProperty("trial").GetProperty("beforeKw").GetDouble().ShouldBe(1.85, 0.01);
        device.GetProperty("trial").GetProperty("meterDuring").GetProperty("powerKw").GetDouble().ShouldBe(0.3, 0.01);
        device.GetProperty("findings").GetArrayLength().ShouldBe(0);
    }

    private static async Task AddAllAsync(HttpClient http)
    {
        var found = await PostAsync(http, "scan", """{"mdnsS":1}""");
        foreach (var take in found.GetProperty("found").EnumerateArray().SelectMany(f => f.GetProperty("takes").EnumerateArray()))
        {
            var isMeter = take.GetProperty("isMeter").GetBoolean() ? "true" : "false";
            await PostAsync(http, "", $$"""{"fields":{{take.GetProperty("fields").GetRawText()}},"isMeter":{{isMeter}}}""");
        }
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"api/devices/{path}".TrimEnd('/'), UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonElement.Parse(text);
    }

    private static async Task ShouldBeWellMadeAsync(Visit visit, string picture)
    {
        if (!await visit.Page.EvaluateAsync<bool>("'axe' in window"))
            await visit.Page.EvaluateAsync(Axe);
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            (await visit.Page.EvaluateAsync<string[]>(Broken)).ShouldBeEmpty($"{scheme}");
        }
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(PhoneWidth);
        // The page goes away while the VEN is started anew, of which the browser complains.
        visit.Complaints.Where(c => !c.Contains("ERR_", StringComparison.Ordinal)).ShouldBeEmpty();
        if (Folder is { } folder)
            await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, picture + ".png"), FullPage = false });
    }
}
