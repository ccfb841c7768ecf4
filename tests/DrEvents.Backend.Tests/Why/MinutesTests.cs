using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Why;

namespace DrEvents.Backend.Tests.Why;

public sealed class MinutesTests
{
    private const string Id = "evt-00000001";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private static TelemetrySampled Sample(int s, double usedKw, double? claimedKw = null) =>
        new(Noon.AddSeconds(s), usedKw, claimedKw, null, null, null, null, null, null, null, Noon.AddSeconds(s));

    private static Dictionary<DateTimeOffset, HeldPart> Parts(int from, int to, params TelemetrySampled[] samples) =>
        Minutes.PartsOf(Id, samples, [new HeldSpan(Id, 2, Noon.AddSeconds(from), Noon.AddSeconds(to))], reportIntervalSeconds: 10);

    [Fact]
    public void a_reading_stands_for_the_time_since_the_one_before()
    {
        var parts = Parts(0, 600, [Sample(-5, 9), Sample(5, 4), Sample(20, 2), Sample(70, 1)]);

        // What is before the part began is none of it; after a gap a reading stands for one interval.
        var first = parts[Noon];
        (first.MeasuredS, first.UsedSumKw).ShouldBe((20, 4 * 5 + 2 * 15));
        var second = parts[Noon.AddMinutes(1)];
        (second.MeasuredS, second.UsedSumKw).ShouldBe((10, 10));
    }

    [Fact]
    public void claims_are_over_the_time_in_which_there_were_any()
    {
        var part = Parts(0, 600, [Sample(10, 4, claimedKw: 2), Sample(20, 4)])[Noon];

        (part.ClaimedS, part.ClaimedKw).ShouldBe((10, 2));
    }

    [Fact]
    public void what_the_event_does_not_hold_is_not_its_own()
    {
        Parts(60, 120, [Sample(10, 4), Sample(130, 4)]).ShouldBeEmpty();
        Parts(60, 120, [Sample(59, 4), Sample(60, 4), Sample(119, 4), Sample(120, 4)]).Keys.ShouldBe([Noon.AddMinutes(1)]);
    }
}
