using System.Net.Http.Json;
using DrEvents.Testing.Running;
using DrEvents.Ven.Commands;
using DrEvents.Ven.Devices.Commissioning;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>
/// A trial whose process is killed leaves its limit on a device that has no timer. Whoever comes next takes it off: the VEN at its start, or
/// <c>device show</c> and <c>device test</c>.
/// </summary>
public sealed class KilledTrialTests : IAsyncDisposable
{
    private const string Load = "boiler";

    private readonly string _folder = Directory.CreateTempSubdirectory("killed-trial-").FullName;
    private readonly ShellyOverHttp _shelly = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public KilledTrialTests() =>
        File.WriteAllText(
            Home,
            $$"""
            {"name":"x","loads":[{"id":"{{Load}}","name":"Boiler","type":"water_heater","ratedKw":2,
              "driver":{"kind":"http","profile":"shelly2","url":"{{_shelly.Url}}","off":"GET /rpc/Switch.Set?id=0&on=false"} }]}
            """
        );

    private string Home => Path.Combine(_folder, "home.json");

    private string Mark => TrialMark.PathOf(Home, Load);

    [Fact]
    public async Task show_takes_off_what_a_killed_test_has_left()
    {
        await KillTestAsync();
        (await RunAsync("device", "show", "--home", Home)).ShouldBe(0, _out.ToString());
        _out.ToString()
            .ShouldMatch($"^{Load}: a trial of ....-..-..T..:..:..Z was broken off and may have left it limited; that is taken off first");
        _out.ToString().ShouldContain($"{Load}: free");
        _shelly.IsOn.ShouldBeTrue();
        File.Exists(Mark).ShouldBeFalse();
        // What somebody switches off from now on is his.
        _shelly.IsOn = false;
        (await RunAsync("device", "show", "--home", Home)).ShouldBe(0);
        _shelly.IsOn.ShouldBeFalse();
    }

    [Fact]
    public async Task the_next_test_takes_it_off_and_tries_the_device()
    {
        await KillTestAsync();
        (await RunAsync("device", "test", Load, "--home", Home)).ShouldBe(1, "there is no main meter");
        _out.ToString().ShouldContain("was broken off");
        _out.ToString().ShouldContain("device         1.850 →    0.000 kW");
        _shelly.IsOn.ShouldBeTrue();
        File.Exists(Mark).ShouldBeFalse();
    }

    [Fact]
    public async Task the_start_of_the_VEN_takes_it_off_and_writes_it_down()
    {
        await KillTestAsync();
        await using var ven = new KillableProgram("ven", "drevents-ven.dll", _folder);
        await ven.StartAsync(VenArguments(FreePort.Take()));
        await Eventually.HoldsAsync(() => _shelly.IsOn, "the VEN has taken the limit off");
        await Eventually.HoldsAsync(() => !File.Exists(Mark), "the mark is gone");
        await ven.StopAsync();
        ven.Output().ShouldContain($"A trial of device {Load} of ");
        (await LogAsync()).ShouldContain("deviceHeld");
    }

    [Fact]
    public async Task a_trial_at_the_page_of_a_VEN_that_is_killed_is_taken_back_by_its_next_start()
    {
        await using var ven = new KillableProgram("ven", "drevents-ven.dll", _folder);
        var port = FreePort.Take();
        await ven.StartAsync(VenArguments(port));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.HoldsAsync(() => AnswersAsync(http), "the page is there");
        var trial = http.PostAsJsonAsync($"/api/devices/{Load}/trial", new { }, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => !_shelly.IsOn, "the trial sheds");
        await ven.KillAsync();
        await Task.WhenAny(trial);
        _shelly.IsOn.ShouldBeFalse();

        await ven.StartAsync(VenArguments(FreePort.Take()));
        await Eventually.HoldsAsync(() => _shelly.IsOn, "the next start has taken the limit off");
    }

    [Fact]
    public async Task a_trial_that_runs_is_left_alone_and_no_second_one_begins()
    {
        _shelly.IsOn = false;
        using (TrialMark.Begin(Home, Load, TimeProvider.System.GetUtcNow()))
        {
            (await RunAsync("device", "show", "--home", Home)).ShouldBe(0);
            _out.ToString().ShouldNotContain("broken off");
            _shelly.IsOn = true;
            (await RunAsync("device", "test", Load, "--home", Home)).ShouldBe(1);
            _out.ToString().ShouldContain($"{Load}: not tried: it has no timer of its own");
        }
        _shelly.Switched.ShouldBeEmpty();
    }

    [Fact]
    public async Task nothing_is_tried_where_no_mark_can_be_written()
    {
        Directory.CreateDirectory(Mark);
        (await RunAsync("device", "test", Load, "--home", Home)).ShouldBe(1);
        _out.ToString().ShouldContain("cannot be written beside the home's file");
        _shelly.Switched.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_device_that_cannot_be_reached_keeps_its_mark()
    {
        await KillTestAsync();
        _shelly.Misbehaves = response =>
        {
            response.StatusCode = 500;
            return Task.CompletedTask;
        };
        (await RunAsync("device", "test", Load, "--home", Home)).ShouldBe(1);
        _out.ToString().ShouldContain($"{Load}: does not show that it is free");
        File.Exists(Mark).ShouldBeTrue();
        _shelly.Misbehaves = null;
        (await RunAsync("device", "show", "--home", Home)).ShouldBe(0, _out.ToString());
        _shelly.IsOn.ShouldBeTrue();
    }

    public async ValueTask DisposeAsync()
    {
        await _shelly.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Kills a trial of the command line while it sheds; the device stays as it is then.</summary>
    private async Task KillTestAsync()
    {
        await using var verb = new KillableProgram("verb", "drevents-ven.dll", _folder);
        await verb.StartAsync(["device", "test", Load, "--home", Home]);
        await Eventually.HoldsAsync(() => !_shelly.IsOn, "the trial sheds");
        await verb.KillAsync();
        _shelly.IsOn.ShouldBeFalse();
        File.Exists(Mark).ShouldBeTrue();
    }

    private string LogFile => Path.Combine(_folder, "log.db");

    private string[] VenArguments(int page) =>
        ["--Ven:Id=ven-tried", $"--Ven:Home={Home}", $"--Ven:LogFile={LogFile}", $"--Web:Port={page}", $"--Mqtt:Port={FreePort.Take()}"];

    private async Task<string> LogAsync()
    {
        (await RunAsync("log", "show", "--file", LogFile)).ShouldBe(0, _error.ToString());
        return _out.ToString();
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/api/devices", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Beside, because the verbs wait where they are called.</summary>
    private Task<int> RunAsync(params string[] args) =>
        Task.Run(() => CommandLine.Run(args, logFile: null, _out, _error, clock: TimeProvider.System));
}
