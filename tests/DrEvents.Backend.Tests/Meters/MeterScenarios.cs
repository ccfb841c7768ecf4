using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Store;
using DrEvents.Backend.Tests.Audit;
using DrEvents.Backend.Tests.Results;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Engine;
using DrEvents.Testing;
using Marten;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Tests.Meters;

/// <summary>Files of the utility's meter are imported whole or not at all; results rest on them and say so, and are superseded by corrected ones.</summary>
public sealed class MeterScenarios(MeasuredEvent over) : IClassFixture<MeasuredEvent>
{
    private const string Profile = "caiso-10-in-10";
    private readonly ImportedMeter _one = new("mv-1", 11);
    private readonly ImportedMeter _two = new("mv-2", 12);

    private DateOnly OtherEvent => DateOnly.FromDateTime(over.Start.AddDays(-MeasuredEvent.OtherEventDaysAgo).UtcDateTime);

    [Fact]
    public async Task results_rest_on_the_meter_from_the_first_file_to_the_corrected_one()
    {
        await BeforeAnyFileThereIsNothingAsync();
        await WhatTheReadModelsHaveNotPassedIsOfTheNextResultAsync();
        await ATableIsImportedAndTheResultRestsOnItAsync();
        await TheSameFileAgainStoresNothingAsync();
        await ACorrectedFileSupersedesTheResultAsync();
        await AMeterThatLacksAPartIsPassedOverAndSaysWhyAsync();
        await BothAreShownBesideEachOtherAsync();
        await WhatIsMadeAnewIsTheSameAsync();
    }

    private async Task BeforeAnyFileThereIsNothingAsync()
    {
        var none = await over.Backend.GetAsync<VenMeterView>("/api/vens/mv-1/meter");
        (none.ImportCount, none.Start, none.Imports.Count, none.Days.Count).ShouldBe((0, null, 0, 0));
        // An event whose first result is still to come is made again by nobody.
        over.Backend.Clock.Turn(660);
    }

    /// <summary>A result says by a stored event how far it knows; what was imported after that is not in it, although it was there.</summary>
    private Task WhatTheReadModelsHaveNotPassedIsOfTheNextResultAsync() =>
        over.Backend.WithoutProjectionsAsync(async () =>
        {
            var minutes = Fill(_one);

            var answer = await ImportedAsync(await _one.ImportAsync(over.Backend.Http, _one.Table(), query: "?name=june.csv"));

            (answer.Imported, answer.Newest.Number, answer.Newest.Name, answer.Newest.Format).ShouldBe((true, 1, "june.csv", "csv"));
            (answer.Newest.IntervalMinutes, answer.Newest.Readings, answer.Newest.Added, answer.Newest.Changed).ShouldBe(
                (1, minutes, minutes, 0)
            );
            await Eventually.HoldsAsync(
                "who asks for a result is told to wait",
                async () =>
                    (await over.Backend.Http.PostAsync($"/api/events/{over.Id}/results", null)).StatusCode
                    == HttpStatusCode.ServiceUnavailable
            );
            await IssueAsync();
            var first = await NewestAsync();
            (first.Result.Number, first.Result.ByMeter).ShouldBe((1, 0));
            first.Vens.ShouldAllBe(v => v.RestsOn == "telemetry");
            first.Vens[0].NotByMeter.ShouldBe("the meter knows nothing of these hours");
        });

    private async Task IssueAsync()
    {
        await using var session = over.Backend.Store.LightweightSession();
        var cancellation = TestContext.Current.CancellationToken;
        await over.Backend.Part<ResultIssuing>().IssueAsync(session, over.Id, isAskedFor: false, cancellation);
        await session.SaveChangesAsync(cancellation);
    }

    private async Task ATableIsImportedAndTheResultRestsOnItAsync()
    {
        await ItIsReviewedOnceAsync();
        await over.ReviewAsync();
        var second = await NewestAsync();
        (second.Result.Number, second.Result.Why, second.Result.ByMeter).ShouldBe((2, "late or corrected readings of 1 VEN", 1));
        second.Vens.Select(v => v.RestsOn).ShouldBe(["meter", "telemetry", "telemetry"]);
        second.Vens.ShouldAllBe(v => v.NotByMeter == null);
        ShouldBe(second.Vens[0], _one.Of(Profile, over.Start, over.End, OtherEvent));
        await ItsBundleHoldsAsync(number: 1);
    }

