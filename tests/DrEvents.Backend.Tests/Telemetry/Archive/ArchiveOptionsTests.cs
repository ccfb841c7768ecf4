using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Tests.Telemetry.Archive;

public sealed class ArchiveOptionsTests
{
    private static readonly DateTimeOffset Night = new(2026, 11, 10, 0, 0, 1, TimeSpan.Zero);

    [Theory]
    [InlineData(3, 400, 90, 0, 7, "")]
    [InlineData(0, 0, 0, 0, 1, "")]
    [InlineData(3, 4, 90, 4, 7, "")]
    [InlineData(-1, 400, 90, 0, 7, "Archive:AfterDays is -1, not 0 to 36500 days")]
    [InlineData(3, 40_000, 90, 0, 7, "Archive:KeepDays is 40000, not 0 to 36500 days")]
    [InlineData(3, 400, -90, 0, 7, "Archive:LookBackDays is -90, not 0 to 36500 days")]
    [InlineData(3, 400, 90, 0, 0, "Archive:ReopenedDays is 0, not 1 to 36500 days")]
    [InlineData(5, 5, 90, 0, 7, "Archive:KeepDays is 5, not more than Archive:AfterDays, 5")]
    [InlineData(3, 400, 90, 399, 7, "Archive:KeepEventDays is 399, less than what Archive:KeepDays keeps of all days")]
    [InlineData(3, 0, 90, 399, 7, "Archive:KeepEventDays is 399, less than what Archive:KeepDays keeps of all days")]
    public void what_is_wrong_is_said_by_its_key(int after, int keep, int lookBack, int keepEvent, int reopened, string problem)
    {
        var options = new ArchiveOptions
        {
            AfterDays = after,
            KeepDays = keep,
            LookBackDays = lookBack,
            KeepEventDays = keepEvent,
            ReopenedDays = reopened,
        };

        string.Join(", ", options.Problems()).ShouldBe(problem);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "2026-11-09")]
    [InlineData(3, "2026-11-07")]
    public void so_many_whole_days_stay_open(int afterDays, string? firstOpen)
    {
        DayKeeper
            .FirstOpen(Night, new ArchiveOptions { AfterDays = afterDays })
            .ShouldBe(firstOpen is null ? null : DateOnly.Parse(firstOpen, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>No sample is put into a closed day by a batch that does not look whether the day is closed.</summary>
    [Fact]
    public void a_sample_of_any_day_that_can_be_closed_is_looked_after()
    {
        var firstOpen = DayKeeper.FirstOpen(Night, new ArchiveOptions { AfterDays = 1 })!.Value;
        var lastClosed = new DateTimeOffset(firstOpen.AddDays(-1), TimeOnly.MaxValue, TimeSpan.Zero);

        TelemetryDays.MayBeClosed(lastClosed, Night).ShouldBeTrue();
        TelemetryDays.MayBeClosed(lastClosed, Night.AddHours(-23)).ShouldBeTrue("another node's clock may be behind");
        TelemetryDays.MayBeClosed(Night, Night).ShouldBeFalse();
    }
}
