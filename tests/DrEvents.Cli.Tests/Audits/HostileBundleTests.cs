using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Proof;

namespace DrEvents.Cli.Tests.Audits;

/// <summary>A bundle comes from whom the auditor does not trust: whatever is done to it is named in one line, and nothing outside of it is read.</summary>
public sealed class HostileBundleTests : IAsyncLifetime
{
    private const string Issued = "\"type\":\"result_issued\"";
    private readonly TestShell _shell = new();
    private MadeBundle _bundle = null!;

    public async ValueTask InitializeAsync() => _bundle = await MadeBundle.Of(null, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _bundle.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What is done, and what has to be said.</summary>
    private static readonly Dictionary<string, (Action<MadeBundle> Forge, string Said)> Attacks = new()
    {
        // The list.
        ["a null among the files"] = (
            b => b.ForgeList(t => t.Replace("\"files\": [", "\"files\": [null,")),
            "audit.json: line 1: files.0: is null"
        ),
        ["a file without a path"] = (b => b.ForgeList(t => t.Replace("\"path\": \"report.html\",", "")), "audit.json: line "),
        ["a name twice"] = (b => b.ForgeList(t => t.Replace("\"result\": 1,", "\"result\": 1, \"result\": 2,")), "result: is there twice"),
        ["a file twice"] = (
            b => b.ForgeList(t => t.Replace("\"files\": [", "\"files\": [{\"path\":\"report.html\",\"bytes\":1,\"sha256\":\"\"},")),
            "files: 'report.html' is listed twice"
        ),
        ["a file twice in other letters"] = (
            b => b.ForgeList(t => t.Replace("\"files\": [", "\"files\": [{\"path\":\"REPORT.html\",\"bytes\":1,\"sha256\":\"\"},")),
            "is listed twice"
        ),
        ["itself"] = (
            b => b.ForgeList(t => t.Replace("\"files\": [", "\"files\": [{\"path\":\"audit.json\",\"bytes\":1,\"sha256\":\"\"},")),
            "files: 'audit.json' is no path inside the bundle"
        ),
        ["a path of Windows"] = (b => Listed(b, "C:/x"), "files: 'C:/x' is no path inside the bundle"),
        ["a path with a line break"] = (b => Listed(b, "a\\nb"), "is no path inside the bundle"),
        ["a path out of it"] = (b => Listed(b, "vens/../../x"), "files: 'vens/../../x' is no path inside the bundle"),
        ["a number that is none"] = (
            b => b.ForgeList(t => t.Replace("\"result\": 1,", "\"result\": 99999999999999999999,")),
            "result: its value is not"
        ),
        ["depth"] = (b => b.ForgeList(_ => new string('[', 100_000)), "audit.json: line 1: json: "),
        ["lengths"] = (
            b => b.ForgeList(t => t.Replace("\"bytes\": 0,", "\"bytes\": -9223372036854775808,")),
            "has 0 bytes, and audit.json says -9"
        ),
        // What lies in the folder.
        ["an extra file"] = (b => File.WriteAllText(b.At("vens/extra"), ""), "vens/extra is not on the list"),
        ["a link in place of a file"] = (b => Linked(b, "event.ndjson", "/dev/zero"), "event.ndjson is a link"),
        ["a link to a folder above"] = (b => File.CreateSymbolicLink(b.At("vens/loop"), b.Folder), "vens/loop is a link"),
        ["a folder in place of a file"] = (b => Foldered(b, "event.ndjson"), "event.ndjson is missing"),
        // Names inside of files lead nowhere else.
        ["a VEN that is a path"] = (
            b => b.Forge(AuditPaths.Measurement, t => t.Replace("\"venId\":\"ven-1\"", "\"venId\":\"../../etc/x\"")),
            "'vens/../../etc/x.json' is not on the list"
        ),
        ["a profile that is a path"] = (
            b => b.Forge(AuditPaths.Ven("ven-1"), t => t.Replace("\"caiso-10-in-10\"", "\"../vens/ven-1\"")),
            "is not on the list"
        ),
        ["another VEN's file"] = (
            b => b.Forge(AuditPaths.Ven("ven-1"), t => t.Replace("\"ven-1\"", "\"ven-2\"")),
            "vens/ven-1.json: line 1: venId: 'ven-2' is not ven-1"
        ),
        // What a VEN was looked at by.
        ["a look-back without end"] = (
            b => Ven(b, "\"lookBackDays\": 45", "\"lookBackDays\": 2147483647"),
            "looks.0.lookBackDays: is not from 1 to"
        ),
        ["intervals of no length"] = (b => Ven(b, "\"minutes\": 5", "\"minutes\": 0"), "looks.0.minutes: is none of"),
        ["another series"] = (b => Ven(b, "\"telemetry\"", "\"guess\""), "looks.0.restsOn: 'guess' is neither"),
        ["no looks"] = (
            b => b.Forge(AuditPaths.Ven("ven-1"), t => t[..t.IndexOf("\"looks\"", StringComparison.Ordinal)] + "\"looks\": []}"),
            "names no look"
        ),
        ["null looks"] = (b => b.Forge(AuditPaths.Ven("ven-1"), t => t.Replace("\"looks\": [", "\"looks\": [null,")), "looks.0: is null"),
        ["a report interval of nothing"] = (
            b => Ven(b, "\"reportIntervals\": []", "\"reportIntervals\": [{\"sequence\":1,\"seconds\":-2147483648}]"),
            "reportIntervals: holds one"
        ),
        ["a seal that was looked at without end"] = (
            b => Ven(b, "\"looks\":", Seal("\"lookBackDays\": 2147483647, \"minutes\": 5")),
            "sealed.lookBackDays: is not from 1 to"
        ),
        ["a seal of intervals of no length"] = (
            b => Ven(b, "\"looks\":", Seal("\"lookBackDays\": 45, \"minutes\": 0")),
            "sealed.minutes: is none of"
        ),
        ["a result by another count of meters"] = (b => Result(b, "\"byMeter\":1", "\"byMeter\":2"), "result 1: byMeter is 1"),
        // Tables.
        ["a five minutes twice"] = (b => b.Forge(AuditPaths.Intervals("ven-1"), TwiceTheSecond), "ven-1.intervals.csv: line 3: start: "),
        ["a five minutes of the year 1"] = (b => SecondLine(b, AuditPaths.Intervals("ven-1"), "0001-01-01T00:00:00Z,1"), "line 2: start: "),
        ["a power beyond any"] = (b => SecondLine(b, AuditPaths.Meter("ven-2"), null, "1e308"), "ven-2: "),
        ["a power that is none"] = (b => SecondLine(b, AuditPaths.Intervals("ven-1"), null, "1e999"), "line 2: kw: '1e999' is no number"),
        ["a reading twice"] = (
            b => b.Forge(AuditPaths.Readings("ven-1"), TwiceTheSecond),
            "ven-1.readings.csv: line 3: sequence: 1 does not follow 1"
        ),
        ["a header that is none"] = (b => b.Forge(AuditPaths.Readings("ven-1"), t => "x" + t), "line 1: header: "),
        ["a line without end"] = (
            b => b.Forge(AuditPaths.Meter("ven-2"), t => t + new string('1', 100_000)),
            "is longer than 4096 characters"
        ),
        // Stored events.
        ["a result without its portfolio"] = (
            b => Result(b, "\"portfolio\":", "\"portfoli\":"),
            "measurement.ndjson: line 2: portfolio: is missing"
        ),
        ["a result without a zone"] = (b => Result(b, "\"timeZone\":\"Europe/Berlin\"", "\"timeZone\":null"), "timeZone: is missing"),
        ["a zone that there is not"] = (b => Result(b, "Europe/Berlin", "Europe/Atlantis"), "knows no time zone Europe/Atlantis"),
        ["intervals of a result of no length"] = (
            b => Result(b, "\"intervalMinutes\":15", "\"intervalMinutes\":0"),
            "its intervals are none of"
        ),
        ["a result of the year 1"] = (b => Result(b, "\"start\":\"2026-07-15", "\"start\":\"0001-07-15"), "its hours are not in the years"),
        ["a result that ends before it begins"] = (b => Result(b, "\"end\":\"2026-07-15", "\"end\":\"2026-07-14"), "end before they begin"),
        ["a result of two centuries"] = (b => Result(b, "\"end\":\"2026", "\"end\":\"2190"), "last more than 31 days"),
        ["a request that is none"] = (b => Result(b, "\"requestedKw\":4", "\"requestedKw\":1e999"), "its request is not finite"),
        ["an energy that is none"] = (b => Result(b, "\"signedKwh\":", "\"signedKwh\":1e999,\"x\":"), "portfolio.signedKwh is "),
        ["a null among the VENs"] = (
            b => b.Forge(AuditPaths.Measurement, t => t.Replace("\"vens\":[{", "\"vens\":[null,{")),
            "line 1: vens.0: is missing"
        ),
        ["a VEN without figures"] = (
            b => b.Forge(AuditPaths.Measurement, t => t.Replace("\"baselineKw\":[", "\"baselin\":[")),
            "baselineKw: is missing"
        ),
        ["data twice"] = (b => Result(b, Issued, Issued + ",\"data\":{}"), "measurement.ndjson: line 2: "),
        ["no data"] = (b => Result(b, "\"data\":", "\"date\":"), "measurement.ndjson: line 2: data: is missing"),
        ["depth of a line"] = (b => b.Forge(AuditPaths.Measurement, t => t + new string('{', 50_000)), "measurement.ndjson: line 3: "),
        ["half a character"] = (b => Result(b, "the event is over", "\\ud800"), "measurement.ndjson: line 2: "),
        ["links that are none"] = (b => b.Forge(AuditPaths.History, _ => "{\"place\":1}\n"), "history.ndjson: line 1: eventId: is missing"),
        ["a link of nothing"] = (b => b.Forge(AuditPaths.History, _ => "null\n"), "history.ndjson: line 1: line: is null"),
        // The time around the event.
        ["a rebound of a VEN"] = (
            b => b.Forge(AuditPaths.Measurement, t => First(t, "\"reboundKwh\":", "\"reboundKwh\":7")),
            "ven-1: around.figures.reboundKwh is "
        ),
        ["a rebound of the portfolio"] = (
            b => Result(b, "\"reboundKwh\":", "\"reboundKwh\":7"),
            "result 1: portfolio.around.figures.reboundKwh is "
        ),
        ["a time after the event without end"] = (
            b => Result(b, "\"until\":\"2026", "\"until\":\"2031"),
            "the time around its hours is not of whole intervals, or longer than 24 hours"
        ),
        ["another event that held a VEN later"] = (
            b => Ven(b, "2026-07-15T17:00:00", "2026-07-15T17:30:00"),
            "ven-1: around.after.baselineKw has 6 entries and was issued with 4"
        ),
        ["five minutes after the event left out"] = (
            b => b.Forge(AuditPaths.Intervals("ven-1"), t => Without(t, "2026-07-15T16:30:00Z,")),
            "ven-1: raw readings tell of the five minutes from 2026-07-15T16:30Z, which "
        ),
        ["a value of the meter after the event"] = (
            b => b.Forge(AuditPaths.Meter("ven-2"), t => Changed(t, "2026-07-15T17:15:00Z,", "77.5")),
            "ven-2: by the utility's meter: around.after.actualKw[5] is 77.5 and was issued as "
        ),
        // What the figures rest on.
        ["a value of the meter in the event"] = (
            b => b.Forge(AuditPaths.Meter("ven-2"), t => Changed(t, "2026-07-15T14:15:00Z,", "77.5")),
            "ven-2: by the utility's meter: actualKw[1] is 77.5 and was issued as "
        ),
        ["a value of the meter on a day before"] = (
            b => b.Forge(AuditPaths.Meter("ven-2"), t => Changed(t, "2026-07-14T14:15:00Z,", "77.5")),
            "ven-2: by the utility's meter: "
        ),
        ["a reading"] = (
            b => b.Forge(AuditPaths.Readings("ven-1"), t => t.Replace(",3.5,", ",4.5,")),
            " kW by the raw readings, and 3.5 kW in vens/ven-1.intervals.csv"
        ),
    };

    private static string Seal(string of) =>
        $"\"sealed\": {{\"profile\": \"caiso-10-in-10\", \"eventDays\": [], \"restsOn\": \"telemetry\", {of}}}, \"looks\":";

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Fact]
    public async Task a_bundle_that_nobody_touched_holds_and_says_that_it_is_not_signed()
    {
        (await Verify()).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("Bundle holds");
        _shell.Rows.ShouldContain("VENs made anew 2");
        _shell.Rows.ShouldContain("Signed not signed");
        _shell.Out.ToString().ShouldNotContain("report.html");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task whatever_is_done_to_it_is_named_in_one_line(string attack)
    {
        var (forge, said) = Attacks[attack];
        forge(_bundle);

        var code = await Verify();

        var error = _shell.Error.ToString().TrimEnd();
        (code is ExitCode.NotHeld or ExitCode.BadInput).ShouldBeTrue($"{code}: {error}");
        error.ShouldContain(said);
        error.Split('\n').Length.ShouldBe(1);
        error.Length.ShouldBeLessThan(700);
    }

    [Fact]
    public async Task a_report_that_says_something_else_is_noted()
    {
        _bundle.Forge(AuditPaths.Report, t => t.Replace("kW", "MW"));

        (await Verify()).ShouldBe(ExitCode.Done);
        _shell.Out.ToString().ShouldContain("report.html is not what this program writes of the result");
    }

    [Fact]
    public async Task a_list_that_is_signed_holds_with_its_key_and_no_other_list_or_key_does()
    {
        using var signed = await MadeBundle.Of(MadeBundle.Key, TestContext.Current.CancellationToken);
        var (key, other) = (System.IO.Path.Combine(_bundle.Folder, "key"), System.IO.Path.Combine(_bundle.Folder, "other"));
        await File.WriteAllTextAsync(key, MadeBundle.Key.Public.ToPem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(other, SigningKey.New().Public.ToPem(), TestContext.Current.CancellationToken);

        (await _shell.Run("audit", "verify", signed.Folder, "--key", key)).ShouldBe(ExitCode.Done, _shell.Error.ToString());
        _shell.Rows.ShouldContain($"Signed signed by {MadeBundle.Key.Public.Id}");
        (await _shell.Run("audit", "verify", signed.Folder)).ShouldBe(ExitCode.Done);
        _shell.Rows.ShouldContain($"says that it is signed by {MadeBundle.Key.Public.Id}; --key verifies it");
        (await _shell.Run("audit", "verify", signed.Folder, "--key", other)).ShouldBe(ExitCode.NotHeld);
        _shell.Error.ToString().ShouldContain($"audit.json was signed by key {MadeBundle.Key.Public.Id}, and the key given is ");

        signed.Forge(AuditPaths.Report, t => t.Replace("kW", "MW"));
        (await _shell.Run("audit", "verify", signed.Folder, "--key", key)).ShouldBe(ExitCode.NotHeld);
        _shell.Error.ToString().ShouldContain("the list of files was changed: the signature in audit.json is not that of key ");

        File.Delete(key);
        (await _shell.Run("audit", "verify", signed.Folder, "--key", key)).ShouldBe(ExitCode.BadInput);
        (await _shell.Run("audit", "verify", _bundle.Folder, "--key", other)).ShouldBe(ExitCode.NotHeld);
        _shell.Error.ToString().ShouldContain("audit.json is not signed, and key ");
    }

    private Task<int> Verify() => _shell.Run("audit", "verify", _bundle.Folder);

    private static void Listed(MadeBundle bundle, string path) =>
        bundle.ForgeList(t => t.Replace("\"files\": [", $"\"files\": [{{\"path\":\"{path}\",\"bytes\":1,\"sha256\":\"\"}},"));

    private static string First(string text, string before, string after)
    {
        var at = text.IndexOf(before, StringComparison.Ordinal);
        return text[..at] + after + text[(at + before.Length)..];
    }

    private static string Without(string text, string begin) =>
        string.Join('\n', text.Split('\n').Where(line => !line.StartsWith(begin, StringComparison.Ordinal)));

    private static void Ven(MadeBundle bundle, string before, string after) =>
        bundle.Forge(AuditPaths.Ven("ven-1"), t => t.Replace(before, after));

    /// <summary>In the line of the result alone.</summary>
    private static void Result(MadeBundle bundle, string before, string after) =>
        bundle.Forge(
            AuditPaths.Measurement,
            t =>
                string.Join(
                    '\n',
                    t.Split('\n').Select(line => line.Contains(Issued, StringComparison.Ordinal) ? line.Replace(before, after) : line)
                )
        );

    private static void Linked(MadeBundle bundle, string path, string to)
    {
        File.Delete(bundle.At(path));
        File.CreateSymbolicLink(bundle.At(path), to);
    }

    private static void Foldered(MadeBundle bundle, string path)
    {
        File.Delete(bundle.At(path));
        Directory.CreateDirectory(bundle.At(path));
    }

    private static string TwiceTheSecond(string text)
    {
        var lines = text.Split('\n').ToList();
        lines.Insert(1, lines[1]);
        return string.Join('\n', lines);
    }

    private static void SecondLine(MadeBundle bundle, string path, string? line, string? kw = null) =>
        bundle.Forge(
            path,
            text =>
            {
                var lines = text.Split('\n');
                lines[1] = line ?? $"{lines[1].Split(',')[0]},{kw}";
                return string.Join('\n', lines);
            }
        );

    private static string Changed(string text, string begin, string kw)
    {
        var lines = text.Split('\n');
        var at = Array.FindIndex(lines, l => l.StartsWith(begin, StringComparison.Ordinal));
        at.ShouldBeGreaterThan(0);
        lines[at] = begin + kw;
        return string.Join('\n', lines);
    }
}