    /// <summary>It has no more of the meter than the result knew.</summary>
    private async Task ItsBundleHoldsAsync(int number)
    {
        using var bundle = Bundle.Of(await over.Backend.Http.GetByteArrayAsync($"/api/events/{over.Id}/audit?number={number}"));
        bundle.Verdict().Problem.ShouldBeNull();
    }

    /// <summary>However many files come until then.</summary>
    private async Task ItIsReviewedOnceAsync()
    {
        AskedReview? asked = null;
        await Eventually.HoldsAsync(
            "the result is to be made again",
            async () =>
            {
                await using var session = over.Backend.Store.QuerySession();
                return (asked = await session.LoadAsync<AskedReview>(over.Id)) is not null;
            }
        );
        asked!.At.ShouldBeGreaterThan(over.Backend.Clock.GetUtcNow().AddMinutes(5));
        (await AskedAgainAsync(over.Start)).ShouldBe(0, "it is asked for already");
        over.Backend.Clock.TurnTo(asked.At);
        (await AskedAgainAsync(over.Start.AddDays(2))).ShouldBe(0, "it is of later days");
        (await AskedAgainAsync(over.Start.AddDays(-100))).ShouldBe(0, "no result looks back so far");
        (await AskedAgainAsync(over.Start.AddDays(-20))).ShouldBe(1, "it was made since, without this");
    }

    private async Task<int> AskedAgainAsync(DateTimeOffset changed)
    {
        await using var session = over.Backend.Store.LightweightSession();
        var import = (await over.Backend.GetAsync<VenMeterView>("/api/vens/mv-1/meter")).Imports[0];
        var stored = new MeterImported(
            9,
            import.Name,
            import.Sha256,
            import.Format,
            import.Unit,
            import.TimeZone,
            import.IntervalMinutes,
            import.Start,
            import.End,
            1,
            0,
            0,
            1,
            changed,
            changed.AddMinutes(1),
            import.ImportedAt
        );
        var messages = await ReviewAfterImportHandler.Handle(
            new Stored<MeterImported>(MeterStreams.Of("mv-1"), stored),
            session,
            Options.Create(new ResultOptions()),
            Options.Create(new LikeDayOptions()),
            over.Backend.Clock,
            default
        );
        return messages.Count;
    }

    private async Task TheSameFileAgainStoresNothingAsync()
    {
        var stored = await StoredAsync();

        var again = await ImportedAsync(await _one.ImportAsync(over.Backend.Http, _one.Table(), query: "?name=other.csv"));

        (again.Imported, again.Newest.Number, again.Newest.Name).ShouldBe((false, 1, "june.csv"));
        (await StoredAsync()).ShouldBe(stored);
        (await over.AskAsync()).Issued.ShouldBeFalse();
    }

    private async Task ACorrectedFileSupersedesTheResultAsync()
    {
        var before = _one.Of(Profile, over.Start, over.End, OtherEvent);
        _one.Measured(over.Start.AddMinutes(7), 12.5);
        var after = _one.Of(Profile, over.Start, over.End, OtherEvent);

        var answer = await ImportedAsync(await _one.ImportAsync(over.Backend.Http, _one.Table()));
        await ItsBundleHoldsAsync(number: 2);
        await over.ReviewAsync();

        (answer.Newest.Number, answer.Newest.Added, answer.Newest.Changed).ShouldBe((2, 0, 1));
        var third = await NewestAsync();
        (third.Result.Number, third.Result.Supersedes, third.Result.Why).ShouldBe((3, 2, "late or corrected readings of 1 VEN"));
        third.Result.Difference!.VenIds.ShouldBe(["mv-1"]);
        third.Result.Difference.Kwh!.Value.ShouldBe(after.SignedEnergyKwh!.Value - before.SignedEnergyKwh!.Value, 2e-6);
        ShouldBe(third.Vens[0], after);
        await using var session = over.Backend.Store.QuerySession();
        var stream = MeterStreams.Of("mv-1", DateOnly.FromDateTime(over.Start.AddMinutes(7).UtcDateTime));
        var events = await session.Events.FetchStreamAsync(stream);
        ((MeterDayImported)events[^1].Data).Kw.ShouldBe([12.5], "no more is stored than what is new");
    }

