using System.Text.Json;
using DrEvents.Ven.Commands;
using DrEvents.Ven.Log;
using DrEvents.Ven.Tests.Log;

namespace DrEvents.Ven.Tests.Commands;

public sealed class LogVerbTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, 250, TimeSpan.Zero);

    private readonly LogFolder _folder = new();
    private readonly SqliteEventLog _log;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public LogVerbTests()
    {
        // It stays open: the verbs read beside a running VEN.
        _log = new SqliteEventLog(_folder.LogPath);
        _log.Append(
            Noon,
            [new CommandReceived("""{"event_id":"evt-0000000a","name":"bell \u0007 and › ü"}"""), new CommandDiscarded("why")]
        );
        _log.Append(Noon.AddHours(1), [new ConnectionChanged(true, null)]);
    }

    [Fact]
    public void show_tells_what_happened_oldest_first()
    {
        Run("log", "show").ShouldBe(0);
        var lines = Lines();
        lines.Length.ShouldBe(4);
        lines[0].ShouldBe("""2026-07-01 12:00:00.250Z       1 logBegan          {"reason":"there was none"}""");
        lines[3].ShouldContain("connectionChanged");
    }

    [Theory]
    [InlineData("--kind commandDiscarded", "3")]
    [InlineData("--kind commandDiscarded --kind connectionChanged", "3 4")]
    [InlineData("--event evt-0000000a", "2")]
    [InlineData("--since 2026-07-01T12:30:00Z", "4")]
    [InlineData("--until 2026-07-01T14:30:00+02:00", "1 2 3")]
    [InlineData("--since 2026-07-02", "")]
    [InlineData("--limit 2", "3 4")]
    [InlineData("--limit 0", "1 2 3 4")]
    public void show_shows_what_is_asked_for(string options, string sequences)
    {
        Run(["log", "show", "--json", .. options.Split(' ')]).ShouldBe(0);
        string.Join(' ', Lines().Select(l => JsonElement.Parse(l).GetProperty("sequence").GetInt64())).ShouldBe(sequences);
    }

    [Fact]
    public void verify_gives_the_head_of_a_log_in_order()
    {
        Run("log", "verify").ShouldBe(0);
        _out.ToString().ShouldBe($"4 entries are in order; head 4:{_log.Head!.Hash}\n");
    }

    [Fact]
    public void verify_names_the_first_entry_that_is_wrong()
    {
        _folder.Edit("UPDATE entries SET json = '{}' WHERE sequence = 3");
        Run("log", "verify").ShouldBe(1);
        Lines()[0].ShouldStartWith("entry 3: its hash does not fit");
    }

    [Fact]
    public void verify_looks_for_a_head_from_before()
    {
        Run("log", "verify", "--head", $"4:{_log.Head!.Hash}").ShouldBe(0);
        Run("log", "verify", "--head", $"3:{_log.Head!.Hash}").ShouldBe(1);
    }

    [Fact]
    public void an_export_verifies_without_the_log_and_shows_what_was_changed_in_it()
    {
        var export = _folder.PathOf("export.jsonl");
        Run("log", "export", export).ShouldBe(0);
        Run("log", "verify", "--export", export).ShouldBe(0);
        _out.ToString().ShouldContain($"head 4:{_log.Head!.Hash}");

        var lines = File.ReadAllLines(export);
        lines.Length.ShouldBe(5);
        JsonElement.Parse(lines[3]).GetProperty("data").GetProperty("reason").GetString().ShouldBe("why");
        foreach (var (damaged, problem) in Damages(lines))
        {
            File.WriteAllLines(export, damaged);
            _out.GetStringBuilder().Clear();
            Run("log", "verify", "--export", export).ShouldBe(1, problem);
            _out.ToString().ShouldContain(problem);
        }
    }

    [Fact]
    public void an_export_to_the_standard_output_is_the_same()
    {
        Run("log", "export", "-").ShouldBe(0);
        var export = _folder.PathOf("export.jsonl");
        Run("log", "export", export).ShouldBe(0);
        File.ReadAllText(export).ShouldBe(_out.ToString());
        _error.ToString().ShouldBe("drevents-ven: 4 entries\n");
    }

    [Fact]
    public void an_entry_that_somebody_changed_into_no_json_is_exported_all_the_same()
    {
        _folder.Edit("UPDATE entries SET json = '{\n' WHERE sequence = 3");
        var export = _folder.PathOf("export.jsonl");
        Run("log", "export", export).ShouldBe(0);
        Run("log", "verify", "--export", export).ShouldBe(1);
        _out.ToString().ShouldStartWith("entry 3: ");
    }

    [Theory]
    [InlineData("log show --since yesterday", "--since: 'yesterday' is not a time")]
    [InlineData("log show --limit -1", "--limit: '-1' is not")]
    [InlineData("log verify --head 12", "--head: '12' is not")]
    [InlineData("log verify --file a --export b", "--export and --file")]
    [InlineData("log frobnicate", "'frobnicate'")]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("log", "Required command was not provided")]
    [InlineData("log verify --file /no/such/log.db", "there is no log /no/such/log.db")]
    [InlineData("log verify --export /no/such/export", "/no/such/export")]
    [InlineData("log export /no/such/folder/export", "/no/such/folder")]
    public void bad_usage_is_refused_with_exit_code_2(string line, string problem)
    {
        Run(line.Split(' ')).ShouldBe(2);
        _error.ToString().ShouldContain(problem);
        _out.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void an_export_does_not_overwrite()
    {
        File.WriteAllText(_folder.PathOf("there"), "before");
        Run("log", "export", _folder.PathOf("there")).ShouldBe(2);
        File.ReadAllText(_folder.PathOf("there")).ShouldBe("before");
    }

    [Fact]
    public void without_a_log_it_is_asked_which()
    {
        CommandLine.Run(["log", "show"], logFile: null, _out, _error).ShouldBe(2);
        _error.ToString().ShouldContain("Ven:LogFile");
    }

    [Theory]
    [InlineData("log show", true)]
    [InlineData("--help", true)]
    [InlineData("-h", true)]
    [InlineData("frobnicate", true)]
    [InlineData("--Ven:Id ven-1", false)]
    [InlineData("--Ven:Id=ven-1", false)]
    [InlineData("Ven:Id=ven-1", false)]
    [InlineData("", false)]
    public void a_configuration_is_no_verb(string line, bool isVerb) =>
        CommandLine.IsMeant(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe(isVerb);

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    private static IEnumerable<(string[] Lines, string Problem)> Damages(string[] lines)
    {
        yield return ([.. lines[..2], .. lines[3..]], "entry 2: it is missing");
        yield return (lines[..4], "entry 4: it is missing");
        yield return ([.. lines[..3], lines[3].Replace("why", "WHY", StringComparison.Ordinal), lines[4]], "entry 3: its hash");
        yield return ([lines[0], lines[2], lines[1], lines[3], lines[4]], "entry 1: it is missing");
        yield return ([.. lines[..3], lines[3][..20], lines[4]], "entry 3: it cannot be read: line 4");
    }

    private int Run(params string[] args) => CommandLine.Run(args, _folder.LogPath, _out, _error);

    private string[] Lines() => _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
