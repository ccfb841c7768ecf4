using System.Security.Cryptography;
using System.Text.Json;
using DrEvents.Cli.Tests.Surroundings;

namespace DrEvents.Cli.Tests.Baselines;

/// <summary><c>drevents mv</c> on the files of a real building, as an auditor runs it: no server is asked.</summary>
public sealed class MvVerbTests
{
    private const string Event = "--start 2013-09-23T14:00 --end 2013-09-23T16:00 --zone America/Los_Angeles";

    private static readonly string Kw = Building("test_kw.csv");
    private static readonly string Temperature = Building("test_temp.csv");
    private static readonly string Events = Building("test_dr_days.csv");

    private readonly TestShell _shell = new();

    [Fact]
    public async Task a_baseline_is_json_of_the_fields_that_an_auditor_expects_in_their_order()
    {
        var result = await Json($"mv baseline --profile caiso-10-in-10 --meter {Kw} {Event} --events {Events}");

        result
            .EnumerateObject()
            .Select(p => p.Name)
            .Take(11)
            .ShouldBe([
                "profile",
                "version",
                "parameters",
                "days",
                "unadjustedKw",
                "adjustment",
                "baselineKw",
                "actualKw",
                "reductionKw",
                "energyKwh",
                "sha256OfInputs",
            ]);
        Text(result, "profile").ShouldBe("caiso-10-in-10");
        result.GetProperty("version").GetInt32().ShouldBe(1);
        result.GetProperty("adjustment").EnumerateObject().Select(p => p.Name).ShouldBe(["kind", "windowHours", "raw", "applied"]);
        result.GetProperty("days").EnumerateArray().Count(d => d.GetProperty("used").GetBoolean()).ShouldBe(10);
        var holiday = result.GetProperty("days").EnumerateArray().Single(d => Text(d, "date") == "2013-09-02");
        (holiday.GetProperty("used").GetBoolean(), Text(holiday, "reason")).ShouldBe((false, "a holiday"));
        Text(result, "zone").ShouldBe("America/Los_Angeles");
        Text(result, "start").ShouldBe("2013-09-23T14:00:00-07:00");
        Text(result, "holidays").ShouldBe("US-NERC 1");
    }

    [Fact]
    public async Task its_figures_follow_from_each_other_and_from_the_file()
    {
        var result = await Json($"mv baseline --profile caiso-10-in-10 --meter {Kw} {Event} --events {Events}");

        var (unadjusted, baseline, actual, reduction) = (
            Kws(result, "unadjustedKw"),
            Kws(result, "baselineKw"),
            Kws(result, "actualKw"),
            Kws(result, "reductionKw")
        );
        // awk over the file: means of the eight quarters of the event and of its ten days, and of the window from 10 to 13.
        string[] days = ["08-30", "09-03", "09-04", "09-05", "09-10", "09-11", "09-17", "09-18", "09-19", "09-20"];
        for (var i = 0; i < 2; i++)
        {
            var hour = 14 + i;
            actual[i].ShouldBe(Mean("09-23", hour, hour + 1), 1e-6);
            unadjusted[i].ShouldBe(days.Average(d => Mean(d, hour, hour + 1)), 1e-6);
            reduction[i].ShouldBe(baseline[i] - actual[i], 2e-6);
        }
        var raw = Mean("09-23", 10, 13) / days.Average(d => Mean(d, 10, 13));
        result.GetProperty("adjustment").GetProperty("raw").GetDouble().ShouldBe(raw, 1e-9);
        baseline[0].ShouldBe(unadjusted[0] * raw, 1e-5);
        result.GetProperty("energyKwh").GetDouble().ShouldBe(reduction.Sum(), 2e-6);
    }

    [Fact]
    public async Task the_hash_is_that_of_the_files_one_after_the_other()
    {
        var alone = await Json($"mv baseline --profile gb-10-of-10 --meter {Kw} {Event}");
        var both = await Json(
            $"mv baseline --profile caiso-weather-match --meter {Kw} {Event} --temperature {Temperature} --events {Events}"
        );

        Text(alone, "sha256OfInputs").ShouldBe(Hash(Kw));
        Text(both, "sha256OfInputs").ShouldBe(Hash(Kw, Events, Temperature));
    }

