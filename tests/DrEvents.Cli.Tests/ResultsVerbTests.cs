using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class ResultsVerbTests
{
    private const string Event = "/api/events/evt-1a2b3c4d";
    private readonly TestShell _shell = new();

    [Fact]
    public async Task the_newest_is_shown_with_its_intervals_and_those_that_were_before_it()
    {
        await using var backend = await CannedBackend.Start();
        Lays(backend, "limit=1", Canned.Result);

        (await _shell.Run("results", "evt-1a2b3c4d", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        foreach (
            var row in new[]
            {
                "Result 2, in place of 1",
                "Delivered kW 47.13",
                "Of what was asked 0.943, in the worst interval 0.915",
                "Energy kWh 47.13",
                "Pre-cooling kWh 0.00",
                "Rebound kWh 3.50, at its peak 0.127 of what was delivered (snapback ratio)",
                "Net energy kWh -",
                "Not known the energy of the event is not known",
                "VENs 3, 1 of them provisional",
                "By the utility's meter 1",
                "By caiso-10-in-10 (2), pre-event-mean (1)",
                "Difference -0.50 kW, -0.50 kWh, 1 VENs: ven-1",
                "12:00 80.00 31.50 48.50 0",
                "12:30 82.00 36.25 45.75 1",
                "ven-9 has no result: pre-event-mean: none of its readings in these hours is known",
                "the event is over",
            }
        )
            _shell.Rows.ShouldContain(row);
        _shell.Rows.ShouldNotContain("Settled");
        backend.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task vens_are_read_page_by_page()
    {
        await using var backend = await CannedBackend.Start();
        Lays(backend, "limit=1000", Canned.Result, after: "ven-1");
        var second = Canned.VenResult with
        {
            VenId = "ven-2",
            Provisional = null,
            RestsOn = "telemetry",
            NotByMeter = "the meter lacks 3 of 12 intervals",
        };
        backend.Answers(
            $"GET {Event}/result/vens?number=2&limit=1000&after=ven-1",
            200,
            Canned.Json(new VenResultPage(Canned.EventId, 2, [second], null))
        );

        (await _shell.Run("results", "evt-1a2b3c4d", "--vens", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("ven-1 meter caiso-10-in-10 2 1.200 28.10 28.10 1.50 26.60 1 of 2 intervals are not known");
        _shell.Rows.ShouldContain("ven-2 telemetry caiso-10-in-10 2 1.200 28.10 28.10 1.50 26.60 -");
        _shell.Rows.ShouldContain("ven-2 is not by its meter: the meter lacks 3 of 12 intervals");
        _shell.Rows.ShouldNotContain("ven-1 is not by its meter");
    }

    [Fact]
    public async Task which_profile_was_assigned_and_what_changed_since_the_seal_is_said_of_each_ven()
    {
        await using var backend = await CannedBackend.Start();
        var at = new DateTimeOffset(2026, 7, 14, 10, 0, 6, TimeSpan.Zero);
        var same = new SinceSealedView(at, "caiso-10-in-10", 1, "9c11", [], 0, null);
        DaySinceView[] days =
        [
            new(new DateOnly(2026, 7, 13), "used", "used", 40, 46),
            new(new DateOnly(2026, 7, 10), "an interval is missing in the event's hours", "used", null, 41),
        ];
        VenResultView[] vens =
        [
            Canned.VenResult with
            {
                Assigned = "caiso-10-in-10",
                SinceSealed = same,
            },
            Canned.VenResult with
            {
                VenId = "ven-2",
                Assigned = "pjm-high-4-of-5",
                PassedOver = [new ResultPassedView("pjm-high-4-of-5", "too few days")],
                SinceSealed = same with { Days = days, Kw = 0.6 },
            },
            Canned.VenResult with
            {
                VenId = "ven-3",
                SinceSealed = same with { Kw = null, Why = "caiso-10-in-10 is no longer version 1" },
            },
            Canned.VenResult with
            {
                VenId = "ven-4",
            },
        ];
        Lays(backend, "limit=1000", Canned.Result, vens: vens);

        (await _shell.Run("results", "evt-1a2b3c4d", "--vens", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        foreach (
            var row in new[]
            {
                "ven-1: by caiso-10-in-10, which its programme wants or was assigned to it",
                "ven-2: pjm-high-4-of-5, which its programme wants or was assigned to it, made no baseline: too few days",
                "Inputs are as they were sealed at the begin: 1 of 4 VENs; 1 have no seal",
                "ven-2 has another baseline than was sealed: +0.60 kW before its adjustment; 2026-07-13 has other readings, 40.00 kW then and 46.00 kW now; "
                    + "2026-07-10 was: an interval is missing in the event's hours, is: used",
                "ven-3 cannot be compared with what was sealed: caiso-10-in-10 is no longer version 1",
            }
        )
            _shell.Rows.ShouldContain(row);
    }

    [Fact]
    public async Task methods_are_shown_side_by_side()
    {
        await using var backend = await CannedBackend.Start();
        var view = new SideBySideView(
            Canned.EventId,
            2,
            50,
            47.125,
            [
                new ProfileSumsView("pjm-high-4-of-5", 1, 2, 1, "ven-9: too few days", 45, 0.9, 0.8, 0.5, 45, 46),
                new ProfileSumsView("pre-event-mean", 1, 3, 0, null, 40, 0.8, 0.7, 0.25, 40, 41),
            ]
        );
        backend.Answers($"GET {Event}/result/profiles", 200, Canned.Json(view));
        backend.Answers(
            $"GET {Event}/result/profiles?names=a%2Cb",
            400,
            """{"title":"Bad","errors":{"names":["names what is none of x"]}}"""
        );

        (await _shell.Run("results", "evt-1a2b3c4d", "--by", "all", "--url", backend.Url)).ShouldBe(ExitCode.Done, _shell.Error.ToString());
        _shell.Rows.ShouldContain("pjm-high-4-of-5 2 45.00 0.900 0.800 0.500 45.00 1, as ven-9: too few days");
        _shell.Rows.ShouldContain("pre-event-mean 3 40.00 0.800 0.700 0.250 40.00 -");
        _shell.Rows.ShouldContain("result 2 says 47.13 kW");

        (await _shell.Run("results", "evt-1a2b3c4d", "--by", "a,b", "--url", backend.Url)).ShouldBe(ExitCode.BadInput);
        _shell.Error.ToString().ShouldContain("names what is none of x");
    }

    [Fact]
    public async Task that_of_a_time_is_asked_for_in_utc()
    {
        await using var backend = await CannedBackend.Start();
        Lays(backend, "limit=1&known=2026-07-13T22:30:00Z", Canned.Result);

        (await _shell.Run("results", "evt-1a2b3c4d", "--known", "2026-07-14T00:30:00+02:00", "--url", backend.Url)).ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData(true, "Result 2 was issued.")]
    [InlineData(false, "Nothing has changed: no result was issued.")]
    public async Task it_is_made_again_first_when_that_is_asked_for(bool issued, string said)
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers($"POST {Event}/results", 200, Canned.Json(new ResultAsked(issued, Canned.Result)));
        Lays(backend, "limit=1", Canned.Result);

        (await _shell.Run("results", "evt-1a2b3c4d", "--issue", "--url", backend.Url)).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldStartWith(said);
        backend.Asked[0].Line.ShouldBe($"POST {Event}/results");
    }

    [Fact]
    public async Task where_there_is_none_it_says_when_there_will_be_and_is_exit_code_1()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers(
            $"GET {Event}/result?limit=1",
            404,
            """{"title":"Not found","status":404,"detail":"The result of event evt-1a2b3c4d is issued at 2026-07-14T11:10:00Z"}""",
            "application/problem+json"
        );

        (await _shell.Run("results", "evt-1a2b3c4d", "--url", backend.Url)).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain("is issued at 2026-07-14T11:10:00Z");
        _shell.Out.ToString().ShouldBeEmpty();
    }

    private static void Lays(
        CannedBackend backend,
        string query,
        ResultView result,
        string? after = null,
        IReadOnlyList<VenResultView>? vens = null
    )
    {
        backend.Answers($"GET {Event}/result?{query}", 200, Canned.Json(new EventResult(result, vens ?? [Canned.VenResult], after)));
        var first = result with { Number = 1, Supersedes = null, Why = "the event is over", Difference = null };
        backend.Answers($"GET {Event}/results", 200, Canned.Json<ResultView[]>([result, first]));
    }
}
