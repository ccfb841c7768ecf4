using DrEvents.Ven.Commands;

namespace DrEvents.Ven.Tests.Devices;

public sealed class DeviceVerbTests : IDisposable
{
    private readonly string _home = Path.Combine(Path.GetTempPath(), $"home-{Guid.NewGuid():N}.json");
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task show_reads_each_device_and_writes_to_none()
    {
        await using var shelly = new ShellyOverHttp();
        Write(shelly.Url);
        (await RunAsync("device", "show", "--home", _home)).ShouldBe(0, _error.ToString());
        _out.ToString().ShouldBe("boiler                  1.850 kW  ok" + Environment.NewLine);
        shelly.Switched.ShouldBeEmpty();
    }

    [Fact]
    public async Task show_says_who_does_not_answer()
    {
        Write($"http://127.0.0.1:{FreePort.Take()}");
        (await RunAsync("device", "show", "--home", _home)).ShouldBe(1);
        _out.ToString().ShouldStartWith("boiler                  0.000 kW  unreachable; 127.0.0.1:");
    }

    [Fact]
    public async Task test_sheds_one_device_says_what_it_did_and_gives_it_back()
    {
        await using var shelly = new ShellyOverHttp();
        Write(shelly.Url);
        (await RunAsync("device", "test", "boiler", "--home", _home)).ShouldBe(1, "nothing but the device says so");
        _out.ToString().ShouldContain("device         1.850 →    0.000 kW");
        _out.ToString().ShouldContain("! there is no main meter");
        shelly.IsOn.ShouldBeTrue();
        // Its release may be on its way when the verb ends, which makes sure of it.
        shelly.Switched.Count.ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task test_keeps_to_a_least_time_on_unless_somebody_confirms_that_it_is_over()
    {
        await using var shelly = new ShellyOverHttp();
        Write(shelly.Url, "\"leastOnMinutes\":10,");
        (await RunAsync("device", "test", "boiler", "--home", _home)).ShouldBe(1);
        _out.ToString().ShouldStartWith("boiler: has to run for 10 min once it is on, and can be tried at ");
        shelly.Switched.ShouldBeEmpty();
        (await RunAsync("device", "test", "boiler", "--home", _home, "--has-run-long")).ShouldBe(1, "there is no main meter");
        _out.ToString().ShouldContain("device         1.850 →    0.000 kW");
        shelly.IsOn.ShouldBeTrue();
    }

    [Fact]
    public async Task a_home_or_a_load_that_is_none_is_named()
    {
        (await RunAsync("device", "show")).ShouldBe(2);
        _error.ToString().ShouldContain("which home? Give --home, or configure Ven:Home");
        Write("http://127.0.0.1:1");
        (await RunAsync("device", "test", "kitchen", "--home", _home)).ShouldBe(2);
        _error.ToString().ShouldContain("'kitchen' is no load with a driver in this home");
    }

    public void Dispose() => File.Delete(_home);

    private void Write(string url, string more = "") =>
        File.WriteAllText(
            _home,
            $$"""{"name":"x","loads":[{"id":"boiler","name":"Boiler","type":"water_heater","ratedKw":2,{{more}}"driver":{"kind":"http","profile":"shelly2","url":"{{url}}"} }]}"""
        );

    /// <summary>Beside, because the verbs wait where they are called.</summary>
    private Task<int> RunAsync(params string[] args) =>
        Task.Run(() => CommandLine.Run(args, logFile: null, _out, _error, clock: TimeProvider.System));
}
