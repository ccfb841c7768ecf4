using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Features.BackTests;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Tests.Audit;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Results;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Results;

/// <summary>
/// A back-test assigns to each VEN the better of two profiles, the event's result goes by it, and says what has changed since the inputs were sealed. The
/// settings' first profile knows only the half hour before, and on all days more is used from then on.
/// </summary>
public sealed class SealScenarios : IAsyncLifetime
{
    private const string First = "pre-event-mean";
    private const string Better = "caiso-10-in-10";
    private readonly MeasuredEvent _over;
    private readonly string _hours;
    private VenBackTestView _tested = null!;

    public SealScenarios()
    {
        var from = TimeProvider.System.GetUtcNow().AddMinutes(15);
        from = from.AddMinutes(-from.Minute % 5);
        _hours = $"{from:HH:mm}-{from.AddMinutes(30):HH:mm}";
        var settings = new Dictionary<string, string?>
        {
            ["Results:Profiles:0"] = First,
            ["Results:Profiles:1"] = Better,
            ["Results:BackTestHours"] = _hours,
            ["Results:BackTestDays"] = "22",
        };
        _over = new MeasuredEvent(settings)
        {
            MoreKw = 2,
            PlannedMinutes = 30,
            BeforeItBegins = AssignAsync,
        };
    }

    /// <inheritdoc />
    public ValueTask InitializeAsync() => _over.InitializeAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _over.DisposeAsync();

    [Fact]
    public async Task from_the_back_test_to_the_result_and_what_changes_after_the_seal()
    {
        await TheRoundAssignedTheBetterOneAsync();
        await WhatIsSealedIsWhatWasKnownAsync();
        var first = await TheResultGoesByItAndNothingHasChangedAsync();
        await AnotherAssignmentAfterwardsChangesNothingAsync(first);
        await ALateReadingOfADayBeforeIsNamedAsync();
        await WhatIsMadeAnewIsTheSameAsync();
        await AnAuditorMakesItAnewAsync();
        await BadInputIsRefusedByTheNamesOfItsFieldsAsync();
    }

    /// <summary>Of one VEN by hand, of the others by a round of back-tests, which leaves that one alone.</summary>
    private async Task AssignAsync(MeasuredEvent over)
    {
        _tested = await over.Backend.GetAsync<VenBackTestView>($"/api/vens/{over.One.Id}/backtest");
        await PutAsync(over.Two.Id, First, "its owner wants it", "an operator");
        await RoundAsync();
        await RoundAsync();
    }

    private async Task RoundAsync()
    {
        var round = AssigningRound.Begun(_over.Backend.Clock.GetUtcNow());
        await using (var session = _over.Backend.Store.LightweightSession())
        {
            session.Store(round);
            await session.SaveChangesAsync();
        }
        await _over.Backend.InvokeAsync(new AssignPage(round.StartedAt, round.After));
        await using var after = _over.Backend.Store.QuerySession();
        var done = (await after.LoadAsync<AssigningRound>(AssigningRound.Only))!;
        (done.DoneAt.HasValue, done.Vens).ShouldBe((true, 4));
    }

