using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Tests.Audit;
using DrEvents.Backend.Tests.Results;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Weather;

/// <summary>
/// Results rest on the temperatures of a VEN's site as soon as these are imported, and on the order's next profile where they are missing; an auditor makes
/// them anew.
/// </summary>
public sealed partial class WeatherScenarios : IAsyncLifetime
{
    private const string ByWeather = "towt";
    private const string Next = "caiso-10-in-10";
    private readonly MeasuredEvent _over;
    private readonly string _hours;
    private readonly ImportedTemperatures _north = new("north");
    private readonly ImportedTemperatures _south = new("south");

    public WeatherScenarios()
    {
        var from = TimeProvider.System.GetUtcNow().AddMinutes(15);
        from = from.AddMinutes(-from.Minute % 5);
        _hours = $"{from:HH:mm}-{from.AddMinutes(30):HH:mm}";
        var settings = new Dictionary<string, string?> { ["Results:Profiles:0"] = ByWeather, ["Results:Profiles:1"] = Next };
        _over = new MeasuredEvent(settings) { BeforeItBegins = GiveSitesAsync };
    }

    private DateOnly OtherEvent => DateOnly.FromDateTime(_over.Start.AddDays(-MeasuredEvent.OtherEventDaysAgo).UtcDateTime);

    /// <inheritdoc />
    public ValueTask InitializeAsync() => _over.InitializeAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _over.DisposeAsync();

    [Fact]
    public async Task from_the_file_of_temperatures_to_the_audited_result()
    {
        await WithoutTemperaturesTheNextProfileHoldsAsync();
        await ImportedOnesChangeTheResultOfTheirSiteAloneAsync();
        await ACorrectedOneSupersedesItAsync();
        await WhereHoursAreMissingTheNextProfileHoldsAsync();
        await BackTestsAndOtherMethodsKnowThemAsync();
        await AnAuditorMakesAllOfThemAnewAsync();
        await AVenThatMovesLeavesItsOldResultAsItWasAsync();
        await WhatIsMadeAnewIsTheSameAsync();
    }

    private static async Task GiveSitesAsync(MeasuredEvent over)
    {
        await GroupAsync(over, over.One.Id, "site:north", "heat pumps");
        await GroupAsync(over, over.Two.Id, "site:south");
    }

    private static async Task GroupAsync(MeasuredEvent over, string venId, params string[] groups) =>
        (await over.Backend.Http.PatchAsJsonAsync($"/api/vens/{venId}", new ChangeVenRequest(Groups: groups))).EnsureSuccessStatusCode();

    private async Task WithoutTemperaturesTheNextProfileHoldsAsync()
    {
        await _over.ReviewAsync();

        var first = await NewestAsync();
        var one = first.Vens[0];
        (first.Result.Number, one.Profile, one.Temperatures).ShouldBe((1, Next, null));
        one.PassedOver.ShouldBe([new ResultPassedView(ByWeather, "no temperature of these days is known of the site north")]);
        first.Result.NotMeasuredVens.ShouldNotBeEmpty();
        first.Result.NotMeasuredVens.ShouldAllBe(v =>
            v.Why.StartsWith("towt: no temperature of these days is known of the site default; ", StringComparison.Ordinal)
        );
        (await _over.SealsAsync())[0].Profile.ShouldBe(Next);
        // An event whose first result is still to come is made again by nobody.
        _over.Backend.Clock.Turn(660);
    }

    private async Task ImportedOnesChangeTheResultOfTheirSiteAloneAsync()
    {
        _north.Has(_over.Start.AddDays(-30), _over.End.AddHours(3));

        var answer = await _north.ImportAsync(_over.Backend.Http, "?name=july.csv");

        (answer.Imported, answer.Newest.Number, answer.Newest.Name, answer.Newest.Unit).ShouldBe((true, 1, "july.csv", "c"));
        (answer.Newest.Added, answer.Newest.Changed).ShouldBe((answer.Newest.Values, 0));
        await Eventually.HoldsAsync("the result is to be made again", IsToBeMadeAgainAsync);
        await _over.ReviewAsync();
        var second = await NewestAsync();
        (second.Result.Number, second.Result.Why).ShouldBe((2, "late or corrected readings of 1 VEN"));
        second.Result.Difference!.VenIds.ShouldBe([_over.One.Id]);
        ShouldBe(second.Vens[0], _over.One.Of(ByWeather, _over.Start, _over.End, _north.ForEngine(), OtherEvent));
        second.Vens[0].Temperatures!.Site.ShouldBe("north");
        second.Vens[1].Profile.ShouldBe(Next);
        (await _north.ImportAsync(_over.Backend.Http, "?name=again.csv")).Imported.ShouldBeFalse();
        (await _over.AskAsync()).Issued.ShouldBeFalse();
    }

