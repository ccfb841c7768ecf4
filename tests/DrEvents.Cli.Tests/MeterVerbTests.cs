using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public sealed class MeterVerbTests : IDisposable
{
    private readonly TestShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("drevents-meter-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task a_table_is_handed_over_as_it_is_with_what_was_said_of_it()
    {
        const string text = "time;kWh\n2026-07-01 00:00;1,5\n";
        await using var backend = await CannedBackend.Start();
        const string request = "POST /api/vens/ven-1/meter?name=june%202026.csv&unit=kwh&interval=15&zone=Europe%2FBerlin";
        backend.Answers(request, 200, Canned.Json(new MeterImportAnswer(true, Canned.MeterImport)));

        (await Import(backend, Write("june 2026.csv", text), "--unit", "kwh", "--interval", "15m", "--zone", "Europe/Berlin")).ShouldBe(
            ExitCode.Done,
            _shell.Error.ToString()
        );

        backend.Asked.ShouldBe([new AskedRequest(request, text)]);
        _shell.Rows.ShouldContain("Import 2: 2876 values from 2026-06-14 12:00 to 2026-07-14 12:00, 96 added and 2 changed.");
    }

    [Fact]
    public async Task a_file_that_was_imported_last_is_nothing_new()
    {
        await using var backend = await CannedBackend.Start();
        const string request = "POST /api/vens/ven-1/meter?name=june.xml";
        backend.Answers(request, 200, Canned.Json(new MeterImportAnswer(false, Canned.MeterImport)));

        (await Import(backend, Write("june.xml", "<feed/>"))).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("Nothing new: import 2 was of the same file.");
    }

    [Fact]
    public async Task a_malformed_one_is_exit_code_2_with_a_line_that_names_file_line_and_field()
    {
        const string why = "bad.csv: line 3: value: 'abc' is not a number";
        await using var backend = await CannedBackend.Start();
        backend.Answers(
            "POST /api/vens/ven-1/meter?name=bad.csv",
            400,
            $$"""{"title":"The file cannot be taken","status":400,"detail":"{{why}}","file":"bad.csv","line":3,"field":"value"}""",
            "application/problem+json"
        );

        (await Import(backend, Write("bad.csv", "x"))).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain(why);
        _shell.Out.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_file_that_is_not_there_is_said_before_anybody_is_asked()
    {
        await using var backend = await CannedBackend.Start();

        (await Import(backend, Path.Combine(_folder, "none.csv"))).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain("FILE: ");
        _shell.Error.ToString().ShouldContain("none.csv");
        backend.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task imports_and_days_are_shown()
    {
        await using var backend = await CannedBackend.Start();
        var difference = new MeterDifferenceView(new DateOnly(2026, 7, 13), 4.2, 4.26, 0.06, 0.99);
        var meter = new VenMeterView("ven-1", Canned.Start.AddDays(-60), Canned.Start, 2, [Canned.MeterImport], [difference]);
        backend.Answers("GET /api/vens/ven-1/meter", 200, Canned.Json(meter));

        (await _shell.Run("meter", "show", "ven-1", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("Imports 2");
        _shell.Rows.ShouldContain("2 2026-07-14 18:00 june.csv 15 2876 96 2");
        _shell.Rows.ShouldContain("2026-07-13 4.20 4.26 +0.06 0.990");
    }

    [Fact]
    public async Task of_a_ven_without_a_meter_it_says_so()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/ven-1/meter", 200, Canned.Json(new VenMeterView("ven-1", null, null, 0, [], [])));

        (await _shell.Run("meter", "show", "ven-1", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("Nothing was imported");
        _shell.Rows.ShouldContain("There is no day that both know");
    }

    private Task<int> Import(CannedBackend backend, string path, params string[] options) =>
        _shell.Run(["meter", "import", "ven-1", path, .. options, "--url", backend.Url]);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