    private async Task TheRoundAssignedTheBetterOneAsync()
    {
        var tested = _tested.BackTest;
        (tested.RestsOn, tested.Hours, tested.TimeZone).ShouldBe(("telemetry", _hours, "UTC"));
        tested.Profiles.Select(p => p.Profile).ShouldBe([First, Better]);
        tested.PlaceboDays.ShouldBeInRange(19, 21, "22 days, but that of the other event");
        tested.Profiles[0].Nmbe!.Value.ShouldBeLessThan(-0.2, "it knows nothing of what is used from then on");
        Math.Abs(tested.Profiles[1].Nmbe!.Value).ShouldBeLessThan(0.1);
        (_tested.Best, _tested.WithinBar, _tested.Assigned).ShouldBe((Better, true, null));

        var one = await _over.Backend.GetAsync<VenProfileView>(ProfilePath(_over.One.Id));
        (one.Profile, one.By, one.Why).ShouldBe((Better, "back-test", _tested.Why));
        one.BackTest!.Hash.ShouldBe(tested.Hash, "it is the same test");
        one.BackTest.Profiles.ShouldBe(tested.Profiles);
        var two = await _over.Backend.GetAsync<VenProfileView>(ProfilePath(_over.Two.Id));
        (two.Profile, two.By, two.Why, two.Who).ShouldBe((First, "by hand", "its owner wants it", "an operator"));
        (await _over.Backend.GetAsync<VenProfileView>(ProfilePath(_over.Young.Id))).Profile.ShouldBeNull("none can be judged");
        await using var session = _over.Backend.Store.QuerySession();
        (await session.Events.FetchStreamAsync(ProfileAssigned.StreamOf(_over.One.Id))).Count.ShouldBe(1, "the same again is not stored");
    }

    private async Task WhatIsSealedIsWhatWasKnownAsync()
    {
        var seals = await _over.SealsAsync();

        await using (var session = _over.Backend.Store.QuerySession())
            (await session.Events.FetchStreamAsync(ResultStream.Of(_over.Id))).Count(e => e.Data is InputsSealed).ShouldBe(4, "each once");
        seals.Select(s => s.Assigned).ShouldBe([Better, First, null, null]);
        seals.Select(s => s.Profile).ShouldBe([Better, First, First, null]);
        (seals[0].Start, seals[0].End).ShouldBe((_over.Start, _over.End), "it ran as it was planned");
        var made = _over.One.Of(Better, _over.Start, _over.End, OtherEvent);
        seals[0].UnadjustedKw.ShouldBe(made.UnadjustedKw);
        seals[0].Days.Select(d => (d.Date, d.Used, d.Reason)).ShouldBe(made.Days.Select(d => (d.Date, d.Used, d.Reason)));
        seals[0].Days.Where(d => d.Used).ShouldAllBe(d => d.Kw > 5 && d.Digest!.Length == 16);
        seals[3].Why.ShouldNotBeNull().ShouldContain(First);
    }

    private async Task<ResultView> TheResultGoesByItAndNothingHasChangedAsync()
    {
        await _over.ReviewAsync();

        var result = await NewestAsync();
        result.Vens.Select(v => (v.Profile, v.Assigned)).ShouldBe([(Better, Better), (First, First), (First, null)]);
        result.Vens[0].PassedOver.ShouldBeEmpty("the assigned one goes first");
        result.Vens[0].BaselineKw.ShouldBe(_over.One.Of(Better, _over.Start, _over.End, OtherEvent).BaselineKw);
        var since = result.Vens[0].SinceSealed.ShouldNotBeNull();
        (since.Profile, since.Kw, since.Why).ShouldBe((Better, 0, null));
        since.Days.ShouldBeEmpty();
        since.Hash.ShouldBe((await _over.SealsAsync())[0].Hash);
        return result.Result;
    }

    private async Task AnotherAssignmentAfterwardsChangesNothingAsync(ResultView first)
    {
        (await PutAsync(_over.One.Id, First, "after the event", null)).Profile.ShouldBe(First);

        (await _over.AskAsync()).Issued.ShouldBeFalse();

        (await NewestAsync()).Result.Hash.ShouldBe(first.Hash);
        var away = await _over.Backend.Http.DeleteAsync(ProfilePath(_over.One.Id));
        (await away.Content.ReadFromJsonAsync<VenProfileView>())!.Profile.ShouldBeNull();
        (await _over.AskAsync()).Issued.ShouldBeFalse();
    }

