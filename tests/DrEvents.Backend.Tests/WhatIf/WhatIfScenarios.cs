using System.Net;
using DrEvents.Backend.Tests.Results;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.WhatIf;

/// <summary>Questions to an event that is over are answered from what is stored, and change nothing.</summary>
public sealed class WhatIfScenarios(MeasuredEvent over) : IClassFixture<MeasuredEvent>
{
    [Fact]
    public async Task another_method_other_vens_and_another_request()
    {
        (await over.Backend.Http.GetAsync("/api/events/evt-00000000/whatif?requestedKw=3")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await over.AskAsync();
        var result = await over.Backend.GetAsync<EventResult>($"/api/events/{over.Id}/result");
        var issued = result.Result;

        var same = await AskAsync("allocation=weighted");
        (same.Result, same.Issued.MeanKw, same.Measured.Vens).ShouldBe((1, issued.Portfolio.MeanKw, 3));
        same.Measured.MeanKw.ShouldBe(issued.Portfolio.MeanKw, "the same VENs and methods are the same figures");
        same.Simulated!.AskedKw.ShouldBeGreaterThan(0);

        var nothing = await AskAsync("");
        (nothing.Measured.MeanKw, nothing.Simulated).ShouldBe((issued.Portfolio.MeanKw, null));

        var pre = await AskAsync("profile=pre-event-mean");
        (pre.Measured.Profile, pre.Measured.Vens, pre.Simulated).ShouldBe(("pre-event-mean", 3, null));
        pre.Measured.MeanKw.ShouldNotBe(issued.Portfolio.MeanKw);

        var without = await AskAsync("without=mv-1&requestedKw=3");
        (without.Measured.Vens, without.Measured.RequestedKw).ShouldBe((2, 3));
        var one = result.Vens.Single(v => v.VenId == "mv-1").SignedKwh!.Value;
        without.Measured.SignedKwh!.Value.ShouldBe(issued.Portfolio.SignedKwh!.Value - one, 2e-6);
        without.Measured.MeanRatio!.Value.ShouldBe(without.Measured.MeanKw!.Value / 3, 1e-6);
        without.Simulated!.Changes.ShouldNotContain(c => c.VenId == "mv-1");
        (await over.Backend.GetAsync<ResultView[]>($"/api/events/{over.Id}/results")).Length.ShouldBe(1, "nothing was issued");
    }

    [Theory]
    [InlineData("profile=control-group", "profile")]
    [InlineData("requestedKw=0", "requestedKw")]
    [InlineData("requestedKw=x&allocation=random", "requestedKw", "allocation")]
    [InlineData("without=a/b", "without")]
    public async Task bad_input_is_refused_by_the_names_of_its_fields(string query, params string[] fields)
    {
        await over.AskAsync();
        var answer = await over.Backend.Http.GetAsync(Path(query));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadAsStringAsync();
        foreach (var field in fields)
            problem.ShouldContain($"\"{field}\"");
    }

    private Task<WhatIfView> AskAsync(string query) => over.Backend.GetAsync<WhatIfView>(Path(query));

    private string Path(string query) => $"/api/events/{over.Id}/whatif?{query}";
}
