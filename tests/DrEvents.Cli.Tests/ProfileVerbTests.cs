using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

/// <summary>Which profile suits a VEN, by which one it is measured, and how one is assigned by hand.</summary>
public class ProfileVerbTests
{
    private const string Ven = "/api/vens/ven-1";
    private readonly TestShell _shell = new();

    private static readonly BackTestView BackTest = new(
        "14:00-18:00",
        "Europe/Berlin",
        "telemetry",
        5,
        new DateOnly(2026, 5, 15),
        new DateOnly(2026, 7, 14),
        57,
        [
            new BackTestProfileView("caiso-10-in-10", 1, 46, 0.123, 0.01, 0.1, 0.09, -0.8, 0.9, "needs 5 days"),
            new BackTestProfileView("pre-event-mean", 1, 57, 0.31, -0.2, 0.24, 0.22, -2.4, 0.6, null),
        ],
        "9c1185a5"
    );

    private static readonly VenBackTestView Tested = new(
        "ven-1",
        BackTest,
        "caiso-10-in-10",
        true,
        "the lowest RRMSE of those at or under 20 %",
        "of profiles",
        null
    );

    private static readonly VenProfileView Assigned = new(
        "ven-1",
        "caiso-10-in-10",
        1,
        "back-test",
        "the lowest RRMSE",
        null,
        new DateTimeOffset(2026, 7, 14, 3, 0, 0, TimeSpan.Zero),
        BackTest
    );

    [Fact]
    public async Task a_back_test_of_a_ven_is_shown_as_that_of_files()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers($"GET {Ven}/backtest?hours=14-18&profiles=caiso-10-in-10%2Cpre-event-mean&days=60", 200, Canned.Json(Tested));

        var asked = new[] { "--hours", "14-18", "--profiles", "caiso-10-in-10,pre-event-mean", "--days", "60" };
        (await _shell.Run(["backtest", "ven-1", .. asked, "--url", backend.Url])).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        foreach (
            var row in new[]
            {
                "Hours 14:00-18:00, Europe/Berlin",
                "Days 2026-05-15 to 2026-07-13",
                "Placebo days 57",
                "Best caiso-10-in-10: the lowest RRMSE of those at or under 20 %",
                "SHA-256 of inputs 9c1185a5",
                "caiso-10-in-10 46 12.30 1.00 10.00 9.00 -0.80 0.90",
                "pre-event-mean 57 31.00 -20.00 24.00 22.00 -2.40 0.60",
            }
        )
            _shell.Rows.ShouldContain(row);
        _shell.Error.ToString().ShouldContain("caiso-10-in-10: no baseline on 11 of the days; on the newest: needs 5 days");
    }

    [Fact]
    public async Task where_none_can_be_judged_it_says_why_and_is_exit_code_1()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers($"GET {Ven}/backtest", 200, Canned.Json(Tested with { Best = null, Why = "there is no day" }));

        (await _shell.Run("backtest", "ven-1", "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);

        _shell.Rows.ShouldContain("Best none: there is no day");
    }

    [Fact]
    public async Task by_which_profile_a_ven_is_measured_is_shown_with_what_that_rests_on()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers($"GET {Ven}/profile", 200, Canned.Json(Assigned));

        (await _shell.Run("ven", "profile", "ven-1", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        foreach (var row in new[] { "Profile caiso-10-in-10, version 1", "Assigned back-test", "Why the lowest RRMSE", "Placebo days 57" })
            _shell.Rows.ShouldContain(row);
    }

    [Fact]
    public async Task one_is_assigned_by_hand_and_taken_away()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers($"PUT {Ven}/profile", 200, Canned.Json(Assigned with { By = "by hand", BackTest = null, Who = "me" }));
        backend.Answers(
            $"DELETE {Ven}/profile",
            200,
            Canned.Json(new VenProfileView("ven-1", null, null, "by hand", "taken away", null, Assigned.At, null))
        );

        string[] assign = ["ven", "profile", "ven-1", "--assign", "caiso-10-in-10", "--why", "it fits", "--who", "me"];
        (await _shell.Run([.. assign, "--url", backend.Url])).ShouldBe(ExitCode.Done, _shell.Error.ToString());
        backend.Asked[0].Body.ShouldContain("\"why\":\"it fits\"");
        _shell.Rows.ShouldContain("Assigned by hand");

        (await _shell.Run("ven", "profile", "ven-1", "--none", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());
        _shell.Rows.ShouldContain("Profile none: by the settings");
    }

    [Theory]
    [InlineData("--why: is missing", "--assign", "caiso-10-in-10")]
    [InlineData("at most one of them", "--assign", "caiso-10-in-10", "--why", "x", "--none")]
    [InlineData("belong to --assign", "--why", "x")]
    public async Task what_contradicts_itself_is_refused(string said, params string[] options)
    {
        (await _shell.Run(["ven", "profile", "ven-1", .. options, "--url", "http://127.0.0.1:1"])).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain(said);
    }
}
