using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

public class WhatIfVerbTests
{
    private const string Path = "/api/events/evt-1a2b3c4d/whatif";
    private readonly TestShell _shell = new();

    [Fact]
    public async Task what_was_measured_and_what_is_simulated_stand_apart()
    {
        await using var backend = await CannedBackend.Start();
        var issued = new WhatIfSums(null, 50, 3, 47.125, 0.9425, 0.915, 0.5, 47.125);
        var plan = new WhatIfPlan("equal", 30, 2, 30, 0, 28.5, ["that nothing else changes"], 1, [new WhatIfShare("ven-2", 10, 15, 0.95)]);
        backend.Answers(
            $"GET {Path}?without=ven-1%2Cven-3&requestedKw=30&allocation=equal",
            200,
            Canned.Json(new WhatIfView("evt-1a2b3c4d", 2, issued, issued with { RequestedKw = 30, Vens = 1, MeanKw = 9.5 }, plan))
        );

        string[] asked = ["whatif", "evt-1a2b3c4d", "--without", "ven-1", "--without", "ven-3", "--request", "30", "--order", "equal"];
        (await _shell.Run([.. asked, "--url", backend.Url])).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        foreach (
            var row in new[]
            {
                "Measured Result 2 What if",
                "Asked kW 50.00 30.00",
                "Delivered kW 47.13 9.50",
                "Simulated equal, 30.00 kW",
                "Would deliver kW 28.50",
                "It takes for granted: that nothing else changes.",
                "ven-2 10.00 15.00 0.950",
            }
        )
            _shell.Rows.ShouldContain(row);
    }

    [Fact]
    public async Task a_question_without_a_difference_is_none()
    {
        (await _shell.Run("whatif", "evt-1a2b3c4d")).ShouldBe(ExitCode.BadInput);

        _shell.Error.ToString().ShouldContain("say --profile, --without, --request or --order");
    }
}