    private async Task<bool> IsToBeMadeAgainAsync()
    {
        await using var session = _over.Backend.Store.QuerySession();
        return await session.LoadAsync<AskedReview>(_over.Id) is not null;
    }

    private async Task ACorrectedOneSupersedesItAsync()
    {
        var before = _over.One.Of(ByWeather, _over.Start, _over.End, _north.ForEngine(), OtherEvent);
        var hour = _over.Start.AddDays(-3);
        hour = new DateTimeOffset(hour.Year, hour.Month, hour.Day, hour.Hour, 0, 0, TimeSpan.Zero);
        _north.Had(hour, 41.5);
        var after = _over.One.Of(ByWeather, _over.Start, _over.End, _north.ForEngine(), OtherEvent);
        after.BaselineKw.ShouldNotBe(before.BaselineKw);

        var answer = await _north.ImportAsync(_over.Backend.Http);
        await _over.ReviewAsync();

        (answer.Newest.Number, answer.Newest.Added, answer.Newest.Changed).ShouldBe((2, 0, 1));
        var third = await NewestAsync();
        (third.Result.Number, third.Result.Supersedes).ShouldBe((3, 2));
        ShouldBe(third.Vens[0], after);
        var shown = await _over.Backend.GetAsync<SiteTemperatureView>(
            $"/api/sites/north/temperature?from={hour:yyyy-MM-dd'T'HH:mm:ss'Z'}&to={hour.AddHours(2):yyyy-MM-dd'T'HH:mm:ss'Z'}"
        );
        (shown.ImportCount, shown.Imports.Count, shown.Values[0]).ShouldBe((2, 2, new TemperatureView(hour, 41.5)));
        shown.Values.Count.ShouldBe(2);
    }

    private async Task WhereHoursAreMissingTheNextProfileHoldsAsync()
    {
        _south.Has(_over.Start.AddDays(-30), _over.Start.AddHours(-4));
        await _south.ImportAsync(_over.Backend.Http);
        await _over.ReviewAsync();

        var two = (await NewestAsync()).Vens[1];

        (two.Profile, two.Temperatures).ShouldBe((Next, null));
        two.PassedOver[0].Why.ShouldEndWith("; by the temperatures of the site south");
        two.PassedOver[0].Why.ShouldStartWith("towt ");
    }

    private async Task BackTestsAndOtherMethodsKnowThemAsync()
    {
        var query = $"backtest?hours={_hours}&profiles=towt,{Next}&days=22";
        var tested = await _over.Backend.GetAsync<VenBackTestView>($"/api/vens/{_over.One.Id}/{query}");
        var without = await _over.Backend.GetAsync<VenBackTestView>($"/api/vens/{_over.Young.Id}/{query}");
        var sideBySide = await _over.Backend.GetAsync<SideBySideView>($"/api/events/{_over.Id}/result/profiles?names=towt");

        tested.BackTest.Profiles[0].Days.ShouldBeGreaterThan(5);
        tested.BackTest.Profiles[0].Rrmse.ShouldNotBeNull();
        (without.BackTest.Profiles[0].Days, without.BackTest.Profiles[0].Rrmse).ShouldBe((0, null));
        var all = sideBySide.Profiles.ShouldHaveSingleItem();
        (all.Vens, all.NotMeasured).ShouldBe((1, 3));
        (await _over.Backend.GetAsync<ProfileView[]>("/api/profiles"))
            .Where(p => p.NeedsTemperature)
            .Select(p => (p.Name, p.IsMeasurable))
            .ShouldBe([("caiso-weather-match", true), ("towt", true)], ignoreOrder: true);
    }