    private async Task AMeterThatLacksAPartIsPassedOverAndSaysWhyAsync()
    {
        var young = new ImportedMeter("mv-3", 13).Measures(over.Start, over.Start.AddMinutes(12), 3);
        (await ImportedAsync(await young.ImportAsync(over.Backend.Http, young.Table()))).Imported.ShouldBeTrue();
        Fill(_two);
        var answer = await ImportedAsync(await _two.ImportAsync(over.Backend.Http, _two.GreenButton(), "application/xml"));
        (answer.Newest.Format, answer.Newest.Unit, answer.Newest.Name).ShouldBe(("green-button", null, "meter.xml"));

        await over.ReviewAsync();

        var fourth = await NewestAsync();
        (fourth.Result.Number, fourth.Result.ByMeter).ShouldBe((4, 2));
        fourth.Result.Difference!.VenIds.ShouldBe(["mv-2"]);
        ShouldBe(fourth.Vens[1], _two.Of(Profile, over.Start, over.End));
        var left = (int)Math.Ceiling((over.End - over.Start).TotalMinutes / 5) - 2;
        (fourth.Vens[2].RestsOn, fourth.Vens[2].NotByMeter).ShouldBe(("telemetry", $"the meter lacks {left} of {left + 2} intervals"));
    }

    private async Task BothAreShownBesideEachOtherAsync()
    {
        var shown = await over.Backend.GetAsync<VenMeterView>("/api/vens/mv-1/meter");

        (shown.ImportCount, shown.End).ShouldBe((2, over.FirstSlot.AddHours(1)));
        shown.Imports.Select(i => i.Number).ShouldBe([2, 1]);
        shown.Days.Count.ShouldBeInRange(23, 46);
        shown.Days.ShouldBe(shown.Days.OrderByDescending(d => d.Day));
        shown.Days.ShouldAllBe(d => d.BothShare > 0 && d.BothShare < 0.5 && Math.Abs(d.TelemetryKw - d.MeterKw - d.BiasKw) < 0.0011);
        (await over.Backend.GetAsync<VenMeterView>("/api/vens/mv-1/meter?limit=1")).Imports.ShouldHaveSingleItem().Number.ShouldBe(2);
        var stored = (await over.Backend.GetAsync<StoredEventsPage>("/api/vens/mv-1/stored?limit=500")).Items;
        stored.Where(i => i.Type == nameof(MeterImported)).Select(i => i.VenId).ShouldBe(["mv-1", "mv-1"]);
        stored.First(i => i.Type == nameof(MeterImported)).Text.ShouldStartWith("meter import 2: 0 values added and 1 changed, from ");
        stored.ShouldNotContain(i => i.Type == nameof(MeterDayImported));
    }

    private async Task WhatIsMadeAnewIsTheSameAsync()
    {
        var (days, meters) = (await DocumentsAsync<MeterDay>(), await DocumentsAsync<VenMeter>());
        await using (var session = over.Backend.Store.LightweightSession())
        {
            session.DeleteWhere<MeterDay>(_ => true);
            session.DeleteWhere<VenMeter>(_ => true);
            await session.SaveChangesAsync();
        }
        (await over.Backend.Http.PostAsync("/api/rebuilds/meterdays", null)).EnsureSuccessStatusCode();
        await IsMadeAsync("meterdays");
        (await over.Backend.Http.PostAsync("/api/rebuilds/meters", null)).EnsureSuccessStatusCode();
        await IsMadeAsync("meters");

        (await DocumentsAsync<MeterDay>()).ShouldBe(days);
        (await DocumentsAsync<VenMeter>()).ShouldBe(meters);
        days.Count.ShouldBeGreaterThan(40);
        (await over.AskAsync()).Issued.ShouldBeFalse("the same values give the same result to the last bit");
    }

