using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Tests.Telemetry;

public sealed class SampleFlagsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, null, "")]
    [InlineData(-60, null, "")]
    [InlineData(-61, null, "late")]
    [InlineData(10, null, "")]
    [InlineData(11, null, "future")]
    [InlineData(-5, -5, "")]
    [InlineData(-6, -5, "outOfOrder")]
    [InlineData(-3600, -5, "late,outOfOrder")]
    public void a_sample_is_flagged_by_its_distance_from_its_arrival_and_from_the_newest(int atS, int? newestS, string expected)
    {
        var newest = newestS is { } s ? Noon.AddSeconds(s) : (DateTimeOffset?)null;

        var flags = SampleFlags.Of(Noon.AddSeconds(atS), newest, Noon);

        string.Join(',', flags ?? []).ShouldBe(expected);
    }

    [Fact]
    public void a_sample_that_lacks_a_part_says_so_beside_its_other_flags() =>
        SampleFlags.Of(Noon.AddSeconds(11), null, Noon, isPartial: true).ShouldBe([SampleFlags.Future, SampleFlags.Partial]);

    [Fact]
    public void a_sample_without_flags_stores_none()
    {
        SampleFlags.Of(Noon, null, Noon).ShouldBeNull();
    }
}
