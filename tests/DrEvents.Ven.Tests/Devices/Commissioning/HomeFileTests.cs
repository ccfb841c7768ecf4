using System.Text.Json.Nodes;
using DrEvents.Local.Processes;
using DrEvents.Ven.Commands;
using DrEvents.Ven.Devices.Commissioning.Adding;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Tests.Devices.Commissioning;

/// <summary>A home's file among several who write it.</summary>
public sealed class HomeFileTests : IDisposable
{
    private const string Begun = """{"name":"x","loads":[{"id":"a","name":"A","type":"pv","ratedKw":1}]}""";
    private const uint Nobody = 65_534;

    private readonly string _folder = Directory.CreateTempSubdirectory("home-file-").FullName;

    private string Home => Path.Combine(_folder, "garage.json");

    [Fact]
    public async Task of_devices_that_are_added_at_once_none_is_lost()
    {
        const int Count = 4;
        File.WriteAllText(Home, Begun);
        Garage().Add(Boiler("b"), []);
        using var start = new Barrier(Count);
        var adding = Enumerable
            .Range(0, Count)
            .Select(i =>
                Task.Factory.StartNew(
                    () =>
                    {
                        start.SignalAndWait();
                        Garage().Add(Boiler($"b-{i}"), []);
                    },
                    TestContext.Current.CancellationToken,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
            );
        await Task.WhenAll(adding);
        Ids().Order(StringComparer.Ordinal).ShouldBe(["a", "b", "b-0", "b-1", "b-2", "b-3"]);
        Directory.GetFiles(_folder).Select(Path.GetFileName).Order().ShouldBe(["garage.json", "garage.json.lock"]);
    }

    [Fact]
    public void somebody_who_does_not_end_is_waited_for_and_then_said()
    {
        File.WriteAllText(Home, Begun);
        using (HomeLock.Take(Home))
        {
            var error = Should.Throw<InvalidDataException>(() => Garage().Add(Boiler("boiler"), []));
            error.Message.ShouldContain("is being changed by somebody else at this moment: try again");
        }
        File.ReadAllText(Home).ShouldBe(Begun);
        Garage().Add(Boiler("boiler"), []);
        Ids().ShouldBe(["a", "boiler"]);
    }

    [Fact]
    public void only_the_owner_of_the_file_or_of_its_folder_adds_to_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "whose a file is, is asked of Linux");
        HomeOwner.Problem(Home, FileOwner.Me).ShouldBeNull();
        HomeOwner.Problem(Home, 4_242).ShouldNotBeNull().ShouldStartWith($"{_folder} belongs to ");
        File.WriteAllText(Home, Begun);
        HomeOwner.Problem(Home, FileOwner.Me).ShouldBeNull();
        HomeOwner.Problem(Home, 4_242).ShouldNotBeNull().ShouldStartWith($"{Home} belongs to ");
        HomeOwner.Becoming(Home).ShouldBeEmpty();
    }

    [Fact]
    public async Task root_does_not_add_to_the_file_of_another_and_its_group_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && FileOwner.Me == 0, "only root gives files away");
        File.WriteAllText(Home, Begun);
        await new Command(["chown", $"0:{Nobody}", Home]).RunOrThrowAsync();
        (await AddAsync()).Code.ShouldBe(0);
        (await new Command(["stat", "-c", "%u:%g", Home]).RunOrThrowAsync()).Trim().ShouldBe($"0:{Nobody}");

        File.WriteAllText(Home, Begun);
        await new Command(["chown", $"{Nobody}", Home]).RunOrThrowAsync();
        var (code, error) = await AddAsync("--secret", "secretFile");
        code.ShouldBe(2, error);
        error.ShouldContain($"{Home} belongs to nobody, and this is root");
        error.ShouldContain("sudo -u nobody drevents-ven device add");
        File.ReadAllText(Home).ShouldBe(Begun);
        Directory.GetFiles(_folder, "*.secret").ShouldBeEmpty();
        HomeOwner.Becoming(Home).ShouldBe("sudo -u nobody ");
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public async Task a_power_that_is_no_number_is_said(string ratedKw)
    {
        var (code, error) = await AddAsync("--rated-kw", ratedKw);
        (code, error.Contains("is no number of kW", StringComparison.Ordinal)).ShouldBe((2, true), error);
    }

    [Fact]
    public void what_cannot_be_read_is_said()
    {
        File.WriteAllText(Home, Begun);
        using var other = new FileStream(Home, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Should.Throw<InvalidDataException>(() => Garage().Devices()).Message.ShouldStartWith($"{Home} cannot be read: ");
    }

    [Theory]
    [InlineData("""{"name":"x","loads":[]}""")]
    [InlineData("{\n  \"name\": \"x\",\n  \"loads\": [ // none, [ yet ]\n  ]\n}\n")]
    [InlineData("{\r\n    \"name\": \"x\",\r\n    \"loads\": [\r\n      /* none */ // yet\r\n    ]\r\n}\r\n")]
    public void a_comment_in_a_list_without_a_load_stays_and_so_do_the_ends_of_lines(string before)
    {
        var after = System.Text.Encoding.UTF8.GetString(
            HomeText.WithLoad(System.Text.Encoding.UTF8.GetBytes(before), Boiler("boiler").Fields)
        );
        JsonNode.Parse(after, documentOptions: HomeReader.Strict)!["loads"]![0]!["id"]!.GetValue<string>().ShouldBe("boiler");
        foreach (var comment in new[] { "// none, [ yet ]", "/* none */ // yet" })
            after.Contains(comment, StringComparison.Ordinal).ShouldBe(before.Contains(comment, StringComparison.Ordinal), after);
        if (before.Contains('\r', StringComparison.Ordinal))
            after.Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain('\n');
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private HomeFile Garage() => new(Home, TimeProvider.System);

    private IEnumerable<string> Ids() => Garage().Devices().Select(d => d.Id);

    private static NewDevice Boiler(string id) =>
        new(
            IsMeter: false,
            new JsonObject
            {
                ["id"] = id,
                ["name"] = id,
                ["type"] = "water_heater",
                ["ratedKw"] = 2,
                ["driver"] = new JsonObject
                {
                    ["kind"] = "http",
                    ["profile"] = "shelly2",
                    ["url"] = "http://192.168.1.20",
                },
            },
            []
        );

    private async Task<(int Code, string Error)> AddAsync(params string[] others)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader("tea-pot-42\n");
        string[] rated = others.Contains("--rated-kw") ? [] : ["--rated-kw", "2"];
        string[] line = ["device", "add", "--home", Home, "--name", "Boiler", "--type", "water_heater", "--kind", "http", .. rated];
        var code = await Task.Run(() =>
            CommandLine.Run(
                [.. line, "profile=shelly2", "url=http://192.168.1.20", .. others],
                logFile: null,
                output,
                error,
                clock: TimeProvider.System,
                input: input
            )
        );
        return (code, $"{error}");
    }
}
