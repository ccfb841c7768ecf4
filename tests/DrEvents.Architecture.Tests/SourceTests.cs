using System.Text.RegularExpressions;

namespace DrEvents.Architecture.Tests;

/// <summary>What the text of the source must and must not hold.</summary>
public sealed partial class SourceTests
{
    private const int LinesMax = 250;

    /// <summary>Where a program takes the machine's clock; everything else is handed one.</summary>
    private static readonly string[] Clocks =
    [
        "src/DrEvents.Backend/Backend.cs",
        "src/DrEvents.Cli/Shell.cs",
        "src/DrEvents.Host/PagesAlone.cs",
        "src/DrEvents.Local/Demo/DemoRun.cs",
        "src/DrEvents.Local/LocalSystem.cs",
        "src/DrEvents.Ven/Program.cs",
    ];

    /// <summary>Who of src knows the MQTT library: the client that all share, and the broker inside a process.</summary>
    private static readonly string[] MqttPlaces = ["src/DrEvents.Mqtt/", "src/DrEvents.Local/Mqtt/"];

    /// <summary>Files that may be longer than others, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    private static readonly string[] TopLevel =
    [
        "src",
        "tests",
        "ops",
        "Directory.Packages.props",
        "Directory.Build.props",
        "DrEvents.sln",
        "README.md",
        "global.json",
        // What the test runner leaves behind; git ignores it.
        "TestResults",
    ];

    [Fact]
    public void nobody_asks_the_machine_for_the_time() => Repository.Matches("src", Now()).ShouldBeEmpty();

    [Fact]
    public void the_machines_clock_is_taken_where_a_program_is_put_together() =>
        Repository.Matches("src", MachineClock()).Select(place => place.Split(':')[0]).Except(Clocks).ShouldBeEmpty();

    [Fact]
    public void topics_are_written_in_the_contracts_and_nowhere_else() =>
        Repository.Matches("src", TopicText()).Where(place => !TopicFile().IsMatch(place)).ShouldBeEmpty();

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void the_mqtt_library_is_named_only_below_folders_called_mqtt(string folder) =>
        Repository.Matches(folder, MqttLibrary()).Where(place => !place.Contains("Mqtt/", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void the_loop_that_keeps_a_client_connected_exists_once() =>
        Repository.Matches("src", MqttLibrary()).Where(place => !MqttPlaces.Any(place.StartsWith)).ShouldBeEmpty();

    [Theory]
    [InlineData(".cs")]
    [InlineData(".razor")]
    [InlineData(".js")]
    [InlineData(".css")]
    [InlineData(".html")]
    public void a_file_has_at_most_250_lines_or_a_reason(string ending) =>
        Repository
            .Files("src", ending)
            .Where(file => !LongFiles.ContainsKey(file))
            .Select(file => (file, lines: Repository.Lines(file).Length))
            .Where(f => f.lines > LinesMax)
            .ShouldBeEmpty();

    [Fact]
    public void a_reason_for_a_long_file_goes_with_the_file() =>
        LongFiles.Keys.Where(file => Repository.Lines(file).Length <= LinesMax).ShouldBeEmpty();

    [Fact]
    public void the_top_level_holds_what_the_design_names() =>
        Directory
            .EnumerateFileSystemEntries(Repository.Folder)
            .Select(entry => Path.GetFileName(entry))
            .Where(name => !name.StartsWith('.'))
            .Except(TopLevel)
            .ShouldBeEmpty();

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void nothing_is_left_to_do(string folder) =>
        (
            from file in Repository.Files(folder, ".cs")
            from line in Repository.Lines(file).Index()
            where LeftToDo().IsMatch(line.Item)
            select $"{file}:{line.Index + 1}"
        ).ShouldBeEmpty();

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(Utc)?(Now|Today)\b")]
    private static partial Regex Now();

    [GeneratedRegex(@"\bTimeProvider\s*\.\s*System\b")]
    private static partial Regex MachineClock();

    [GeneratedRegex(@"ven/(cmd|ack|telemetry|loads|status)\b|oadr/meter|volttron/metering|\$aws/things")]
    private static partial Regex TopicText();

    [GeneratedRegex("^src/DrEvents.Contracts/Mqtt/(Shadow)?Topics.cs:")]
    private static partial Regex TopicFile();

    [GeneratedRegex(@"\bMQTTnet\b(?!"")")]
    private static partial Regex MqttLibrary();

    [GeneratedRegex(@"//.*\b(TO[D]O|FIX[M]E|HA[C]K|XX[X])\b")]
    private static partial Regex LeftToDo();
}
