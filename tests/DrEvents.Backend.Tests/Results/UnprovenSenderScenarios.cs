using System.Net.Http.Json;
using DrEvents.Backend.Tests.Audit;
using DrEvents.Backend.Tests.Settlement;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Results;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Results;

/// <summary>
/// A part of what a VEN measured in an event comes over the topic that all VENs share, where nobody can prove who sends: whatever rests on it says so, and an
/// auditor finds the same in the raw readings. No figure changes by it.
/// </summary>
public sealed class UnprovenSenderScenarios(SettledEvent settled) : IClassFixture<SettledEvent>
{
    private MeasuredEvent Over => settled.Over;

    private DateTimeOffset LastSlot => Over.FirstSlot.AddMinutes(25);

    [Fact]
    public async Task what_rests_on_it_says_so_from_the_event_to_the_statement()
    {
        await ReadingsComeOverTheSharedTopicAsync();
        await TheEventSaysSoAsync();
        await TheVenSaysSoAsync();
        await TheResultSaysSoAsync();
        await TheBundleSaysSoAsync();
        await TheStatementSaysSoAsync();
    }

    private Task ReadingsComeOverTheSharedTopicAsync() =>
        Over.DeliverAsync([.. Enumerable.Range(1, 6).Select(i => Shared(Over.One.Id, LastSlot.AddSeconds(180 + 10 * i), 2 + i / 8.0))]);

    private async Task TheEventSaysSoAsync()
    {
        var detail = await Over.Backend.GetAsync<EventDetail>($"/api/events/{Over.Id}");
        detail.VensUnproven.ShouldBe(1);
        detail.Vens.Where(v => v.Unproven is not null).Select(v => (v.VenId, v.Unproven)).ShouldBe([(Over.One.Id, UnprovenWords.Partly)]);

        EventVenTable? table = null;
        await Eventually.HoldsAsync(
            "the table has them",
            async () =>
                (table = await Over.Backend.GetAsync<EventVenTable>($"/api/events/{Over.Id}/vens")).Vens.Any(v => v.Unproven is not null)
        );
        table!.Vens.Single(v => v.Unproven is not null).VenId.ShouldBe(Over.One.Id);
    }

    private async Task TheVenSaysSoAsync()
    {
        var flags = (await Over.Backend.GetAsync<VenQualityView>($"/api/vens/{Over.One.Id}/quality")).Totals.Flags;

        flags.ShouldBe([new QualityFlagView("unproven", 1, LastSlot)]);
        (await Over.Backend.GetAsync<VenQualityView>($"/api/vens/{Over.Two.Id}/quality")).Totals.Flags.ShouldBeEmpty();
        var accepted = await Over.Backend.Http.PostAsJsonAsync(
            $"/api/vens/{Over.One.Id}/readings/accept",
            new AcceptReadingsRequest(LastSlot, LastSlot.AddMinutes(5), "seen")
        );
        accepted.IsSuccessStatusCode.ShouldBeFalse("nothing is odd about them that somebody could accept");
    }

    private async Task TheResultSaysSoAsync()
    {
        await Over.ReviewAsync();
        var result = await Over.Backend.GetAsync<EventResult>($"/api/events/{Over.Id}/result");

        result.Result.Unproven.ShouldBe(1);
        result.Result.Provisional.ShouldBe(0);
        result.Vens.Select(v => v.Unproven?.Word).ShouldBe([UnprovenWords.Partly, null, null]);
        var unproven = result.Vens[0].Unproven!;
        unproven.Intervals.ShouldBe(1);
        unproven.Among.ShouldBeGreaterThan(6, "the hours of the adjustment are among them");
    }

    private async Task TheBundleSaysSoAsync()
    {
        var zip = await Over.Backend.Http.GetByteArrayAsync($"/api/events/{Over.Id}/audit");
        using (var bundle = Bundle.Of(zip))
        {
            bundle.Verdict().Problem.ShouldBeNull();
            bundle.Text(AuditPaths.Flags(Over.One.Id)).ShouldContain("Unproven");
            bundle.Text(AuditPaths.Readings(Over.One.Id)).ShouldContain("sharedTopic");
            bundle.Text(AuditPaths.Report).ShouldContain("sender not proven in 1 of ");
        }
        using (var bundle = Bundle.Of(zip))
            bundle.Forged(AuditPaths.Readings(Over.One.Id), t => t.Replace("sharedTopic", "")).Verdict().Problem.ShouldNotBeNull();
        using (var bundle = Bundle.Of(zip))
            bundle
                .Forged(
                    AuditPaths.Measurement,
                    t => t.Replace("\"intervals\":1", "\"intervals\":2").Replace("\"intervals\": 1", "\"intervals\":2")
                )
                .Verdict()
                .Problem.ShouldNotBeNull();
    }

    private async Task TheStatementSaysSoAsync()
    {
        await Eventually.HoldsAsync("it is booked", async () => (await StatementAsync()).Lines.Count == 3, withinS: 60);
        (await StatementAsync())
            .Lines.Select(l => (l.VenId, l.Unproven))
            .ShouldBe([(Over.One.Id, UnprovenWords.Partly), (Over.Two.Id, null), (Over.Young.Id, null)]);
        (await Over.Backend.Http.GetStringAsync(Statement + "&format=csv")).ShouldContain(",partly\n");
    }

    private string Statement =>
        FormattableString.Invariant($"/api/statements?currency=EUR&from={Over.FirstSlot.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    private Task<StatementView> StatementAsync() => Over.Backend.GetAsync<StatementView>(Statement);

    private static (string, string) Shared(string venId, DateTimeOffset at, double kw) =>
        (
            Topics.SharedMetering,
            FormattableString.Invariant($$"""{"venId":"{{venId}}","timestamp":{{at.ToUnixTimeMilliseconds()}},"usedPowerKw":{{kw}}}""")
        );
}