    private async Task AnAuditorMakesAllOfThemAnewAsync()
    {
        var path = AuditPaths.Temperatures(_over.One.Id);
        var newest = await BytesAsync();
        foreach (var zip in new[] { newest, await BytesAsync("?number=1"), await BytesAsync("?number=2"), await BytesAsync("?number=3") })
            Verdict(zip).ShouldBeNull();
        (await BytesAsync()).AsSpan().SequenceEqual(newest).ShouldBeTrue("the same is the same bytes");

        Verdict(newest, b => b.Forged(path, t => Warmth().Replace(t, "$1,37.5", 1)))
            .ShouldStartWith($"{_over.One.Id}: the temperatures in {path} are ");
        Verdict(newest, b => b.Without(path)).ShouldStartWith($"{_over.One.Id}: the temperatures in {path} are 0 of the site north ");
        Verdict(newest, b => b.Forged(path, t => t.Replace("celsius", "kelvin"))).ShouldBe($"{path}: line 1: header: is not time,celsius");
        Verdict(newest, b => b.Forged(AuditPaths.Ven(_over.One.Id), t => t.Replace("\"north\"", "\"south\"")))
            .ShouldNotBeNull()
            .ShouldContain(" of the site south with the digest ");
        // Temperatures that did not do are no less part of it.
        Verdict(newest, b => b.Without(AuditPaths.Temperatures(_over.Two.Id))).ShouldStartWith($"{_over.Two.Id}: passedOver[0].why is ");
    }

    private async Task AVenThatMovesLeavesItsOldResultAsItWasAsync()
    {
        var before = await BytesAsync();
        await GroupAsync(_over, _over.One.Id, "site:south");

        (await BytesAsync()).AsSpan().SequenceEqual(before).ShouldBeTrue("it was at the site then");
        (await _over.AskAsync()).Issued.ShouldBeTrue();
        (await NewestAsync()).Vens[0].Profile.ShouldBe(Next);
    }

    private async Task WhatIsMadeAnewIsTheSameAsync()
    {
        var before = await _over.Backend.GetAsync<SiteTemperatureView>("/api/sites/north/temperature");
        foreach (var name in new[] { "temperatures", "temperaturedays" })
        {
            (await _over.Backend.Http.PostAsync($"/api/rebuilds/{name}", null)).EnsureSuccessStatusCode();
            await Eventually.HoldsAsync(
                $"{name} are made anew",
                async () =>
                    (await _over.Backend.GetAsync<RebuildView[]>("/api/rebuilds")).Single(r => r.Name == name)
                        is { Status: "done", DoneAt: not null },
                withinS: 60
            );
        }

        var after = await _over.Backend.GetAsync<SiteTemperatureView>("/api/sites/north/temperature");
        after.Values.ShouldBe(before.Values);
        before.Values.Count.ShouldBe(7 * 24);
    }

    private static string? Verdict(byte[] zip, Func<Bundle, Bundle>? forge = null)
    {
        using var bundle = Bundle.Of(zip);
        try
        {
            return (forge?.Invoke(bundle) ?? bundle).Verdict().Problem;
        }
        catch (BadFileException bad)
        {
            return bad.Message;
        }
    }

    private static void ShouldBe(VenResultView ven, BaselineResult made)
    {
        made.Problem.ShouldBeNull();
        (ven.Profile, ven.PassedOver.Count).ShouldBe((ByWeather, 0));
        ven.BaselineKw.ShouldBe(made.BaselineKw);
        ven.ActualKw.ShouldBe(made.ActualKw);
        ven.SignedKwh.ShouldBe(made.SignedEnergyKwh);
    }

    private Task<EventResult> NewestAsync() => _over.Backend.GetAsync<EventResult>($"/api/events/{_over.Id}/result");

    private async Task<byte[]> BytesAsync(string query = "") =>
        await _over.Backend.Http.GetByteArrayAsync($"/api/events/{_over.Id}/audit{query}");

    [GeneratedRegex(@"(?<=\n)(\S+?),[\d.]+")]
    private static partial Regex Warmth();
}
