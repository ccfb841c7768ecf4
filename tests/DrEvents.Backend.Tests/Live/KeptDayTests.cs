using System.Text.Json;
using DrEvents.Backend.Features.Live;

namespace DrEvents.Backend.Tests.Live;

public sealed class KeptDayTests
{
    /// <summary>As the version before stored it: sums over samples, which are deleted and cannot be weighed by their time any more.</summary>
    private const string First = """
        {
          "intervals": [{
            "id": "ven-1/2026-11-01T12:00Z", "venId": "ven-1", "start": "2026-11-01T12:00:00+00:00", "samples": 3, "usedSumKw": 6, "claims": 1,
            "claimedSumKw": 2, "loads": ["ev", 2, 5], "eventId": null, "requestedReductionKw": null, "usedMeanKw": 2, "claimedMeanKw": 2
          }],
          "meters": [{
            "id": "evt-00000001/ven-1", "eventId": "evt-00000001", "venId": "ven-1", "baselineKw": 5, "until": "2026-11-01T13:00:00+00:00",
            "samples": 2, "usedSumKw": 4, "claims": 0, "claimedSumKw": 0, "lastAt": "2026-11-01T12:01:00+00:00", "lastUsedKw": 2,
            "lastClaimedKw": null, "reportIntervalSeconds": 10
          }],
          "live": null
        }
        """;

    [Fact]
    public void a_day_of_an_earlier_version_counts_by_its_samples()
    {
        var day = JsonSerializer.Deserialize<KeptDay>(First, JsonSerializerOptions.Web)!;
        var folded = new LiveFold();
        day.AddTo(folded, "ven-1");

        var interval = folded.Closed.ShouldHaveSingleItem().Value;
        (interval.UsedMeanKw, interval.ClaimedMeanKw, interval.LeftOut).ShouldBe((2, 2, 0));
        folded.Fleet.ShouldHaveSingleItem().Value.UsedKw.ShouldBe(2);
        folded.Metered.ShouldHaveSingleItem().Value.MeanReductionKw.ShouldBe(3);
        HistoryPoints.OfVen([interval], TimeSpan.FromHours(1)).ShouldHaveSingleItem().UsedPowerKw.ShouldBe(2);
        HistoryPoints.OfLoad([interval], "ev", TimeSpan.FromHours(1)).ShouldHaveSingleItem().UsedPowerKw.ShouldBe(2.5);
    }
}
