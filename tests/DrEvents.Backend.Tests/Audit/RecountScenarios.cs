using DrEvents.Backend.Tests.Results;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Profiles;
using DrEvents.Testing;
using NodaTime;

namespace DrEvents.Backend.Tests.Audit;

/// <summary>What the guide for auditors tells them to do by themselves (ops/docs/methods/checking-a-result.md, step 3).</summary>
public sealed class RecountScenarios(MeasuredEvent over) : IClassFixture<MeasuredEvent>
{
    [Fact]
    public async Task a_ven_is_recounted_from_the_five_minutes_of_a_bundle_as_from_any_meter_file()
    {
        await over.ReviewAsync();
        await Eventually.HoldsAsync(
            "the result is chained",
            async () => (await over.Backend.GetAsync<HistoryHead>("/api/history/head")).Links == 1
        );
        var result = (await over.Backend.GetAsync<EventResult>($"/api/events/{over.Id}/result")).Result;
        var vens = (await over.Backend.GetAsync<VenResultPage>($"/api/events/{over.Id}/result/vens")).Vens;
        using var bundle = Bundle.Of(await over.Backend.Http.GetByteArrayAsync($"/api/events/{over.Id}/audit"));

        vens.Count(v => v.Profile == "caiso-10-in-10").ShouldBe(2);
        foreach (var ven in vens)
        {
            var look = AuditedVen.Read(InputFile.Of("ven.json", bundle.Text(AuditPaths.Ven(ven.VenId))), ven.VenId).Looks[^1];
            look.Profile.ShouldBe(ven.Profile);
            var zone = DateTimeZoneProviders.Tzdb[result.TimeZone];
            var file = InputFile.Of("intervals.csv", bundle.Text(AuditPaths.Intervals(ven.VenId)));
            var site = new MeteredSite(zone, MeterFile.Read(file, zone, MeterUnit.Kw), look.EventDays.ToHashSet());

            var made = Baseline
                .Of(
                    site,
                    Instant.FromDateTimeOffset(result.Start),
                    Instant.FromDateTimeOffset(result.End),
                    ShippedProfiles.Get(ven.Profile),
                    result.IntervalMinutes
                )
                .Rounded();

            made.BaselineKw.ShouldBe(ven.BaselineKw, ven.VenId);
            made.Adjustment.Applied.ShouldBe(ven.Adjustment.Applied, ven.VenId);
            made.SignedEnergyKwh.ShouldBe(ven.SignedKwh, ven.VenId);
        }
    }
}