    [Theory]
    [InlineData("pre-event-mean")]
    [InlineData("caiso-10-in-10")]
    [InlineData("caiso-residential-5-in-10")]
    [InlineData("caiso-weather-match")]
    [InlineData("pjm-high-4-of-5")]
    [InlineData("nyiso-high-5-of-10")]
    [InlineData("ercot-middle-8-of-10")]
    [InlineData("gb-10-of-10")]
    [InlineData("same-day-3+2")]
    [InlineData("towt")]
    public async Task ten_profiles_make_a_baseline_of_both_events(string profile)
    {
        var files = $"--meter {Kw} --events {Events} --temperature {Temperature} --zone America/Los_Angeles";

        var first = await Json($"mv baseline --profile {profile} {files} --start 2013-09-23T14:00 --end 2013-09-23T16:00");

        Kws(first, "baselineKw").ShouldAllBe(kw => kw > 8 && kw < 25);
        // The meter's file ends a day before the second event: a baseline of that day itself cannot be, that of others can.
        string[] second = [.. $"mv baseline --profile {profile} {files} --start 2013-09-27T14:00 --end 2013-09-27T16:15 --json".Split(' ')];
        if (profile is "pre-event-mean" or "same-day-3+2")
        {
            (await _shell.Run(second)).ShouldBe(ExitCode.NotHeld);
            return;
        }
        var other = await Json(string.Join(' ', second));
        Kws(other, "baselineKw").Length.ShouldBe(3);
        other.GetProperty("energyKwh").ValueKind.ShouldBe(JsonValueKind.Null);
        other.GetProperty("actualKw").EnumerateArray().ShouldAllBe(kw => kw.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task intervals_can_be_shorter_and_energy_stays()
    {
        var hours = await Json($"mv baseline --profile caiso-10-in-10 --meter {Kw} {Event}");
        var quarters = await Json($"mv baseline --profile caiso-10-in-10 --meter {Kw} {Event} --interval 15m");

        Kws(quarters, "baselineKw").Length.ShouldBe(8);
        quarters.GetProperty("energyKwh").GetDouble().ShouldBe(hours.GetProperty("energyKwh").GetDouble(), 2e-6);
    }

    [Fact]
    public async Task what_is_set_otherwise_is_shown_and_counts()
    {
        var result = await Json(
            $"mv baseline --profile caiso-10-in-10 --meter {Kw} {Event} --set adjustment.most=1.01 --set lookBackDays=30"
        );

        var parameters = result.GetProperty("parameters");
        parameters.GetProperty("adjustment").GetProperty("most").GetDouble().ShouldBe(1.01);
        parameters.GetProperty("days").GetProperty("lookBackDays").GetInt32().ShouldBe(30);
        result.GetProperty("adjustment").GetProperty("applied").GetDouble().ShouldBe(1.01);
    }

    [Fact]
    public async Task a_profile_of_ones_own_is_a_file_and_counts_into_the_hash()
    {
        var file = Path.GetTempFileName();
        try
        {
            (await _shell.Run("mv", "profiles", "gb-10-of-10", "--json")).ShouldBe(0);
            var shipped = JsonDocument.Parse(_shell.Out.ToString()).RootElement[0];
            await File.WriteAllTextAsync(
                file,
                $$"""
                {"name":"mine","version":4,"title":"Mine","naesbClass":"baselineTypeI","source":"ours","method":"likeDays","adjustment":{"kind":"none"},
                 "days":{{shipped.GetProperty("parameters").GetProperty("days").GetRawText().Replace(
                    "61",
                    "20",
                    StringComparison.Ordinal
                )}}}
                """
            );

            var result = await Json($"mv baseline --profile {file} --meter {Kw} {Event}");

            (Text(result, "profile"), result.GetProperty("version").GetInt32()).ShouldBe(("mine", 4));
            Text(result, "sha256OfInputs").ShouldBe(Hash(Kw, file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task a_table_is_for_people()
    {
        (await _shell.Run($"mv baseline --profile pjm-high-4-of-5 --meter {Kw} {Event} --events {Events}".Split(' '))).ShouldBe(
            ExitCode.Done,
            _shell.Error.ToString()
        );

        _shell.Rows.ShouldContain("Profile pjm-high-4-of-5, version 1");
        _shell.Rows.ShouldContain("Days used 4 of ");
        _shell.Rows.ShouldContain(" 2013-09-23 15:00 ");
        _shell.Rows.ShouldContain("2013-09-16 Mon no an interval is missing in the event's hours");
        _shell.Error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_back_test_gives_each_profile_its_errors_and_names_the_best()
    {
        var result = await Json(
            $"mv backtest --profiles caiso-10-in-10,same-day-3+2 --meter {Kw} --hours 14-18 --events {Events} --zone America/Los_Angeles"
        );

        result.GetProperty("placeboDays").GetInt32().ShouldBe(44);
        var profiles = result.GetProperty("profiles").EnumerateArray().ToList();
        profiles.Select(p => Text(p, "profile")).ShouldBe(["caiso-10-in-10", "same-day-3+2"]);
        profiles[0].GetProperty("rrmse").GetDouble().ShouldBeInRange(0.1, 0.2);
        profiles[0].GetProperty("p5Kw").GetDouble().ShouldBeLessThan(profiles[0].GetProperty("p95Kw").GetDouble());
        Text(result.GetProperty("best"), "profile").ShouldBe("caiso-10-in-10");
        Text(result, "sha256OfInputs").ShouldBe(Hash(Kw, Events));
    }

    [Fact]
    public async Task a_back_test_without_names_runs_all_that_the_files_allow()
    {
        (await _shell.Run($"mv backtest --meter {Kw} --hours 14:00-16:00".Split(' '))).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("same-day-3+2");
        _shell.Rows.ShouldNotContain("towt");
        _shell.Rows.ShouldNotContain("control-group");
    }

    [Fact]
    public async Task profiles_are_listed_and_explained()
    {
        (await _shell.Run("mv", "profiles")).ShouldBe(0);
        _shell.Rows.ShouldContain("ercot-middle-8-of-10 1 baseline type I");

        (await _shell.Run("mv", "profiles", "nyiso-high-5-of-10")).ShouldBe(0);
        _shell.Rows.ShouldContain("days.lowUse.share 0.25");

        var result = await Json("mv profiles");
        result.GetArrayLength().ShouldBe(11);
    }

    [Theory]
    [InlineData("mv baseline --profile caiso-10-in-10 --start 2013-09-23T14:00 --end 2013-09-23T16:00", "--meter")]
    [InlineData("mv baseline --profile nothing --meter KW EVENT", "--profile: 'nothing' is neither a file nor one of pre-event-mean, ")]
    [InlineData("mv baseline --profile towt --meter KW EVENT", "--temperature: towt needs it")]
    [InlineData("mv baseline --profile control-group --meter KW EVENT", "--control: control-group needs it")]
    [InlineData("mv baseline --profile towt --meter /no/such/file EVENT --temperature KW", "--meter: there is no file /no/such/file")]
    [InlineData(
        "mv baseline --profile gb-10-of-10 --meter KW --start 2013-09-23T14:00 --end 2013-09-23T14:00",
        "--end: is not after the start"
    )]
    [InlineData(
        "mv baseline --profile gb-10-of-10 --meter KW --start 2013-09-23T14:00 --end 2014-09-23T14:00",
        "--end: is more than 31 days after the start"
    )]
    [InlineData(
        "mv baseline --profile gb-10-of-10 --meter KW --start tomorrow --end 2013-09-23T14:00",
        "--start: 'tomorrow' is not a time such as 2013-09-23 14:00"
    )]
    [InlineData(
        "mv baseline --profile gb-10-of-10 --meter KW --start 2013-03-10T02:30 --end 2013-03-10T05:00 --zone America/Los_Angeles",
        "--start: '2013-03-10 02:30' is skipped by the clock of America/Los_Angeles"
    )]
    [InlineData("mv baseline --profile gb-10-of-10 --meter KW EVENT --zone Mars", "--zone: 'Mars' is not a time zone")]
    [InlineData("mv baseline --profile gb-10-of-10 --meter KW EVENT --unit mw", "--unit: 'mw' is not one of kw, kwh")]
    [InlineData("mv baseline --profile gb-10-of-10 --meter KW EVENT --interval 10m", "--interval: '10m'")]
    [InlineData("mv baseline --profile gb-10-of-10 --meter KW EVENT --set most", "--set: 'most' is not key=value")]
    [InlineData("mv baseline --profile gb-10-of-10 --meter KW EVENT --set colour=red", "--set: colour: is no parameter of this profile")]
    [InlineData("mv baseline --profile gb-10-of-10 --meter KW EVENT --holidays Mars", "--holidays: there is no file Mars")]
    [InlineData("mv baseline --profile gb-10-of-10 --meter README EVENT", "README.md: line 1: time: 'Load")]
    [InlineData("mv backtest --meter KW --hours 25-26", "--hours: '25-26' is not two times such as 14-18 or 16:30-19:00")]
    [InlineData("mv backtest --meter KW --hours 14-14", "--hours: '14-14'")]
    [InlineData("mv backtest --meter KW", "--hours")]
    [InlineData("mv backtest --meter KW --hours 14-18 --profiles ,", "--profiles: there is no name in it")]
    [InlineData("mv backtest --meter KW --hours 14-18 --profiles towt", "--temperature: towt needs it")]
    [InlineData("mv profiles nothing", "NAME: 'nothing' is neither a file nor one of")]
    public async Task what_is_wrong_is_named_in_one_line(string line, string named)
    {
        var words = line.Replace("EVENT", "--start 2013-09-23T14:00 --end 2013-09-23T16:00", StringComparison.Ordinal)
            .Replace("README", Building("README.md"), StringComparison.Ordinal)
            .Replace("KW", Kw, StringComparison.Ordinal);

        (await _shell.Run(words.Split(' '))).ShouldBe(ExitCode.BadInput, _shell.Error.ToString());

        _shell.Error.ToString().ShouldContain(named);
        _shell.Error.ToString().Trim().Split('\n').Length.ShouldBe(1);
        _shell.Out.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task too_few_days_are_exit_code_1_and_say_why()
    {
        string[] words =
        [
            .. $"mv baseline --profile caiso-10-in-10 --meter {Kw} --start 2013-08-05T14:00 --end 2013-08-05T16:00".Split(' '),
        ];

        (await _shell.Run(words)).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain("caiso-10-in-10 needs 5 days of the class weekday and has 2");
    }

    private static async Task<JsonElement> Json(string line)
    {
        var shell = new TestShell();
        string[] words = [.. line.Split(' ').Where(w => w != "--json"), "--json"];
        (await shell.Run(words)).ShouldBe(ExitCode.Done, shell.Error.ToString());
        return JsonDocument.Parse(shell.Out.ToString()).RootElement;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double[] Kws(JsonElement result, string name) =>
        [.. result.GetProperty(name).EnumerateArray().Select(kw => kw.GetDouble())];

    /// <summary>Mean of the building on a day of 2013, by its file's own lines.</summary>
    private static double Mean(string day, int fromHour, int toHour) =>
        File.ReadLines(Kw)
            .Select(l => l.Split(','))
            .Where(l => l[0].StartsWith($"2013-{day} ", StringComparison.Ordinal))
            .Where(l =>
                int.Parse(l[0].AsSpan(11, 2), System.Globalization.CultureInfo.InvariantCulture) is var h && h >= fromHour && h < toHour
            )
            .Average(l => double.Parse(l[1], System.Globalization.CultureInfo.InvariantCulture));

    private static string Hash(params string[] files) =>
        Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(File.ReadAllBytes)]));

    private static string Building(string name) => Path.Combine(AppContext.BaseDirectory, "Building", name);
}
