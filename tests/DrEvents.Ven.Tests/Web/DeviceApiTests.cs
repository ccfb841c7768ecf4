using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DrEvents.Mqtt;
using DrEvents.Ven.Commands;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Tests.Devices;
using DrEvents.Ven.Tests.Devices.Ocpp;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Web;

/// <summary>Taking devices in, by the interface of the page of a VEN that runs.</summary>
public sealed class DeviceApiTests : IDisposable
{
    private const string Token = "a-token-that-is-long-enough";

    private readonly string _folder = Directory.CreateTempSubdirectory("device-api-").FullName;

    private string HomeFile => Path.Combine(_folder, "home.json");

    [Theory]
    [InlineData("GET", "/api/devices")]
    [InlineData("GET", "/api/devices/strangers")]
    [InlineData("POST", "/api/devices")]
    [InlineData("POST", "/api/devices/scan")]
    [InlineData("POST", "/api/devices/restart")]
    [InlineData("POST", "/api/devices/boiler/trial")]
    [InlineData("POST", "/api/devices/boiler/finish")]
    public async Task whoever_may_only_look_sees_nothing_of_it_and_does_nothing(string method, string path)
    {
        await using var ven = await StartAsync(
            Boiler("http://127.0.0.1:9"),
            o => o with { WebHost = "127.0.0.2", IsPairingRequired = true, WebToken = Token }
        );
        (await SendAsync(ven, method, path, "{}")).Status.ShouldBe(401);
        (await SendAsync(ven, method, path, "{}", Token)).Status.ShouldNotBe(401);
    }

    [Theory]
    [InlineData("POST", "scan", "{}", 400, "modbus: missing")]
    [InlineData("POST", "scan", """{"modbus":"8.8.8.8"}""", 400, "not the home's own network")]
    [InlineData("POST", "scan", """{"mdnsS":1000}""", 400, "mdnsS: a number from 0.1 to 60")]
    [InlineData("POST", "scan", """{"everything":true}""", 400, "everything: unknown")]
    [InlineData("POST", "", "{}", 400, "fields: missing")]
    [InlineData("POST", "", """{"fields":{"id":"x"}}""", 400, "driver: missing")]
    [InlineData(
        "POST",
        "",
        """{"fields":{"id":"x","name":"x","driver":{"kind":"http"}},"secrets":{"url":"x"}}""",
        400,
        "url: is no field of a secret"
    )]
    [InlineData("POST", "", """{"fields":{"id":1,"name":{},"driver":[]}}""", 400, "id: '' is none")]
    [InlineData("POST", "scan", """{"modbus":"127.0.0.1"}""", 400, "modbus: 127.x is this machine itself")]
    [InlineData(
        "POST",
        "",
        """{"fields":{"id":"x","name":"x","type":"circuit","ratedKw":1,"driver":{"kind":"http","profile":"shelly2","url":"http://127.0.0.1:9","secretFile":"/etc/x"}}}""",
        400,
        "driver.secretFile: the page takes no path of a secret"
    )]
    [InlineData(
        "POST",
        "",
        """{"fields":{"id":"x","name":"x","type":"circuit","ratedKw":1,"driver":{"kind":"mqtt","broker":{"secretFile":"/etc/x"}}}}""",
        400,
        "driver.broker.secretFile: the page takes no path"
    )]
    [InlineData(
        "POST",
        "",
        """{"fields":{"id":"x","name":"x","type":"circuit","ratedKw":1,"driver":{"kind":"ocpp","certificateFile":"/etc/x"}}}""",
        400,
        "driver.certificateFile: is the path of a file"
    )]
    [InlineData(
        "POST",
        "",
        """{"fields":{"id":"x","name":"x","type":"circuit","ratedKw":1,"driver":{"kind":"modbus","map":"/etc/x"}}}""",
        400,
        "driver.map: is the path of a file"
    )]
    [InlineData(
        "POST",
        "",
        """{"fields":{"id":"x","name":"x","type":"circuit","ratedKw":1,"driver":{"kind":"modbus","map":"x","address":"serial:/dev/../etc/x:9600:8N1"}}}""",
        400,
        "is the path of a file"
    )]
    [InlineData(
        "POST",
        "",
        """{"fields":{"kind":"http","secretFile":"/etc/x"},"isMeter":true}""",
        400,
        "secretFile: the page takes no path"
    )]
    [InlineData("POST", "", """{"fields":{"id":"x","id":"y"}}""", 400, "there twice")]
    [InlineData("POST", "", """{"fields":{"id":"x","driver":{"kind":"http","kind":"http"}}}""", 400, "there twice")]
    [InlineData("POST", "", """{"fields":{"id":"x"},"fields":{"id":"x"}}""", 400, "there twice")]
    [InlineData("POST", "", """{"fields":{"id":"x","name":"\ud800","driver":{"kind":"http"}}}""", 400, "fields: unknown")]
    [InlineData(
        "POST",
        "",
        """{"fields":{"id":"x","driver":{"kind":"http"}},"secrets":{"secretFile":null}}""",
        400,
        "secrets.secretFile: no text"
    )]
    [InlineData(
        "POST",
        "",
        """{"fields":{"id":"x","name":"x","driver":{"kind":"http"}},"secrets":{"a.secretFile":"x"}}""",
        400,
        "a.secretFile: is no field of a secret"
    )]
    [InlineData("POST", "pool/trial", "{}", 404, "pool: no load of the VEN that runs")]
    [InlineData("POST", "boiler/finish", "{}", 409, "boiler: it was not tried yet")]
    [InlineData("GET", "boiler/record", null, 404, "")]
    [InlineData("GET", "boiler", null, 404, "")]
    [InlineData("DELETE", "boiler/record", null, 405, "")]
    public async Task what_cannot_be_done_is_said(string method, string path, string? body, int status, string why)
    {
        await using var ven = await StartAsync(Boiler("http://127.0.0.1:9"));
        var before = await File.ReadAllTextAsync(HomeFile, TestContext.Current.CancellationToken);
        var (told, text) = await SendAsync(ven, method, $"/api/devices/{path}", body);
        told.ShouldBe(status, text);
        text.Replace("\\u0027", "'", StringComparison.Ordinal).ShouldContain(why);
        (await File.ReadAllTextAsync(HomeFile, TestContext.Current.CancellationToken)).ShouldBe(before);
    }

