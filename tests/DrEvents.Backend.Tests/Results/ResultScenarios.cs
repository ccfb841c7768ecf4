using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Results;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Results;
using DrEvents.Testing;
using Marten;

namespace DrEvents.Backend.Tests.Results;

/// <summary>What an event came to is issued once, is what the engine says of the readings, and is superseded by what comes late.</summary>
public sealed class ResultScenarios(MeasuredEvent over) : IClassFixture<MeasuredEvent>
{
    private const string Known = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    [Fact]
    public async Task results_from_the_first_to_the_one_after_a_late_reading()
    {
        await WhileThereIsNoneAsync();
        var first = await TwoThatAskAtOnceGetOneAsync();
        await ItIsWhatTheEngineSaysAsync();
        await MethodsSideBySideAreWhatTheEngineSaysAsync();
        await WithoutChangeNothingIsIssuedAsync();
        await ALateReadingSupersedesAsync(first);
        await NothingElseIsDisturbedAsync();
    }

    private async Task WhileThereIsNoneAsync()
    {
        over.WhileItRan.Shown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await over.WhileItRan.Shown.Content.ReadAsStringAsync()).ShouldContain("is issued 600 s after its end");
        over.WhileItRan.Asked.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var none = await over.Backend.Http.GetAsync(Path("result"));
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await none.Content.ReadAsStringAsync()).ShouldContain($"is issued at {over.End.AddMinutes(10):yyyy-MM-dd'T'HH:mm}");
        (await over.Backend.GetAsync<ResultView[]>(Path("results"))).ShouldBeEmpty();
    }

    private async Task<ResultView> TwoThatAskAtOnceGetOneAsync()
    {
        await Task.WhenAll(over.ReviewAsync(), over.ReviewAsync());

        var only = (await over.Backend.GetAsync<ResultView[]>(Path("results"))).ShouldHaveSingleItem();
        (only.Number, only.Supersedes, only.Why, only.RequestedKw).ShouldBe((1, null, "the event is over", 6));
        (only.Start, only.End, only.IntervalMinutes, only.TimeZone).ShouldBe((over.Start, over.End, 5, "UTC"));
        (only.Vens, only.NotMeasured).ShouldBe((3, 1));
        only.ByProfile.ShouldBe([new ResultProfileView("caiso-10-in-10", 1, 2), new ResultProfileView("pre-event-mean", 1, 1)]);
        var unheard = only.NotMeasuredVens.ShouldHaveSingleItem();
        unheard.VenId.ShouldBe(over.Unheard.Id);
        unheard.Why.ShouldContain("caiso-10-in-10: ");
        unheard.Why.ShouldContain("pre-event-mean needs the hours around the event");
        return only;
    }

    private async Task ItIsWhatTheEngineSaysAsync()
    {
        var result = await over.Backend.GetAsync<EventResult>(Path("result"));
        var other = DateOnly.FromDateTime(over.Start.AddDays(-MeasuredEvent.OtherEventDaysAgo).UtcDateTime);
        BaselineResult[] expected =
        [
            over.One.Of("caiso-10-in-10", over.Start, over.End, other),
            over.Two.Of("caiso-10-in-10", over.Start, over.End),
            over.Young.Of("pre-event-mean", over.Start, over.End),
        ];

        result.Vens.Select(v => v.VenId).ShouldBe(["mv-1", "mv-2", "mv-3"]);
        foreach (var (ven, made) in result.Vens.Zip(expected))
            ShouldBeTheSame(ven, made);
        result.Vens[2].PassedOver.ShouldHaveSingleItem().Profile.ShouldBe("caiso-10-in-10");
        result.Vens[0].Days.Where(d => d.Used).SelectMany(d => d.Dates).ShouldNotContain(other);
        result.Vens.Select(v => v.Hash).ShouldBeUnique();
        var sums = result.Result.Portfolio;
        for (var i = 0; i < sums.SignedKw.Count; i++)
            sums.SignedKw[i]!.Value.ShouldBe(expected.Sum(e => e.SignedReductionKw[i]!.Value), 1e-9);
        sums.MeanKw!.Value.ShouldBe(expected.Sum(e => e.SignedEnergyKwh!.Value) / (over.End - over.Start).TotalHours, 4e-6);
        sums.UnknownVens.ShouldBe([0, 0, 0, 0, 0, 0]);
        result.Result.Hash.ShouldBe(ResultDigest.Of(string.Concat(result.Vens.Select(v => v.Hash + "\n"))));
        await PagesAsync(result);
    }

    private async Task MethodsSideBySideAreWhatTheEngineSaysAsync()
    {
        var two = await over.Backend.GetAsync<SideBySideView>(Path("result/profiles?names=pjm-high-4-of-5,pre-event-mean"));
        var all = await over.Backend.GetAsync<SideBySideView>(Path("result/profiles"));

        (two.Number, two.RequestedKw).ShouldBe((1, 6));
        two.Profiles.Select(p => (p.Profile, p.Vens, p.NotMeasured)).ShouldBe([("pjm-high-4-of-5", 2, 2), ("pre-event-mean", 3, 1)]);
        var other = DateOnly.FromDateTime(over.Start.AddDays(-MeasuredEvent.OtherEventDaysAgo).UtcDateTime);
        BaselineResult[] pjm =
        [
            over.One.Of("pjm-high-4-of-5", over.Start, over.End, other),
            over.Two.Of("pjm-high-4-of-5", over.Start, over.End),
        ];
        two.Profiles[0].SignedKwh!.Value.ShouldBe(pjm.Sum(b => b.SignedEnergyKwh!.Value), 4e-6);
        two.Profiles[0].WhyNot.ShouldNotBeNull().ShouldStartWith("mv-3: pjm-high-4-of-5: ");
        all.Profiles.Select(p => p.Profile).ShouldBe(SideBySide.All.Select(p => p.Name));
        Json(all.Profiles.Single(p => p.Profile == "pre-event-mean")).ShouldBe(Json(two.Profiles[1]));
        await LinesOfMethodsAddUpAsync(two, pjm);
    }

    private async Task LinesOfMethodsAddUpAsync(SideBySideView two, BaselineResult[] pjm)
    {
        var (lines, pre) = (two.Profiles[0], two.Profiles[1]);
        for (var i = 0; i < lines.BaselineKw!.Count; i++)
        {
            lines.BaselineKw[i]!.Value.ShouldBe(pjm.Sum(b => b.BaselineKw[i]), 2e-6);
            lines.ActualKw![i]!.Value.ShouldBe(pjm.Sum(b => b.ActualKw[i]!.Value), 2e-6);
        }
        (pre.Rrmse, pre.Band).ShouldBe((null, null), "the half hour before has no other days to be tried on");
        var known = (await over.Backend.GetAsync<SideBySideView>(Path("result/profiles?names=caiso-10-in-10"))).Profiles.Single();
        // Weekends have four like days, of which nobody knows how far errors reach.
        (known.Rrmse is null).ShouldBe(known.Band is null);
        (known.Rrmse ?? 0.1).ShouldBeInRange(0.0001, 1);

        var profiles = await over.Backend.GetAsync<ProfileView[]>("/api/profiles");
        profiles.Where(p => p.IsMeasurable).Select(p => p.Name).ShouldBe(SideBySide.All.Select(p => p.Name));
        profiles.Where(p => p.Order is not null).OrderBy(p => p.Order).Select(p => p.Name).ShouldBe(["caiso-10-in-10", "pre-event-mean"]);
    }

    private static void ShouldBeTheSame(VenResultView ven, BaselineResult made)
    {
        made.Problem.ShouldBeNull();
        ven.UnadjustedKw.ShouldBe(made.UnadjustedKw);
        (ven.Adjustment.Raw, ven.Adjustment.Applied, ven.Adjustment.Note).ShouldBe(
            (made.Adjustment.Raw, made.Adjustment.Applied, made.Adjustment.Note)
        );
        ven.BaselineKw.ShouldBe(made.BaselineKw);
        ven.ActualKw.ShouldBe(made.ActualKw);
        ven.ActualKw.ShouldNotContain((double?)null);
        ven.SignedKw.ShouldBe(made.SignedReductionKw);
        ven.SettledKw.ShouldBe(made.ReductionKw);
        (ven.SignedKwh, ven.SettledKwh, ven.Provisional).ShouldBe((made.SignedEnergyKwh, made.EnergyKwh, null));
        ven.Days.SelectMany(d => d.Dates, (d, date) => new DayVerdict(date, d.Used, d.Reason))
            .OrderByDescending(d => d.Date)
            .ShouldBe(made.Days);
    }

    private async Task PagesAsync(EventResult whole)
    {
        var first = await over.Backend.GetAsync<VenResultPage>(Path("result/vens?limit=2"));
        (first.Number, first.After).ShouldBe((1, "mv-2"));
        var second = await over.Backend.GetAsync<VenResultPage>(Path("result/vens?number=1&limit=2&after=mv-2"));
        second.After.ShouldBeNull();
        first.Vens.Concat(second.Vens).Select(v => v.Hash).ShouldBe(whole.Vens.Select(v => v.Hash));
        (await over.Backend.GetAsync<VenResultPage>(Path("result/vens?venId=mv-2"))).Vens.ShouldHaveSingleItem().VenId.ShouldBe("mv-2");
        (await over.Backend.GetAsync<VenResultPage>(Path("result/vens?venId=mv-4"))).Vens.ShouldBeEmpty();
    }

    private async Task WithoutChangeNothingIsIssuedAsync()
    {
        var stored = await StoredAsync();

        var asked = await over.AskAsync();
        await over.ReviewAsync();

        (asked.Issued, asked.Newest.Number).ShouldBe((false, 1));
        (await StoredAsync()).ShouldBe(stored);
    }

    private async Task ALateReadingSupersedesAsync(ResultView first)
    {
        var between = over.Backend.Clock.GetUtcNow();
        over.Backend.Clock.Turn(1);
        var before = over.Two.Of("caiso-10-in-10", over.Start, over.End);
        await over.DeliverAsync(over.Two.Reading(over.FirstSlot.AddMinutes(10), minute: 3, kw: 4.5));
        var after = over.Two.Of("caiso-10-in-10", over.Start, over.End);

        await over.ReviewAsync();

        var all = await over.Backend.GetAsync<ResultView[]>(Path("results"));
        all.Select(r => r.Number).ShouldBe([2, 1]);
        (all[0].Supersedes, all[0].Why).ShouldBe((1, "late or corrected readings of 1 VEN"));
        all[0].Difference!.VenIds.ShouldBe(["mv-2"]);
        var kwh = after.SignedEnergyKwh!.Value - before.SignedEnergyKwh!.Value;
        kwh.ShouldBeLessThan(0);
        all[0].Difference!.Kwh!.Value.ShouldBe(kwh, 2e-6);
        ShouldBeTheSame((await over.Backend.GetAsync<VenResultPage>(Path("result/vens?venId=mv-2"))).Vens[0], after);
        ShouldBeTheSame((await over.Backend.GetAsync<VenResultPage>(Path("result/vens?number=1&venId=mv-2"))).Vens[0], before);
        Json(all[1]).ShouldBe(Json(first), "what was issued is as it was");
        var then = await over.Backend.GetAsync<EventResult>(Path($"result?known={between.UtcDateTime.ToString(Known, null)}"));
        Json(then.Result).ShouldBe(Json(first));
        (await over.Backend.Http.GetAsync(Path($"result?known={over.Start:yyyy-MM-dd'T'HH:mm:ss'Z'}"))).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    private async Task NothingElseIsDisturbedAsync()
    {
        var items = (await over.Backend.GetAsync<StoredEventsPage>(Path("stored?limit=500"))).Items;
        items.Count(i => i.Type == nameof(ResultIssued)).ShouldBe(2);
        items.First(i => i.Type == nameof(ResultIssued)).Text.ShouldStartWith("result 2 in place of 1: ");
        items.ShouldNotContain(i => i.Type == nameof(VenResultsIssued));
        (await over.Backend.GetAsync<BaselineView[]>(Path("baselines"))).Select(b => b.VenId).ShouldBe(["mv-1", "mv-2", "mv-3", "mv-4"]);
        await ReplayIsIdenticalAsync();

        (await over.Backend.Http.PostAsync("/api/rebuilds/live", null)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            "the read models are made anew",
            async () => (await over.Backend.GetAsync<RebuildView[]>("/api/rebuilds")).Single(r => r.Name == "live").Status == "done",
            withinS: 60
        );
        await over.Backend.CatchUpAsync();

        await ReplayIsIdenticalAsync();
        (await over.AskAsync()).Issued.ShouldBeFalse("read models that are made anew give the same result to the last bit");
    }

    private async Task ReplayIsIdenticalAsync()
    {
        var answer = await over.Backend.Http.PostAsync(Path("replay"), null);
        var report = (await answer.Content.ReadFromJsonAsync<ReplayReport>())!;
        report.Differences.ShouldBeEmpty();
        (report.Identical, report.BaselinesRecomputed).ShouldBe((true, 4));
    }

    [Theory]
    [InlineData("result?known=yesterday", "known")]
    [InlineData("result?known=2099-01-01T00:00:00Z", "known")]
    [InlineData("result?limit=0", "limit")]
    [InlineData("result?after=a/b&limit=x", "after", "limit")]
    [InlineData("result/profiles?names=none", "names")]
    [InlineData("result/profiles?names=control-group", "names")]
    [InlineData("result/profiles?names=pre-event-mean,pre-event-mean", "names")]
    [InlineData("result/vens?number=0", "number")]
    [InlineData("result/vens?number=x&venId=a/b", "number", "venId")]
    public async Task bad_input_is_refused_by_the_names_of_its_fields(string query, params string[] fields)
    {
        var answer = await over.Backend.Http.GetAsync(Path(query));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Theory]
    [InlineData("GET", "evt-00000000/results")]
    [InlineData("GET", "evt-00000000/result")]
    [InlineData("GET", "none/result/vens")]
    [InlineData("POST", "evt-00000000/results")]
    public async Task of_no_event_there_is_nothing(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/events/" + path);

        (await over.Backend.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private string Path(string rest) => $"/api/events/{over.Id}/{rest}";

    private async Task<long> StoredAsync()
    {
        await using var session = over.Backend.Store.QuerySession();
        return (await session.Events.FetchStreamStateAsync(ResultStream.Of(over.Id)))!.Version;
    }

    private static string Json<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value);

    private sealed record Problem(Dictionary<string, string[]> Errors);
}
