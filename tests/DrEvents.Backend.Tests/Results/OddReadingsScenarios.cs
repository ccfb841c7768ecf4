using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Tests.Audit;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Audit;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Results;

/// <summary>
/// A VEN whose meter spikes, exports where nothing generates and says two things of one time while an event runs: all of it is flagged and counts as it is,
/// the result that rests on it is provisional and says why, and an auditor finds the same flags in its raw readings.
/// </summary>
public sealed class OddReadingsScenarios(MeasuredEvent over) : IClassFixture<MeasuredEvent>
{
    private const double SpikeKw = 14;

    private DateTimeOffset LastSlot => over.FirstSlot.AddMinutes(25);

    private string Why =>
        "the event rests on odd readings (spike, two values of one time, negative without generation) in 1 of its five minutes, "
        + $"the first at {LastSlot:yyyy-MM-dd'T'HH:mm:ss'Z'}";

    [Fact]
    public async Task odd_readings_from_the_wire_to_the_audit()
    {
        await OddOnesComeInAsync();
        await TheyAreFlaggedAsync();
        await TheyCountAsTheyAreAndTheResultSaysSoAsync();
        await AnAuditorFindsThemAsync();
        await OneThatStandsStillAndOneWhoseClockIsAheadAreSeenAsync();
        await ReadModelsThatAreMadeAnewHaveTheSameAsync();
    }

    private async Task OddOnesComeInAsync()
    {
        // What it has is known before it exports.
        await over.DeliverAsync(Reading(180, 2, ""","loads":[{"id":"ev","type":"ev","capacityKw":7,"currentPowerKw":1}]"""));
        await over.DeliverAsync([
            .. Enumerable.Range(1, 5).Select(i => Reading(180 + 10 * i, 2 + i / 8.0)),
            Reading(240, SpikeKw),
            Reading(250, 2),
            Reading(250, 3, ""","message_num":7"""),
            Reading(260, -1),
            Reading(270, 65535),
            Reading(280, 2.5),
        ]);
    }

    private async Task TheyAreFlaggedAsync()
    {
        var today = (await QualityAsync(over.One.Id)).Days.Single(d => d.Counts.Flags.Count > 0);

        today.Counts.Flags.ShouldBe([
            new QualityFlagView("spike", 1, LastSlot),
            new QualityFlagView("duplicate", 1, LastSlot),
            new QualityFlagView("contradicted", 1, LastSlot),
            new QualityFlagView("negativeWithoutGeneration", 1, LastSlot),
            new QualityFlagView("implausible", 1, LastSlot),
        ]);
        today.Counts.LeftOut.ShouldBe(1);
        (await QualityAsync(over.Two.Id)).Totals.Flags.ShouldBeEmpty();
    }

    private async Task TheyCountAsTheyAreAndTheResultSaysSoAsync()
    {
        await over.ReviewAsync();
        var result = await over.Backend.GetAsync<EventResult>($"/api/events/{over.Id}/result");
        var query = $"start={LastSlot:yyyy-MM-dd'T'HH:mm:ss'Z'}&end={LastSlot.AddMinutes(5):yyyy-MM-dd'T'HH:mm:ss'Z'}";
        var history = await over.Backend.GetAsync<HistoryView>($"/api/vens/{over.One.Id}/history?{query}");

        result.Vens.Select(v => (v.VenId, v.Provisional)).ShouldBe([(over.One.Id, Why), (over.Two.Id, null), (over.Young.Id, null)]);
        result.Result.Provisional.ShouldBe(1);
        // With the spike and the export.
        result.Vens[0].ActualKw[^1].ShouldNotBeNull().ShouldBe(history.Points.ShouldHaveSingleItem().UsedPowerKw, 0.001);
    }

