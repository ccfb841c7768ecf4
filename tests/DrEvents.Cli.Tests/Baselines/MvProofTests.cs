using System.Text.Json;
using DrEvents.Cli.Tests.Surroundings;

namespace DrEvents.Cli.Tests.Baselines;

/// <summary><c>drevents mv</c>: a result says all that it rests on, and what contradicts itself is refused in one line.</summary>
public sealed class MvProofTests : IDisposable
{
    private const string Event = "--start 2013-09-23T14:00 --end 2013-09-23T16:00 --zone America/Los_Angeles";

    private static readonly string Kw = Building("test_kw.csv");
    private static readonly string Events = Building("test_dr_days.csv");

    private readonly TestShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("mv").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--profile caiso-10-in-10 --set most=1e999 --json", "--set: adjustment.most: is not a finite number")]
    [InlineData("--profile caiso-10-in-10 --set least=-1e999", "--set: adjustment.least: is not a finite number")]
    [InlineData(
        "--profile towt --temperature TEMPERATURE --set regression.knotsF=[1e999]",
        "--set: regression.knotsF.0: is not a finite number"
    )]
    [InlineData("--profile caiso-10-in-10 --set lookBackDays=30 --set lookBackDays=60", "--set: lookBackDays: is set twice")]
    [InlineData("--profile caiso-10-in-10 --temperature-unit c", "--temperature-unit: there is no --temperature")]
    [InlineData("--profile caiso-10-in-10 --control KW", "--control: caiso-10-in-10 takes no control group")]
    [InlineData(
        "--profile caiso-10-in-10 --holidays FR",
        "--holidays: there is no file FR, and it is none of the calendars that ship: DE, GB, US, US-NERC"
    )]
    public async Task what_cannot_be_is_refused_by_a_baseline(string options, string named) =>
        await Refused($"mv baseline --meter KW {Event} {options}", named);

    [Theory]
    [InlineData("--profiles caiso-10-in-10 --set most=1e999", "--set: adjustment.most: is not a finite number")]
    [InlineData("--profiles caiso-10-in-10,gb-10-of-10 --control KW", "--control: caiso-10-in-10, gb-10-of-10 takes no control group")]
    [InlineData("--temperature-unit f", "--temperature-unit: there is no --temperature")]
    public async Task and_by_a_back_test(string options, string named) =>
        await Refused($"mv backtest --meter KW --hours 14-18 {options}", named);

    [Fact]
    public async Task a_back_test_shows_the_parameters_and_the_calendar_of_each_profile()
    {
        var line = $"mv backtest --profiles caiso-10-in-10,gb-10-of-10 --meter {Kw} --hours 14-18 --set lookBackDays=20 --set wanted=4";
        var profiles = (await Json(line + " --set minimum=2")).GetProperty("profiles").EnumerateArray().ToList();

        profiles[0].GetProperty("parameters").GetProperty("days").GetProperty("lookBackDays").GetInt32().ShouldBe(20);
        profiles[0].GetProperty("parameters").GetProperty("adjustment").GetProperty("most").GetDouble().ShouldBe(1.2);
        profiles[0].GetProperty("holidays").GetString().ShouldBe("US-NERC 1");
        profiles[1].GetProperty("holidays").ValueKind.ShouldBe(JsonValueKind.Null);
        var named = await Json($"mv backtest --profiles gb-10-of-10 --meter {Kw} --hours 14-18 --holidays US");
        named.GetProperty("profiles")[0].GetProperty("holidays").GetString().ShouldBe("US 1");
    }

    [Theory]
    [InlineData("15m")]
    [InlineData("30m")]
    [InlineData("1h")]
    public async Task a_clipped_reduction_has_the_signed_one_beside_it_and_the_same_energy_for_all_intervals(string interval)
    {
        var hours = await Json($"mv baseline --profile gb-10-of-10 --meter {Kw} {Event}");
        var made = await Json($"mv baseline --profile gb-10-of-10 --meter {Kw} {Event} --interval {interval}");

        made.GetProperty("settles").GetString().ShouldBe("clipped");
        made.GetProperty("energyKwh").GetDouble().ShouldBe(hours.GetProperty("energyKwh").GetDouble());
        made.GetProperty("signedEnergyKwh").GetDouble().ShouldBe(hours.GetProperty("signedEnergyKwh").GetDouble());
        made.GetProperty("energyKwh").GetDouble().ShouldBeGreaterThan(made.GetProperty("signedEnergyKwh").GetDouble());
        made.GetProperty("signedReductionKw").GetArrayLength().ShouldBe(made.GetProperty("reductionKw").GetArrayLength());
        (await Json($"mv baseline --profile caiso-10-in-10 --meter {Kw} {Event}")).GetProperty("settles").GetString().ShouldBe("signed");
    }

    [Fact]
    public async Task a_table_says_which_reduction_settles()
    {
        (await _shell.Run($"mv baseline --profile gb-10-of-10 --meter {Kw} {Event}".Split(' '))).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain(", clipped at 0 per 30 minutes, which settles; ");
    }

    [Fact]
    public async Task a_tie_is_rounded_away_from_zero()
    {
        const string time = "--zone America/Los_Angeles --start 2013-09-17T13:00 --end 2013-09-17T16:00";
        var result = await Json($"mv baseline --profile pjm-high-4-of-5 --meter {Kw} --events {Events} {time}");

        result.GetProperty("baselineKw")[2].GetDouble().ShouldBe(16.252938);
        result.GetProperty("energyKwh").GetDouble().ShouldBe(0.880938);
    }

    [Fact]
    public async Task a_back_test_on_a_load_of_zero_says_that_its_error_is_not_defined()
    {
        var meter = Path.Combine(_folder, "zero.csv");
        await File.WriteAllLinesAsync(
            meter,
            Enumerable.Range(0, 24 * 40).Select(i => $"{new DateTime(2026, 6, 1).AddHours(i):yyyy-MM-dd HH:mm},0")
        );

        (await _shell.Run($"mv backtest --profiles gb-10-of-10 --meter {meter} --hours 14-18".Split(' '))).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain("the mean of the load in these hours of 40 days is 0, so that RRMSE is not defined");
        _shell.Error.ToString().ShouldNotContain("no profile made a baseline");
    }

    private async Task Refused(string line, string named)
    {
        var words = line.Replace("KW", Kw, StringComparison.Ordinal)
            .Replace("TEMPERATURE", Building("test_temp.csv"), StringComparison.Ordinal);

        (await _shell.Run(words.Split(' '))).ShouldBe(ExitCode.BadInput, _shell.Error.ToString());

        _shell.Error.ToString().ShouldContain(named);
        _shell.Error.ToString().Trim().Split('\n').Length.ShouldBe(1);
        _shell.Out.ToString().ShouldBeEmpty();
    }

    private static async Task<JsonElement> Json(string line)
    {
        var shell = new TestShell();
        (await shell.Run([.. line.Split(' '), "--json"])).ShouldBe(ExitCode.Done, shell.Error.ToString());
        return JsonDocument.Parse(shell.Out.ToString()).RootElement;
    }

    private static string Building(string name) => Path.Combine(AppContext.BaseDirectory, "Building", name);
}