    private Task IsMadeAsync(string name) =>
        Eventually.HoldsAsync(
            $"{name} are made anew",
            async () =>
                (await over.Backend.GetAsync<RebuildView[]>("/api/rebuilds")).Single(r => r.Name == name)
                    is { Status: "done", DoneAt: not null },
            withinS: 60
        );

    [Theory]
    [InlineData("time,kW\n2026-07-01T00:00Z,1\n2026-07-01T00:15Z,abc\n", "bad.csv: line 3: value: 'abc' is not a number")]
    [InlineData("2026-07-01T00:00Z,1\n2026-07-01T00:15Z,1,2\n", "bad.csv: line 2: line: has 3 fields; a time and a value are expected")]
    [InlineData("2026-07-01T00:00Z,1\n2026-07-01 00:7,2\n", "bad.csv: line 2: time: '2026-07-01 00:7' is not a time such as")]
    [InlineData("2026-07-01T00:00Z,1\n2026-07-01T00:15Z,2\n2026-07-01T00:15Z,3\n", "bad.csv: line 3: time: has another value on line 2")]
    [InlineData("2026-07-01T00:00Z,\n2026-07-01T00:15Z,\n", "bad.csv: line 1: value: none of the intervals has one")]
    [InlineData(
        "2010-07-01T00:00Z,1\n2010-07-01T00:15Z,1\n2026-07-01T00:15Z,1\n",
        "bad.csv: line 1: time: the first and the last are more than 3660 days apart"
    )]
    [InlineData("", "bad.csv: line 1: line: there is no line with a time and a value")]
    [InlineData("<feed>\n<IntervalReading>", "bad.csv: line 2: xml: ")]
    [InlineData(
        "<feed>\n<IntervalReading><start>1751328000</start><value>x</value></IntervalReading></feed>",
        "bad.csv: line 2: value: 'x' is not a whole number"
    )]
    public async Task a_malformed_file_is_refused_by_file_line_and_field_and_nothing_of_it_is_stored(string text, string detail)
    {
        var answer = await _one.ImportAsync(over.Backend.Http, text, query: "?name=bad.csv");
        var problem = (await answer.Content.ReadFromJsonAsync<Problem>())!;

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        problem.Detail.ShouldStartWith(detail);
        problem.Detail.ShouldNotContain("\n");
        $"{problem.File}: line {problem.Line}: {problem.Field}: ".ShouldBe(string.Join(": ", problem.Detail.Split(": ").Take(3)) + ": ");
        await using var session = over.Backend.Store.QuerySession();
        (await session.LoadAsync<MeterDay>(MeterStreams.Of("mv-1", new DateOnly(2026, 7, 1)))).ShouldBeNull();
        (
            await session.Events.QueryAllRawEvents().AnyAsync(e => e.StreamKey == MeterStreams.Of("mv-1", new DateOnly(2026, 7, 1)))
        ).ShouldBeFalse();
    }