    private async Task AnAuditorFindsThemAsync()
    {
        var zip = await over.Backend.Http.GetByteArrayAsync($"/api/events/{over.Id}/audit");
        using (var bundle = Bundle.Of(zip))
        {
            bundle.Verdict().Problem.ShouldBeNull();
            bundle.Text(AuditPaths.Flags(over.One.Id)).ShouldContain("Spike Duplicate Contradicted NegativeWithoutGeneration Implausible");
        }
        Named(
            b => b.Forged(AuditPaths.Flags(over.One.Id), t => t.Replace("Spike ", "")),
            $"{over.One.Id}: the five minutes from ",
            "'Spike, "
        );
        Named(
            b => b.Forged(AuditPaths.Readings(over.One.Id), t => t.Replace($",{SpikeKw},", ",4,")),
            $"{over.One.Id}: the five minutes from "
        );
        Named(b => b.Without(AuditPaths.Flags(over.One.Id)), $"{over.One.Id}: the five minutes from ", ", and 'None' in ");
        Named(
            b => b.Forged(AuditPaths.Ven(over.One.Id), t => t.Replace("\"generates\": false", "\"generates\": true")),
            $"{over.One.Id}: "
        );
        Named(b => b.Forged(AuditPaths.Measurement, t => t.Replace($"\"{Why}\"", "null")), $"{over.One.Id}: provisional is ");

        void Named(Func<Bundle, Bundle> forge, params string[] said)
        {
            using var bundle = Bundle.Of(zip);
            var problem = forge(bundle).Verdict().Problem.ShouldNotBeNull();
            problem.ShouldStartWith(said[0]);
            foreach (var part in said)
                problem.ShouldContain(part);
        }
    }

    private async Task OneThatStandsStillAndOneWhoseClockIsAheadAreSeenAsync()
    {
        over.Backend.Clock.TurnTo(over.FirstSlot.AddMinutes(110));
        var still = Enumerable.Range(31, 75).Select(minute => Of(over.Two.Id, over.FirstSlot.AddMinutes(minute), 2.5)).ToArray();
        await over.DeliverAsync(still);
        // It counts when it came in; five minutes are counted when they are over.
        await over.DeliverAsync(Of(over.Young.Id, over.FirstSlot.AddMinutes(140), 2));
        over.Backend.Clock.TurnTo(over.FirstSlot.AddMinutes(116));

        var flag = (await QualityAsync(over.Two.Id)).Totals.Flags.ShouldHaveSingleItem();
        (flag.Flag, flag.First).ShouldBe(("frozen", over.FirstSlot.AddMinutes(35)));
        flag.Intervals.ShouldBe(15, "not the five minutes in which it stopped");
        (await QualityAsync(over.Young.Id)).Totals.Flags.ShouldHaveSingleItem().Flag.ShouldBe("clockJump");
    }

    private async Task ReadModelsThatAreMadeAnewHaveTheSameAsync()
    {
        // The time after the event is over by now, and is in this one.
        await over.AskAsync();
        var before = await over.Backend.Http.GetStringAsync($"/api/vens/{over.One.Id}/quality");
        (await over.Backend.Http.PostAsync("/api/rebuilds/live", null)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            "the read models are made anew",
            async () => (await over.Backend.GetAsync<RebuildView[]>("/api/rebuilds")).Single(r => r.Name == "live").Status == "done",
            withinS: 60
        );
        await over.Backend.CatchUpAsync();

        (await over.Backend.Http.GetStringAsync($"/api/vens/{over.One.Id}/quality")).ShouldBe(before);
        (await over.AskAsync()).Issued.ShouldBeFalse("the same flags give the same result");
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-07-02&to=2026-07-01", "from")]
    [InlineData("from=2026-01-01&to=2026-07-01", "from")]
    [InlineData("from=0001-01-01&to=9999-12-31", "from", "to")]
    public async Task bad_days_are_refused_by_the_names_of_their_fields(string query, params string[] fields)
    {
        var answer = await over.Backend.Http.GetAsync($"/api/vens/{over.One.Id}/quality?{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Fact]
    public async Task of_no_ven_there_is_none() =>
        (await over.Backend.Http.GetAsync("/api/vens/none/quality")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    private Task<VenQualityView> QualityAsync(string venId) => over.Backend.GetAsync<VenQualityView>($"/api/vens/{venId}/quality");

    /// <summary>A reading of the first VEN, so many seconds into the last five minutes of the event.</summary>
    private (string, string) Reading(int second, double kw, string more = "") => Of(over.One.Id, LastSlot.AddSeconds(second), kw, more);

    private static (string, string) Of(string venId, DateTimeOffset at, double kw, string more = "") =>
        (
            Topics.Telemetry(venId),
            FormattableString.Invariant($$"""{"timestamp":{{at.ToUnixTimeMilliseconds()}},"usedPowerKw":{{kw}}{{more}}}""")
        );

    private sealed record Problem(Dictionary<string, string[]> Errors);
}
