using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Web;

namespace DrEvents.Ven.Tests.Web;

public sealed class PowerTraceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 360)]
    [InlineData(6, 360)]
    [InlineData(24, 288)]
    public void a_week_of_samples_is_a_few_hundred_points(int hours, int points)
    {
        var trace = new PowerTrace();
        var now = Noon;
        for (; now < Noon.AddDays(7); now = now.AddSeconds(10))
            trace.Add(Sample(now, 2));
        trace.Read(hours, now).Count.ShouldBeInRange(points - 1, points + 1);
    }

    [Fact]
    public void a_point_is_the_mean_over_its_time()
    {
        var trace = new PowerTrace();
        trace.Add(Sample(Noon, 1));
        trace.Add(Sample(Noon.AddSeconds(5), 3) with { BaselinePowerKw = 5 });
        trace.Read(1, Noon.AddSeconds(9)).ShouldBe([new TracePoint(Noon.ToUnixTimeSeconds(), 2, 5)]);
    }

    [Fact]
    public void after_a_restart_the_hours_before_come_from_the_log()
    {
        var trace = new PowerTrace();
        var (kind, json) = VenEventJson.Write(new PowerMeasured(Noon, 890, 178, 3.2, 3, 3.5, null, null));
        trace.Resume([new LogEntry(1, Noon, "venStarted", "{}"), new LogEntry(2, Noon.AddMinutes(15), kind, json)]);
        var points = trace.Read(6, Noon.AddMinutes(20));
        points.Count.ShouldBe(15);
        points.ShouldAllBe(p => p.UsedKw == 3.2);
    }

    private static TelemetrySample Sample(DateTimeOffset at, double usedKw) =>
        new()
        {
            VenId = "ven-1",
            At = at,
            UsedPowerKw = usedKw,
            Loads = [],
        };
}
