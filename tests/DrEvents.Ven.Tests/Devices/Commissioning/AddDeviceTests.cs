using System.Text.Json.Nodes;
using DrEvents.Ven.Commands;
using DrEvents.Ven.Devices.Commissioning.Adding;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Tests.Devices.Commissioning;

public sealed class AddDeviceTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Commented = """
        {
          // Who lives here
          "name": "Garage",
          "loads": [
            // the first
            { "id": "kitchen", "name": "Kitchen", "type": "circuit", "ratedKw": 3.50, "meanKw": 0.4 }, // [ not, the end ]
            { "id": "pool", "name": "Pool", "type": "circuit", "ratedKw": 1, "meanKw": 0.2 } /* nor , this */
          ],
          "site": { "latitudeDeg": 48.0 }
        }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("add-device-").FullName;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private string Home => Path.Combine(_folder, "garage.json");

    [Fact]
    public void a_device_is_added_and_all_else_stays_as_it_was()
    {
        Write(Commented);
        Run(["Boiler (cellar)", "water_heater", "2"], "profile=shelly2", "url=http://192.168.1.20", "priority=3").ShouldBe(0, $"{_error}");

        var text = File.ReadAllText(Home);
        var added = text[(Commented.IndexOf("] */", StringComparison.Ordinal) + 1)..];
        foreach (var line in Commented.Split('\n').Where(l => l.Trim().Length > 0 && !l.Contains("\"pool\"", StringComparison.Ordinal)))
            text.Split('\n').ShouldContain(line);
        text.ShouldContain("""{ "id": "pool", "name": "Pool", "type": "circuit", "ratedKw": 1, "meanKw": 0.2 }, /* nor , this */""");
        added.ShouldContain("boiler-cellar");
        Loads().Select(l => (string?)l!["id"]).ShouldBe(["kitchen", "pool", "boiler-cellar"]);
        JsonNode
            .DeepEquals(
                Loads()[2],
                JsonNode.Parse(
                    """
                    {"id":"boiler-cellar","name":"Boiler (cellar)","type":"water_heater","ratedKw":2,"priority":3,
                     "driver":{"kind":"http","profile":"shelly2","url":"http://192.168.1.20"}}
                    """
                )
            )
            .ShouldBeTrue(text);
        _out.ToString().ShouldContain("boiler-cellar is in");
    }

    [Theory]
    [InlineData("""{"name":"x","loads":[{"id":"a","name":"A","type":"pv","ratedKw":1}]}""")]
    [InlineData("{\"name\":\"x\",\"loads\":[{\"id\":\"a\",\"name\":\"A\",\"type\":\"pv\",\"ratedKw\":1}, // end, of ]\n]}")]
    [InlineData(
        "{\r\n  \"name\": \"x\",\r\n  \"loads\": [\r\n    {\"id\":\"a\",\"name\":\"A\",\"type\":\"pv\",\"ratedKw\":1},\r\n  ],\r\n}\r\n"
    )]
    [InlineData("{\"loads\":[{\"id\":\"a\",\"name\":\"loads [\",\"type\":\"pv\",\"ratedKw\":1}/*,*/\n\n],\"name\":\"[\"}")]
    public void a_load_and_a_meter_are_added_to_any_way_of_writing(string before)
    {
        Write(before);
        Run(["Boiler", "water_heater", "2"], "profile=shelly2", "url=http://192.168.1.20").ShouldBe(0, $"{_error}");
        Add(["--meter", "--kind", "http", "profile=shellypro3em", "url=http://192.168.1.21"]).ShouldBe(0, $"{_error}");
        Loads().Select(l => (string?)l!["id"]).ShouldBe(["a", "boiler"]);
        Json()["meter"]!["url"]!.GetValue<string>().ShouldBe("http://192.168.1.21");
        Json()["name"].ShouldNotBeNull();
        Ven.Loads.Homes.Home.Find(Home).Errors.ShouldBeEmpty();
        if (before.Contains('\r', StringComparison.Ordinal))
            File.ReadAllText(Home).Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain('\n');
    }

    [Fact]
    public void a_home_that_is_not_there_yet_is_begun()
    {
        Run(["Boiler", "water_heater", "2"], "profile=shelly2", "url=http://192.168.1.20").ShouldBe(0, $"{_error}");
        Ven.Loads.Homes.Home.Find(Home).Home.ShouldNotBeNull().HasDevices.ShouldBeTrue();
    }

    [Theory]
    [InlineData("profile=shelly2", "loads[2].driver.url: missing")]
    [InlineData("url=192.168.1.20", "loads[2].driver.url: '192.168.1.20' is no address")]
    [InlineData("profile=shelly9", "loads[2].driver.profile: 'shelly9' is none of")]
    [InlineData("colour=red", "loads[2].driver.colour: unknown field")]
    [InlineData("url", "'url' is no field and value")]
    [InlineData("password=hunter2-hunter2", "password: a secret is no argument")]
    [InlineData("broker.token=hunter2", "broker.token: a secret is no argument")]
    public void what_the_agent_would_not_start_with_is_refused_and_nothing_is_written(string field, string why)
    {
        Write(Commented);
        string[] fields = field.StartsWith("profile", StringComparison.Ordinal) ? [field] : ["profile=shelly2", field];
        Run(["Boiler", "water_heater", "2"], fields).ShouldBe(2);
        _error.ToString().ShouldContain(why);
        File.ReadAllText(Home).ShouldBe(Commented);
        Directory.GetFiles(_folder).ShouldBe([Home]);
    }

    [Fact]
    public void names_and_ids_that_are_there_are_refused_and_a_second_meter_is()
    {
        Write(Commented);
        string[] shelly = ["profile=shelly2", "url=http://192.168.1.20"];
        Run(["POOL", "circuit", "1"], [.. shelly, "--id", "other"]).ShouldBe(2);
        _error.ToString().ShouldContain("name: 'POOL' is there already");
        Run(["Another", "circuit", "1"], [.. shelly, "--id", "pool"]).ShouldBe(2);
        _error.ToString().ShouldContain("id: 'pool' is there already");
        Run(["Another", "circuit", "1"], [.. shelly, "--id", "../x"]).ShouldBe(2);
        _error.ToString().ShouldContain("id: '../x' is none");
        string[] meter = ["--meter", "--kind", "http", "profile=shellypro3em", "url=http://192.168.1.21"];
        Add(meter).ShouldBe(0, $"{_error}");
        Add(meter).ShouldBe(2);
        _error.ToString().ShouldContain("meter: the home has one already");
        Run(["Rest", "circuit", "1"], shelly).ShouldBe(2);
        _error.ToString().ShouldContain("'rest' is what the meter shows");
    }

    [Fact]
    public void two_loads_that_are_the_same_connector_are_refused_as_at_the_start()
    {
        string[] charger = ["--kind", "ocpp", "charger=CP-1", "open=true", "phases=3"];
        Run(["One", "ev", "11"], charger).ShouldBe(0, $"{_error}");
        Run(["Two", "ev", "11"], charger).ShouldBe(2);
        _error.ToString().ShouldContain("two loads are connector 1 of charger CP-1");
        Loads().Count.ShouldBe(1);
    }

    [Fact]
    public void a_secret_is_read_from_the_input_kept_for_its_owner_alone_and_never_shown()
    {
        Write(Commented);
        string[] fields = ["profile=shelly2", "url=http://192.168.1.20", "--secret", "secretFile"];
        Run(["Boiler", "water_heater", "2"], fields, "tea-pot-42\n").ShouldBe(0, $"{_error}");
        var file = Path.Combine(_folder, "boiler.secret");
        File.ReadAllText(file).ShouldBe("tea-pot-42\n");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(Own);
        (Loads()[2]!["driver"]!["secretFile"]!.GetValue<string>()).ShouldBe(file);
        $"{_out}{_error}{File.ReadAllText(Home)}".ShouldNotContain("tea-pot");

        // Its file is nobody else's, though the home forgot it.
        Write(Commented);
        Run(["Boiler", "water_heater", "2"], fields, "other\n").ShouldBe(2);
        _error.ToString().ShouldContain("boiler.secret is there already");
        File.ReadAllText(file).ShouldBe("tea-pot-42\n");
    }

    [Fact]
    public void what_is_refused_leaves_no_secret_behind()
    {
        // Found only with the secret itself: it is too short for OCPP.
        string[] fields = ["--kind", "ocpp", "charger=CP-1", "phases=3", "--secret", "secretFile"];
        Run(["Box", "ev", "11"], fields, "short\n").ShouldBe(2);
        _error.ToString().ShouldContain("has fewer than 8 characters");
        Run(["Box", "ev", "11"], fields, "").ShouldBe(2);
        _error.ToString().ShouldContain("secretFile: nothing came");
        Directory.GetFiles(_folder).ShouldBe([Home + ".lock"]);
    }

    [Fact]
    public void the_mode_of_the_file_is_kept_and_a_link_stays_one()
    {
        var real = Path.Combine(_folder, "real.json");
        File.WriteAllText(real, Commented);
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(real, Own | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(Home, real);
        Run(["Boiler", "water_heater", "2"], "profile=shelly2", "url=http://192.168.1.20").ShouldBe(0, $"{_error}");
        new FileInfo(Home).LinkTarget.ShouldBe(real);
        File.GetUnixFileMode(real).ShouldBe(Own | UnixFileMode.GroupRead);
        File.ReadAllText(real).ShouldContain("boiler");
    }

    [Fact]
    public void a_dry_run_shows_the_file_and_writes_and_asks_nothing()
    {
        Write(Commented);
        string[] fields = ["profile=shelly2", "url=http://192.168.1.20", "--secret", "secretFile", "--dry-run"];
        Run(["Boiler", "water_heater", "2"], fields, "").ShouldBe(0, $"{_error}");
        _out.ToString().ShouldContain("\"boiler\"");
        File.ReadAllText(Home).ShouldBe(Commented);
        Directory.GetFiles(_folder).ShouldBe([Home]);
    }

    [Fact]
    public void a_file_that_is_wrong_already_and_a_home_that_is_none_are_said()
    {
        Write("""{"name":"x","loads":[{"id":"a"}]}""");
        Run(["Boiler", "water_heater", "2"], "profile=shelly2", "url=http://192.168.1.20").ShouldBe(2);
        _error.ToString().ShouldContain("is wrong already; mend it first:");
        _error.ToString().ShouldContain("loads[0].type: missing");
        CommandLine
            .Run(["device", "add", "--home", "terraced", "--kind", "http", "--name", "x"], null, _out, _error, clock: TimeProvider.System)
            .ShouldBe(2);
        _error.ToString().ShouldContain("'terraced' comes with the agent");
    }

    [Fact]
    public async Task the_line_of_a_device_means_the_same_device_to_a_shell_whatever_it_calls_itself()
    {
        var fields = new JsonObject
        {
            ["id"] = "ev",
            ["name"] = "O'Neil's \"$(touch /tmp/no)`id`\" box; rm -rf ~ # ä",
            ["type"] = "ev",
            ["ratedKw"] = 11.5,
            ["priority"] = 2,
            ["driver"] = new JsonObject
            {
                ["kind"] = "ocpp",
                ["charger"] = "4711",
                ["open"] = true,
                ["phases"] = 3,
                ["tags"] = new JsonArray("a'b", "true"),
            },
        };
        var line = AddLine.Of(new NewDevice(false, fields, []), Home);
        var words = await new Local.Processes.Command(["bash", "-c", $"printf '%s\\n' {line}"]).RunOrThrowAsync();

        Add(words.TrimEnd('\n').Split('\n')[3..]).ShouldBe(0, $"{line}\n{_error}");
        JsonNode.DeepEquals(Loads()[0], fields).ShouldBeTrue(File.ReadAllText(Home));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string text) => File.WriteAllText(Home, text);

    private JsonNode Json() => JsonNode.Parse(File.ReadAllBytes(Home), documentOptions: HomeReader.Strict).ShouldNotBeNull();

    private JsonArray Loads() => Json()["loads"]!.AsArray();

    private int Run(string[] load, params string[] fields) => Add(Of(load, fields));

    private int Run(string[] load, string[] fields, string input) => Add(Of(load, fields), input);

    private static string[] Of(string[] load, string[] fields) =>
        [
            .. fields.Contains("--kind") ? [] : (string[])["--kind", "http"],
            "--name",
            load[0],
            "--type",
            load[1],
            "--rated-kw",
            load[2],
            .. fields,
        ];

    private int Add(string[] args, string? input = null) =>
        CommandLine.Run(
            ["device", "add", .. args.Contains("--home") ? [] : (string[])["--home", Home], .. args],
            logFile: null,
            _out,
            _error,
            clock: TimeProvider.System,
            input: input is null ? null : new StringReader(input)
        );
}
