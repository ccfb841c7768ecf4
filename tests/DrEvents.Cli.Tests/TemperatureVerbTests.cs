using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public sealed class TemperatureVerbTests : IDisposable
{
    private static readonly TemperatureImportView Import = new(
        2,
        "july.csv",
        "2c26b46b",
        "f",
        "America/New_York",
        Canned.Start.AddDays(-30),
        Canned.Start,
        721,
        24,
        1,
        Canned.Start.AddHours(6)
    );

    private readonly TestShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("drevents-temperature-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task a_file_is_handed_over_as_it_is_with_what_was_said_of_it()
    {
        const string text = "time,F\n2026-07-01 00:00,70.5\n";
        await using var backend = await CannedBackend.Start();
        const string request = "POST /api/sites/north/temperature?name=july.csv&unit=f&zone=America%2FNew_York";
        backend.Answers(request, 200, Canned.Json(new TemperatureImportAnswer(true, Import)));

        (await Handed(backend, text, "--site", "north", "--unit", "f", "--zone", "America/New_York")).ShouldBe(
            ExitCode.Done,
            _shell.Error.ToString()
        );

        backend.Asked.ShouldBe([new AskedRequest(request, text)]);
        _shell.Rows.ShouldContain("Import 2: 721 values from 2026-06-14 12:00 to 2026-07-14 12:00, 24 added and 1 changed.");
    }

    [Fact]
    public async Task without_a_site_it_is_the_default_one_and_the_same_file_is_nothing_new()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/sites/default/temperature?name=july.csv", 200, Canned.Json(new TemperatureImportAnswer(false, Import)));

        (await Handed(backend, "2026-07-01 00:00,20\n")).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("Nothing new: import 2 was of the same file.");
    }

    [Fact]
    public async Task a_name_that_is_none_is_said_before_anybody_is_asked()
    {
        await using var backend = await CannedBackend.Start();

        (await Handed(backend, "x", "--site", "north/south")).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain("--site: ");
        _shell.Error.ToString().ShouldContain("1 to 64 characters of A-Z a-z 0-9 . _ -");
        backend.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task imports_and_days_are_shown()
    {
        await using var backend = await CannedBackend.Start();
        TemperatureView[] values = [new(Canned.Start.AddDays(-1), 18.04), new(Canned.Start.AddHours(-22), 25.5), new(Canned.Start, -1)];
        var shown = new SiteTemperatureView("north", Canned.Start.AddDays(-60), Canned.Start, 2, [Import], values);
        backend.Answers("GET /api/sites/north/temperature", 200, Canned.Json(shown));

        (await _shell.Run("temperature", "show", "--site", "north", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("Imports 2");
        _shell.Rows.ShouldContain("2 2026-07-14 18:00 july.csv 721 24 1");
        _shell.Rows.ShouldContain("2026-07-13 2 18.0 25.5");
        _shell.Rows.ShouldContain("2026-07-14 1 -1.0 -1.0");
    }

    private Task<int> Handed(CannedBackend backend, string text, params string[] options)
    {
        var path = Path.Combine(_folder, "july.csv");
        File.WriteAllText(path, text);
        return _shell.Run(["temperature", "import", path, .. options, "--url", backend.Url]);
    }
}