    private async Task ALateReadingOfADayBeforeIsNamedAsync()
    {
        var sealedDays = (await _over.SealsAsync())[0].Days;
        var day = sealedDays.First(d => d.Used);
        var daysAgo = DateOnly.FromDateTime(_over.Start.UtcDateTime).DayNumber - day.Date.DayNumber;
        _over.Backend.Clock.Turn(1);
        // A second reading of five minutes in the event's hours, far above the first.
        await _over.DeliverAsync(_over.One.Reading(_over.FirstSlot.AddMinutes(10).AddDays(-daysAgo), minute: 3, kw: 9.5));

        await _over.ReviewAsync();

        var result = await NewestAsync();
        (result.Result.Number, result.Result.Why).ShouldBe((2, "late or corrected readings of 1 VEN"));
        var since = result.Vens[0].SinceSealed.ShouldNotBeNull();
        var changed = since.Days.ShouldHaveSingleItem();
        (changed.Date, changed.Was, changed.Is, changed.WasKw).ShouldBe((day.Date, "used", "used", day.Kw));
        changed.IsKw!.Value.ShouldBeGreaterThan(day.Kw!.Value);
        var used = sealedDays.Count(d => d.Used);
        since.Kw!.Value.ShouldBe((changed.IsKw!.Value - day.Kw!.Value) / used, 2e-6);
        result.Vens[1].SinceSealed!.Days.ShouldBeEmpty("only one VEN had a late reading");
    }

    private async Task WhatIsMadeAnewIsTheSameAsync()
    {
        (await _over.Backend.Http.PostAsync("/api/rebuilds/live", null)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            "the read models are made anew",
            async () => (await _over.Backend.GetAsync<RebuildView[]>("/api/rebuilds")).Single(r => r.Name == "live").Status == "done",
            withinS: 60
        );
        await _over.Backend.CatchUpAsync();

        (await _over.AskAsync()).Issued.ShouldBeFalse();
    }

    private async Task AnAuditorMakesItAnewAsync()
    {
        using var bundle = Bundle.Of(await _over.Backend.Http.GetByteArrayAsync($"/api/events/{_over.Id}/audit"));
        bundle.Verdict().Problem.ShouldBeNull();
        using var forged = Bundle.Of(await _over.Backend.Http.GetByteArrayAsync($"/api/events/{_over.Id}/audit"));
        forged.Forged("measurement.ndjson", t => t.Replace($"\"assigned\": \"{Better}\"", $"\"assigned\": \"{First}\""));
        forged.Verdict().Problem.ShouldNotBeNull();
    }

    private async Task BadInputIsRefusedByTheNamesOfItsFieldsAsync()
    {
        var none = await _over.Backend.Http.PutAsJsonAsync(ProfilePath(_over.One.Id), new AssignProfileRequest("control-group", " "));
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await none.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(["profile", "why"], ignoreOrder: true);
        foreach (
            var (query, field) in new[]
            {
                ("hours=14-14", "hours"),
                ("days=6", "days"),
                ("days=121", "days"),
                ("profiles=control-group", "profiles"),
            }
        )
        {
            var answer = await _over.Backend.Http.GetAsync($"/api/vens/{_over.One.Id}/backtest?{query}");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe([field]);
        }
        (await _over.Backend.Http.GetAsync("/api/vens/nobody/backtest")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var unheard = await _over.Backend.GetAsync<VenBackTestView>($"/api/vens/{_over.Young.Id}/backtest");
        (unheard.Best, unheard.BackTest.PlaceboDays).ShouldBe((null, 0));
        unheard.Why.ShouldContain("no day without an event");
    }

    private DateOnly OtherEvent => DateOnly.FromDateTime(_over.Start.AddDays(-MeasuredEvent.OtherEventDaysAgo).UtcDateTime);

    private async Task<VenProfileView> PutAsync(string venId, string profile, string why, string? who)
    {
        var answer = await _over.Backend.Http.PutAsJsonAsync(ProfilePath(venId), new AssignProfileRequest(profile, why, who));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<VenProfileView>())!;
    }

    private Task<EventResult> NewestAsync() => _over.Backend.GetAsync<EventResult>($"/api/events/{_over.Id}/result");

    private static string ProfilePath(string venId) => $"/api/vens/{venId}/profile";

    private sealed record Problem(Dictionary<string, string[]> Errors);
}
