using System.Text.RegularExpressions;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Tests.Audit;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Audit;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Results;

/// <summary>What VENs use after an event is in the result that is made when that time is over.</summary>
public sealed partial class ReboundScenarios(MeasuredEvent over) : IClassFixture<MeasuredEvent>
{
    [Fact]
    public async Task a_result_has_its_rebound_when_that_time_is_over_and_an_auditor_makes_it_anew()
    {
        await over.ReviewAsync();
        var first = await over.Backend.GetAsync<EventResult>(Path("result"));
        ItIsNotKnownYet(first.Result);
        (await over.AskAsync()).Issued.ShouldBeFalse("nothing is new while that time is not over");

        over.Backend.Clock.TurnTo(first.Result.AroundUntil!.Value.AddSeconds(1));
        await over.DeliverAsync([
            .. new[] { over.One, over.Two, over.Young }.SelectMany(v =>
                v.Use(over.FirstSlot.AddMinutes(30), over.FirstSlot.AddMinutes(60), 7)
            ),
        ]);
        await over.ReviewAsync();

        var second = await over.Backend.GetAsync<EventResult>(Path("result"));
        (second.Result.Number, second.Result.Supersedes, second.Result.Why).ShouldBe((2, 1, "the time around the event is known now"));
        (second.Result.Difference!.Kwh, second.Result.Difference.Vens).ShouldBe((0, 3));
        ItIsWhatWasUsed(second);
        await ItIsMadeAnewAndAForgedOneIsNamedAsync();
        await TheDerateIsByItAsync(second);
    }

    private void ItIsNotKnownYet(ResultView first)
    {
        (first.AroundFrom, first.AroundUntil).ShouldBe((over.Start, over.End.AddMinutes(30)));
        var around = first.Portfolio.Around.ShouldNotBeNull();
        (around.PreCoolingKwh, around.ReboundKwh, around.SnapbackRatio, around.NetKwh).ShouldBe((0, null, null, null));
        around.Why.ShouldBe("after the event: not yet, as that time is not over");
    }

    private static void ItIsWhatWasUsed(EventResult result)
    {
        const double hours = 5 / 60.0;
        foreach (var ven in result.Vens)
        {
            var own = ven.Around.ShouldNotBeNull();
            own.After.ActualKw.Count.ShouldBe(6);
            own.ReboundKwh!.Value.ShouldBe(Over(own.After).Sum(kw => Math.Max(0, kw) * hours), 1e-6);
            own.ReboundKwh.Value.ShouldBeGreaterThan(0.1, "about 7 kW are used, by a baseline of about 4 or 5");
            own.NetKwh!.Value.ShouldBe(ven.SignedKwh!.Value - own.ReboundKwh.Value, 2e-6);
            own.SnapbackRatio!.Value.ShouldBe(Over(own.After).Max() / (ven.SignedKwh.Value / 0.5), 2e-6);
            own.Why.ShouldBeNull();
        }
        // The mean of a half hour before holds for all of the day.
        result.Vens[2].Around!.After.BaselineKw.ShouldAllBe(kw => kw == result.Vens[2].BaselineKw[0]);
        var all = result.Result.Portfolio.Around.ShouldNotBeNull();
        for (var i = 0; i < all.After.ActualKw.Count; i++)
            all.After.ActualKw[i]!.Value.ShouldBe(result.Vens.Sum(v => v.Around!.After.ActualKw[i]!.Value), 1e-6);
        all.ReboundKwh!.Value.ShouldBe(Over(all.After).Sum(kw => Math.Max(0, kw) * hours), 1e-6);
        all.NetKwh!.Value.ShouldBe(result.Result.Portfolio.SignedKwh!.Value - all.ReboundKwh.Value, 2e-6);
        all.After.UnknownVens.ShouldAllBe(n => n == 0);
    }

    private async Task ItIsMadeAnewAndAForgedOneIsNamedAsync()
    {
        await Eventually.HoldsAsync(
            "the result is chained",
            async () => (await over.Backend.GetAsync<HistoryHead>("/api/history/head")).Links == 2,
            withinS: 60
        );
        var zip = await over.Backend.Http.GetByteArrayAsync(Path("audit"), TestContext.Current.CancellationToken);
        using (var bundle = Bundle.Of(zip))
            bundle.Verdict().Problem.ShouldBeNull();
        using (
            var of1 = Bundle.Of(await over.Backend.Http.GetByteArrayAsync(Path("audit?number=1"), TestContext.Current.CancellationToken))
        )
            of1.Verdict().Problem.ShouldBeNull("one that was superseded is as it was");
        using var forged = Bundle.Of(zip);
        forged
            .Forged(AuditPaths.Measurement, t => Rebound().Replace(t, "${0}9"))
            .Verdict()
            .Problem.ShouldNotBeNull()
            .ShouldStartWith("mv-1: around.figures.reboundKwh is ");
    }

    private async Task TheDerateIsByItAsync(EventResult result)
    {
        var record = await over.Backend.GetAsync<VenRecordView>("/api/vens/mv-1/record");

        await using var session = over.Backend.Store.QuerySession();
        var part = await session.LoadAsync<Participation>(Participation.StreamOf(over.Id, "mv-1"), TestContext.Current.CancellationToken);
        var meanKw = result.Vens[0].SignedKwh!.Value / (over.End - over.Start).TotalHours;
        record.CapacityDerate!.Value.ShouldBe(Math.Clamp(meanKw / part!.RequestedKw, 0, 1), 2e-6);
        record.DerateEvents.ShouldBe(1, "the event of before has no result");
        (await over.Backend.GetAsync<VenRecordView>("/api/vens/mv-4/record")).CapacityDerate.ShouldBeNull("it has no result");
    }

    private static IEnumerable<double> Over(AroundLinesView lines) => lines.ActualKw.Zip(lines.BaselineKw, (a, b) => a!.Value - b!.Value);

    [GeneratedRegex("\"reboundKwh\": (?=\\d)")]
    private static partial Regex Rebound();

    private string Path(string rest) => $"/api/events/{over.Id}/{rest}";
}