    [Theory]
    [InlineData("mv-1", "text/csv", "?unit=mwh&interval=7&zone=Europa/Berlin&name=a%0Ab", 400, "unit", "interval", "zone", "name")]
    [InlineData("mv-1", "application/json", "", 415)]
    [InlineData("mv-1", null, "", 415)]
    [InlineData("nobody", "text/csv", "", 404)]
    public async Task bad_requests_are_refused_by_what_is_wrong(
        string venId,
        string? type,
        string query,
        int status,
        params string[] fields
    )
    {
        var answer = await ImportedMeter.SendAsync(
            over.Backend.Http,
            venId,
            "2026-07-01T00:00Z,1\n2026-07-01T00:15Z,1\n"u8.ToArray(),
            type,
            query
        );
        var problem = (await answer.Content.ReadFromJsonAsync<Problem>())!;

        ((int)answer.StatusCode).ShouldBe(status);
        (problem.Errors?.Keys.AsEnumerable() ?? []).ShouldBe(fields, ignoreOrder: true);
        problem.Detail.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task a_file_of_the_full_length_is_read_and_a_longer_one_is_not()
    {
        var (full, longer) = (new byte[MeterLimits.BytesMax], new byte[MeterLimits.BytesMax + 1]);
        Array.Fill(full, (byte)'\n');

        var read = await ImportedMeter.SendAsync(over.Backend.Http, "mv-1", full, "text/csv");
        var refused = await ImportedMeter.SendAsync(over.Backend.Http, "mv-1", longer, "text/csv");

        read.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await read.Content.ReadFromJsonAsync<Problem>())!.Detail.ShouldContain("there is no line with a time and a value");
        refused.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task energy_at_local_times_in_intervals_that_are_said_becomes_power()
    {
        // The clock goes back in this night, and 02:00 comes twice.
        const string table = "2025-10-26 01:45;0,5\n2025-10-26 02:00;1\n2025-10-26 02:00;2\n";
        var asked = "?unit=kwh&interval=15&zone=Europe/Berlin";

        var answer = await ImportedAsync(
            await ImportedMeter.SendAsync(over.Backend.Http, "mv-4", System.Text.Encoding.UTF8.GetBytes(table), "text/csv", asked)
        );

        (answer.Newest.Unit, answer.Newest.TimeZone, answer.Newest.Readings, answer.Newest.Missing).ShouldBe(
            ("kwh", "Europe/Berlin", 3, 3)
        );
        await using var session = over.Backend.Store.QuerySession();
        var days = await session.LoadManyAsync<MeterDay>(
            MeterStreams.Of("mv-4", new DateOnly(2025, 10, 25)),
            MeterStreams.Of("mv-4", new DateOnly(2025, 10, 26))
        );
        var values = ReadMeters.Joined(days.OrderBy(d => d.Day)).ToList();
        values.Select(v => v.Kw).ShouldBe([2, 4, 8]);
        values.Select(v => DateTimeOffset.FromUnixTimeSeconds(v.Minute * 60).ToString("HH:mm", null)).ShouldBe(["23:45", "00:00", "01:00"]);
        // The same bytes, read in another way, are another import.
        var inKw = await ImportedAsync(
            await ImportedMeter.SendAsync(
                over.Backend.Http,
                "mv-4",
                System.Text.Encoding.UTF8.GetBytes(table),
                "text/csv",
                asked.Replace("kwh", "kw", StringComparison.Ordinal)
            )
        );
        (inKw.Imported, inKw.Newest.Number, inKw.Newest.Changed).ShouldBe((true, 2, 3));
    }

    /// <summary>What the meter knows is other than what the VEN reports.</summary>
    private int Fill(ImportedMeter meter)
    {
        for (var day = 22; day > 0; day--)
            meter.Measures(over.FirstSlot.AddDays(-day).AddHours(-5), over.FirstSlot.AddDays(-day).AddHours(2), 6);
        meter.Measures(over.FirstSlot.AddHours(-5), over.Start, 7).Measures(over.Start, over.FirstSlot.AddHours(1), 2);
        return (22 * 7 + 6) * 60;
    }

    private static void ShouldBe(VenResultView ven, BaselineResult made)
    {
        made.Problem.ShouldBeNull();
        (ven.RestsOn, ven.Profile, ven.Provisional).ShouldBe(("meter", Profile, null));
        ven.BaselineKw.ShouldBe(made.BaselineKw);
        ven.ActualKw.ShouldBe(made.ActualKw);
        ven.SignedKw.ShouldBe(made.SignedReductionKw);
        ven.SignedKwh.ShouldBe(made.SignedEnergyKwh);
    }

    private static async Task<MeterImportAnswer> ImportedAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<MeterImportAnswer>())!;
    }

    private Task<EventResult> NewestAsync() => over.Backend.GetAsync<EventResult>($"/api/events/{over.Id}/result");

    private async Task<long> StoredAsync()
    {
        await using var session = over.Backend.Store.QuerySession();
        return await session.Events.QueryAllRawEvents().CountAsync(e => e.StreamKey!.StartsWith(MeterStreams.Prefix));
    }

    private async Task<List<string>> DocumentsAsync<T>()
        where T : notnull
    {
        await using var session = over.Backend.Store.QuerySession();
        return [.. (await session.Query<T>().ToListAsync()).Select(d => JsonSerializer.Serialize(d)).Order(StringComparer.Ordinal)];
    }

    private sealed record Problem(string Detail, string? File, long? Line, string? Field, Dictionary<string, string[]>? Errors);
}