    [Fact]
    public async Task a_file_that_the_ven_may_not_write_gets_the_line_for_who_may()
    {
        await using var ven = await StartAsync(
            Boiler("http://127.0.0.1:9"),
            o => o with { HomeFile = Path.Combine(_folder, "gone", "home.json") }
        );
        var (status, text) = await SendAsync(
            ven,
            "POST",
            "/api/devices",
            """{"fields":{"id":"pool","name":"Pool","type":"circuit","ratedKw":1,"driver":{"kind":"http","profile":"shelly2","url":"http://127.0.0.1:9"}}}"""
        );
        status.ShouldBe(409, text);
        text.ShouldContain("drevents-ven device add --home");
        text.ShouldContain("--name Pool");

        // A secret that somebody else writes is his alone, and the VEN would not start any more.
        (status, text) = await SendAsync(
            ven,
            "POST",
            "/api/devices",
            """{"fields":{"id":"pool","name":"Pool","type":"circuit","ratedKw":1,"driver":{"kind":"http","profile":"shelly2","url":"http://127.0.0.1:9"}},"secrets":{"secretFile":"tea-pot-42"}}"""
        );
        status.ShouldBe(409, text);
        text.ShouldNotContain("device add");
        text.ShouldContain("in a folder that the VEN writes");
    }

