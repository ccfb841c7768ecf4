using System.Net;
using System.Text.RegularExpressions;
using DrEvents.Backend.Tests.Results;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Results;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Audit;

/// <summary>An auditor makes every figure of a result anew from what he was given, and sees what was changed in it.</summary>
public sealed partial class AuditScenarios(MeasuredEvent over) : IClassFixture<MeasuredEvent>
{
    private const string Of1 = "mv-1";
    private const string Of2 = "mv-2";

    [Fact]
    public async Task every_figure_of_a_result_is_made_anew_from_raw_readings_and_a_change_is_named()
    {
        await WithoutAResultThereIsNoneAsync();
        await over.ReviewAsync();
        await IsChainedAsync(1);
        var first = await BytesAsync();
        ItHolds(first, results: 1);
        OneFromBeforeReadingsWereFlaggedHolds(first);
        await TheSameIsTheSameBytesAsync(first);
        WhatIsChangedIsNamed(first);
        await ALateReadingIsInTheNewOneAndTheOldOneIsAsItWasAsync();
        await MadeAnewItIsTheSameAsync();
    }

    private async Task WithoutAResultThereIsNoneAsync()
    {
        (await over.Backend.Http.GetAsync(Path("audit"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await over.Backend.Http.GetAsync("/api/events/evt-00000000/audit")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await over.Backend.Http.GetAsync(Path("audit?number=x"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static void ItHolds(byte[] zip, int results)
    {
        using var bundle = Bundle.Of(zip);
        var verdict = bundle.Verdict();

        verdict.Problem.ShouldBeNull();
        (verdict.Results, verdict.Vens).ShouldBe((results, 4));
        verdict.Intervals.ShouldBeGreaterThan(1_000);
        verdict.FromReadings.ShouldBe(verdict.Intervals, "no reading of it is deleted");
        verdict.Readings.ShouldBeGreaterThan(verdict.Intervals);
        var report = bundle.Text(AuditPaths.Report);
        report.ShouldContain("caiso-10-in-10");
        report.ShouldContain("<svg");
        bundle.Text(AuditPaths.Parts).ShouldContain("\"type\":\"command_dispatched\"");
        bundle.Text(AuditPaths.Event).ShouldContain("\"type\":\"event_stopped\"");
    }

    /// <summary>Its figures hold by the rule of then, up to the band, which was a narrower one.</summary>
    private static void OneFromBeforeReadingsWereFlaggedHolds(byte[] zip)
    {
        using var bundle = Bundle.Of(zip);
        foreach (var venId in new[] { Of1, Of2, "mv-3" })
            bundle.Without(AuditPaths.Flags(venId)).Forged(AuditPaths.Ven(venId), t => Loads().Replace(t, ""));

        bundle.Forged(AuditPaths.Measurement, t => t.Replace($", \"readingRule\": {ReadingRules.Newest}", ""));

        bundle.Verdict().Problem.ShouldNotBeNull().ShouldStartWith("mv-1: band.lowKw is ");
    }

    private async Task TheSameIsTheSameBytesAsync(byte[] first) => (await BytesAsync()).AsSpan().SequenceEqual(first).ShouldBeTrue();

    private void WhatIsChangedIsNamed(byte[] zip)
    {
        using (var plain = Bundle.Of(zip))
        {
            File.AppendAllText(System.IO.Path.Combine(plain.Folder, AuditPaths.Event), "\n");
            plain.Verdict().Problem.ShouldStartWith("event.ndjson was changed: it has ");
        }
        Named(b => b.Forged(AuditPaths.Readings(Of2), LastFigure), "mv-2: the five minutes from ", " by the raw readings, and ");
        Named(b => b.Forged(AuditPaths.Readings(Of2), WithoutALineInTheMiddle), "mv-2: ");
        Named(b => b.Forged(AuditPaths.Intervals(Of1), LastFigure), "mv-1: the five minutes from ");
        Named(b => b.Forged(AuditPaths.Intervals(Of1), t => t[..t.TrimEnd('\n').LastIndexOf('\n')]), "mv-1: raw readings tell of ");
        Named(b => b.Without(AuditPaths.Readings(Of1)), "mv-1: no raw reading tells of the five minutes from ");
        Named(
            b =>
                b.Without(AuditPaths.Readings(Of1))
                    .Forged(AuditPaths.Ven(Of1), EveryDayDeleted)
                    .Forged(AuditPaths.Intervals(Of1), LastFigure),
            "mv-1: ",
            " and was issued as "
        );
        Named(b => b.Forged(AuditPaths.Ven(Of1), t => t.Replace("\"eventDays\": [", "\"eventDays\": [ \"2020-01-01\",")), "mv-1: hash is ");
        Named(
            b => b.Forged(AuditPaths.Profile("caiso-10-in-10"), t => t.Replace("1.2", "1.3")),
            "profiles/caiso-10-in-10.json is not version 1 of "
        );
        Named(
            b => b.Forged(AuditPaths.Measurement, t => BaselineKw().Replace(t, "\"baselineKw\": [77.7,", 1)),
            "mv-1: baselineKw[0] is ",
            "77.7"
        );
        Named(b => b.Forged(AuditPaths.Measurement, t => t.Replace("\"meanKw\": ", "\"meanKw\": 1")), "result 1: portfolio.meanKw is ");
        Named(b => b.Forged(AuditPaths.Measurement, t => SealedKw().Replace(t, "${1}77.7,", 1)), "mv-1: sinceSealed.kw is ");
        Named(b => b.Forged(AuditPaths.Measurement, t => SealedDay().Replace(t, "${1}false", 1)), "mv-1: sinceSealed.days has 1 entries");
        Named(
            b => b.Forged(AuditPaths.Measurement, t => SealedHash().Replace(t, "${1}z", 1)),
            "mv-1: sinceSealed.hash is ",
            " and was issued as "
        );
        Named(b => b.Forged(AuditPaths.Measurement, t => Sealed().Replace(t, "", 1)), "mv-1: sinceSealed is nothing and was issued as ");
        Named(b => b.Forged(AuditPaths.Measurement, t => NumberOfResult().Replace(t, "${1}2")), "result 2 supersedes none");

        void Named(Func<Bundle, Bundle> forge, params string[] said)
        {
            using var bundle = Bundle.Of(zip);
            var problem = forge(bundle).Verdict().Problem.ShouldNotBeNull();
            problem.ShouldStartWith(said[0]);
            foreach (var part in said)
                problem.ShouldContain(part);
        }
    }

    private async Task ALateReadingIsInTheNewOneAndTheOldOneIsAsItWasAsync()
    {
        over.Backend.Clock.Turn(1);
        await over.DeliverAsync(over.Two.Reading(over.FirstSlot.AddMinutes(10), minute: 3, kw: 4.5));
        await over.ReviewAsync();
        await IsChainedAsync(2);

        ItHolds(await BytesAsync(), results: 2);
        ItHolds(await BytesAsync("?number=1"), results: 1);
    }

    private async Task MadeAnewItIsTheSameAsync()
    {
        var before = await BytesAsync();
        (await over.Backend.Http.PostAsync("/api/rebuilds/live", null)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            "the read models are made anew",
            async () => (await over.Backend.GetAsync<RebuildView[]>("/api/rebuilds")).Single(r => r.Name == "live").Status == "done",
            withinS: 60
        );
        await over.Backend.CatchUpAsync();

        (await BytesAsync()).AsSpan().SequenceEqual(before).ShouldBeTrue("they are the same bytes");
    }

    private Task IsChainedAsync(int results) =>
        Eventually.HoldsAsync(
            $"{results} results are chained",
            async () => (await over.Backend.GetAsync<HistoryHead>("/api/history/head")).Links == results
        );

    private async Task<byte[]> BytesAsync(string query = "") => await over.Backend.Http.GetByteArrayAsync(Path("audit" + query));

    private string Path(string rest) => $"/api/events/{over.Id}/{rest}";

    private static string WithoutALineInTheMiddle(string text)
    {
        var lines = text.Split('\n').ToList();
        lines.RemoveAt(lines.Count / 2);
        return string.Join('\n', lines);
    }

    /// <summary>What somebody says who has taken the readings away.</summary>
    private string EveryDayDeleted(string text)
    {
        var days = Enumerable.Range(-60, 62).Select(n => $"\"{over.Start.UtcDateTime.AddDays(n):yyyy-MM-dd}\"");
        return text.Replace("\"readingsDeleted\": []", $"\"readingsDeleted\": [{string.Join(',', days)}]");
    }

    private static string LastFigure(string text) =>
        Figure().Replace(text, m => m.Groups[1].Value + "9" + m.Groups[2].Value, 1, text.TrimEnd('\n').LastIndexOf('\n'));

    [GeneratedRegex("""(?s),\s*"loads":\s*\[[^\]]*\]""")]
    private static partial Regex Loads();

    [GeneratedRegex(@"(,\d+\.?)(\d*)(?=,|\n)")]
    private static partial Regex Figure();

    [GeneratedRegex("(\"type\":\"result_issued\".*\"number\": )1", RegexOptions.Multiline)]
    private static partial Regex NumberOfResult();

    [GeneratedRegex("\"baselineKw\": \\[\\d[^,]*,")]
    private static partial Regex BaselineKw();

    [GeneratedRegex("(\"type\":\"inputs_sealed\".*\"unadjustedKw\": \\[)[^,]+,")]
    private static partial Regex SealedKw();

    [GeneratedRegex("(\"type\":\"inputs_sealed\".*?\"used\": )true")]
    private static partial Regex SealedDay();

    [GeneratedRegex("(\"type\":\"inputs_sealed\".*\"hash\": \").")]
    private static partial Regex SealedHash();

    [GeneratedRegex("^.*\"type\":\"inputs_sealed\".*\\n", RegexOptions.Multiline)]
    private static partial Regex Sealed();
}
