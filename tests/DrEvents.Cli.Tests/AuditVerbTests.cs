using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Measurement.Audit;

namespace DrEvents.Cli.Tests;

public sealed class AuditVerbTests : IDisposable
{
    private const string Path = "/api/events/evt-1a2b3c4d/audit";
    private readonly TestShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("audit-verb-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task a_bundle_is_there_whole_or_not_at_all()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers($"GET {Path}", 404, """{"title":"Not found","detail":"The result of event evt-1a2b3c4d is issued at 18:10"}""");
        var to = System.IO.Path.Combine(_folder, "bundle");

        (await _shell.Run("audit", "evt-1a2b3c4d", "--out", to, "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);
        _shell.Error.ToString().ShouldContain("is issued at 18:10");
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();

        backend.Answers($"GET {Path}?number=2", 200, "PK that is no ZIP file");
        (await _shell.Run("audit", "evt-1a2b3c4d", "--out", to, "--number", "2", "--url", backend.Url)).ShouldBe(ExitCode.BadInput);
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();

        Directory.CreateDirectory(to);
        (await _shell.Run("audit", "evt-1a2b3c4d", "--out", to, "--url", backend.Url)).ShouldBe(ExitCode.BadInput);
        _shell.Error.ToString().ShouldContain("is there already");
    }

    [Theory]
    [InlineData(null, "holds no audit.json")]
    [InlineData("{}", "audit.json: line 1: json: lacks")]
    [InlineData("""{"form":"x","eventId":"e","result":1,"files":[]}""", "audit.json: line 1: form: 'x' is not drevents-audit/1")]
    [InlineData(
        """{"form":"drevents-audit/1","eventId":"e","result":1,"files":[{"path":"../x","bytes":1,"sha256":""}]}""",
        "files: '../x' is no path inside the bundle"
    )]
    public async Task what_is_no_bundle_is_said_in_one_line(string? manifest, string said)
    {
        if (manifest is not null)
            await File.WriteAllTextAsync(
                System.IO.Path.Combine(_folder, AuditManifest.Path),
                manifest,
                TestContext.Current.CancellationToken
            );

        (await _shell.Run("audit", "verify", _folder)).ShouldBe(ExitCode.BadInput);

        var error = _shell.Error.ToString().TrimEnd();
        error.ShouldContain(said);
        error.Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task a_bundle_whose_files_are_others_does_not_hold()
    {
        await using (var zip = new MemoryStream())
        {
            await using (var bundle = new BundleZip(zip))
            {
                await bundle.AddAsync(AuditPaths.Measurement, "", TestContext.Current.CancellationToken);
                await bundle.EndAsync("evt-1a2b3c4d", 1, null, TestContext.Current.CancellationToken);
            }
            zip.Position = 0;
            await System.IO.Compression.ZipFile.ExtractToDirectoryAsync(zip, _folder, TestContext.Current.CancellationToken);
        }

        (await _shell.Run("audit", "verify", _folder)).ShouldBe(ExitCode.NotHeld);
        _shell.Error.ToString().ShouldContain("measurement.ndjson holds no result");

        await File.AppendAllTextAsync(System.IO.Path.Combine(_folder, AuditPaths.Measurement), "{", TestContext.Current.CancellationToken);
        (await _shell.Run("audit", "verify", _folder, "--json")).ShouldBe(ExitCode.NotHeld);
        _shell.Out.ToString().ShouldContain("measurement.ndjson was changed");
    }
}