    [Fact]
    public async Task a_file_that_cannot_be_read_is_said_and_the_ven_is_not_started_anew_with_one_that_is_wrong()
    {
        await using var ven = await StartAsync(Boiler("http://127.0.0.1:9"));
        var whole = await File.ReadAllTextAsync(HomeFile, TestContext.Current.CancellationToken);
        using (new FileStream(HomeFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var (status, text) = await SendAsync(ven, "GET", "/api/devices");
            (status, text.Contains("cannot be read", StringComparison.Ordinal)).ShouldBe((200, true), text);
            (await SendAsync(ven, "GET", "/api/devices/strangers")).Status.ShouldBe(400);
            await RefusedAsync("cannot be read");
        }
        await File.WriteAllTextAsync(HomeFile, "{", TestContext.Current.CancellationToken);
        await RefusedAsync("is wrong already");
        // Readable, and no home that could be built: two loads are the same connector.
        var box = """{"id":"ID","name":"ID","type":"ev","ratedKw":11,"driver":{"kind":"ocpp","charger":"CP-1","open":true,"phases":3} }""";
        await File.WriteAllTextAsync(
            HomeFile,
            $$"""{"name":"x","loads":[{{box}},{{box.Replace("ID", "b", StringComparison.Ordinal)}}]}""",
            TestContext.Current.CancellationToken
        );
        await RefusedAsync("two loads are connector 1");
        File.Delete(HomeFile);
        await RefusedAsync("is not there");
        ven.RestartAsked.IsCompleted.ShouldBeFalse();
        await File.WriteAllTextAsync(HomeFile, whole, TestContext.Current.CancellationToken);
        (await SendAsync(ven, "POST", "/api/devices/restart", "{}")).Status.ShouldBe(200);

        async Task RefusedAsync(string why)
        {
            var (status, text) = await SendAsync(ven, "POST", "/api/devices/restart", "{}");
            (status, text.Contains(why, StringComparison.Ordinal)).ShouldBe((409, true), text);
        }
    }

    [Fact]
    public async Task an_event_that_begins_amid_a_trial_keeps_its_limit_and_the_figures_are_thrown_away()
    {
        await using var shelly = new ShellyOverHttp();
        await using var ven = await StartAsync(Boiler(shelly.Url));
        await Eventually.HoldsAsync(
            async () => (await SendAsync(ven, "GET", "/api/state")).Text.Contains("\"usedKw\":1.85", StringComparison.Ordinal),
            "it is read"
        );

        var trial = SendAsync(ven, "POST", "/api/devices/boiler/trial", "{}");
        await Eventually.HoldsAsync(() => !shelly.IsOn, "the trial has begun");
        (await SendAsync(ven, "POST", "/api/devices/boiler/trial", "{}")).Status.ShouldBe(409, "one at a time");
        (await SendAsync(ven, "POST", "/api/test-event", """{"minutes":5,"reductionKw":1}""")).Status.ShouldBe(200);
        var (status, text) = await trial;
        (status, text.Contains("loads are shed at this moment", StringComparison.Ordinal)).ShouldBe((409, true), text);

        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        shelly.IsOn.ShouldBeFalse("the event goes on");
        (await SendAsync(ven, "POST", "/api/devices/boiler/trial", "{}")).Status.ShouldBe(409);
        (await SendAsync(ven, "POST", "/api/devices/restart", "{}")).Status.ShouldBe(409);
        ven.RestartAsked.IsCompleted.ShouldBeFalse();
        (await SendAsync(ven, "DELETE", "/api/test-event")).Status.ShouldBe(200);
        await Eventually.HoldsAsync(() => shelly.IsOn, "it is given back");
    }

    [Fact]
    public async Task a_compressor_is_tried_when_somebody_confirms_that_it_has_run_and_it_is_said_how_long_it_stays_off()
    {
        await using var shelly = new ShellyOverHttp();
        await using var ven = await StartAsync(
            Boiler(shelly.Url)
                .Replace("\"ratedKw\":2", "\"ratedKw\":2,\"leastOnMinutes\":10,\"leastOffMinutes\":10", StringComparison.Ordinal)
        );
        await Eventually.HoldsAsync(
            async () => (await SendAsync(ven, "GET", "/api/devices")).Text.Contains("\"mayConfirmRun\":true", StringComparison.Ordinal),
            "nobody has seen when it went on"
        );

        var (status, text) = await SendAsync(ven, "POST", "/api/devices/boiler/trial", "{}");
        (status, text.Contains("has to run for 10 min once it is on, and can be tried at", StringComparison.Ordinal)).ShouldBe(
            (409, true),
            text
        );
        (await SendAsync(ven, "POST", "/api/devices/boiler/trial", """{"hasRunLong":"yes"}""")).Status.ShouldBe(400);
        shelly.Switched.ShouldBeEmpty();

        (status, text) = await SendAsync(ven, "POST", "/api/devices/boiler/trial", """{"hasRunLong":true}""");
        status.ShouldBe(200, text);
        JsonElement.Parse(text).GetProperty("staysOffS").GetDouble().ShouldBeInRange(500, 600);
        shelly.IsOn.ShouldBeFalse("it is told to go on when its least time off is over");
    }

    [Fact]
    public async Task a_charger_that_was_refused_is_told_to_who_asks_the_ven_and_the_line_adds_it()
    {
        var port = FreePort.Take();
        await using var ven = await StartAsync(
            $$"""{"id":"ev","name":"Box","type":"ev","ratedKw":11,"driver":{"kind":"ocpp","charger":"CP-1","open":true,"phases":3,"port":{{port}},"host":"127.0.0.1"} }"""
        );
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return await RawCharger.RefusedAsync(new Uri($"ws://127.0.0.1:{port}/ocpp/CP'9")) == 404;
                }
                catch (ShouldAssertException)
                {
                    return false;
                }
            },
            "its port is open"
        );
        using var output = new StringWriter();
        using var error = new StringWriter();
        (
            await Task.Run(() =>
                CommandLine.Run(["device", "scan", "--ven", $"{ven.PageAddress}"], null, output, error, clock: TimeProvider.System)
            )
        ).ShouldBe(0, $"{error}");
        output.ToString().ShouldContain("ocpp     127.0.0.1");
        output.ToString().ShouldContain("'charger=CP'\\''9'");
    }

    [Fact]
    public async Task the_program_starts_itself_anew_with_the_home_as_it_is_then()
    {
        await using var shelly = new ShellyOverHttp();
        await File.WriteAllTextAsync(
            HomeFile,
            $$"""{"name":"x","loads":[{{Boiler(shelly.Url)}}]}""",
            TestContext.Current.CancellationToken
        );
        var port = FreePort.Take();
        using var program = Process.Start(
            new ProcessStartInfo("dotnet")
            {
                ArgumentList =
                {
                    Path.Combine(AppContext.BaseDirectory, "drevents-ven.dll"),
                    "--Ven:Id=ven-anew",
                    $"--Ven:Home={HomeFile}",
                    $"--Ven:LogFile={Path.Combine(_folder, "log.db")}",
                    $"--Web:Port={port}",
                    $"--Mqtt:Port={FreePort.Take()}",
                },
                WorkingDirectory = _folder,
                RedirectStandardOutput = true,
            }
        )!;
        try
        {
            _ = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var page = new Uri($"http://127.0.0.1:{port}");
            await Eventually.HoldsAsync(() => DevicesAsync(page, "boiler", isRunning: true), "it runs");
            var (status, text) = await SendAsync(
                page,
                "POST",
                "/api/devices",
                $$"""{"fields":{"id":"pool","name":"Pool","type":"circuit","ratedKw":2,"driver":{"kind":"http","profile":"shelly2","channel":1,"url":"{{shelly.Url}}"} } }"""
            );
            status.ShouldBe(200, text);
            (await DevicesAsync(page, "pool", isRunning: false)).ShouldBeTrue();
            (await SendAsync(page, "POST", "/api/devices/restart", "{}")).Status.ShouldBe(200);
            await Eventually.HoldsAsync(() => DevicesAsync(page, "pool", isRunning: true), "it runs with the new load");
            program.HasExited.ShouldBeFalse();
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<bool> DevicesAsync(Uri page, string id, bool isRunning)
    {
        try
        {
            var (_, text) = await SendAsync(page, "GET", "/api/devices");
            return JsonElement
                .Parse(text)
                .GetProperty("devices")
                .EnumerateArray()
                .Any(d => d.GetProperty("id").GetString() == id && d.GetProperty("isRunning").GetBoolean() == isRunning);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Boiler(string url) =>
        $$"""{"id":"boiler","name":"Boiler","type":"water_heater","ratedKw":2,"driver":{"kind":"http","profile":"shelly2","url":"{{url}}"} }""";

    private async Task<VenAgent> StartAsync(string load, Func<VenOptions, VenOptions>? change = null)
    {
        await File.WriteAllTextAsync(HomeFile, $$"""{"name":"x","loads":[{{load}}]}""");
        var home = Home.Find(HomeFile).Home.ShouldNotBeNull();
        var options = new VenOptions("ven-devices", new BrokerAddress("127.0.0.1", FreePort.Take()))
        {
            WebPort = 0,
            Home = home,
            HomeFile = HomeFile,
        };
        var loads = home.Build(1, new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance));
        var ven = new VenAgent(change is null ? options : change(options), loads, TimeProvider.System);
        await ven.StartAsync();
        return ven;
    }

    private static Task<(int Status, string Text)> SendAsync(
        VenAgent ven,
        string method,
        string path,
        string? body = null,
        string? token = null
    ) => SendAsync(ven.PageAddress!, method, path, body, token);

    private static async Task<(int Status, string Text)> SendAsync(
        Uri page,
        string method,
        string path,
        string? body = null,
        string? token = null
    )
    {
        using var http = new HttpClient { BaseAddress = page };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null && method != "GET")
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
