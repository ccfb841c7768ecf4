using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads.Simulation;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class BaselineHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void without_samples_there_is_no_mean() => new BaselineHistory().EstimateAt(Noon).ShouldBeNull();

    [Fact]
    public void a_short_history_counts_as_far_as_it_goes()
    {
        var history = new BaselineHistory();
        history.Add(Noon, 2);
        history.Add(Noon.AddSeconds(70), 4);
        history.Add(Noon.AddSeconds(75), 6);
        history.EstimateAt(Noon.AddSeconds(80)).ShouldNotBeNull().MeanKw.ShouldBe(4);
    }

    [Fact]
    public void what_is_older_than_half_an_hour_is_forgotten()
    {
        var history = new BaselineHistory();
        history.Add(Noon, 100);
        for (var minute = 1; minute <= 30; minute++)
            history.Add(Noon.AddMinutes(minute), 3);
        history.EstimateAt(Noon.AddMinutes(30)).ShouldNotBeNull().MeanKw.ShouldBe(3);
        history.EstimateAt(Noon.AddMinutes(61)).ShouldBeNull();
    }

    [Fact]
    public void a_clock_that_was_set_back_does_not_count_what_is_now_ahead()
    {
        var history = new BaselineHistory();
        history.Add(Noon, 2);
        history.Add(Noon.AddMinutes(5), 8);
        history.EstimateAt(Noon.AddMinutes(1)).ShouldNotBeNull().MeanKw.ShouldBe(2);
    }

    [Fact]
    public void a_home_that_uses_the_same_all_the_time_has_a_sure_baseline_and_two_minutes_say_nothing()
    {
        BaselineHistory.StandardErrorKw([3, 3, 3, 3]).ShouldBe(0);
        BaselineHistory.StandardErrorKw([3, 4]).ShouldBeNull();
    }

    [Fact]
    public void without_correlation_the_standard_error_is_that_of_independent_values() =>
        BaselineHistory.StandardErrorKw([1, 3, 1, 3, 1, 3, 1, 3]).ShouldNotBeNull().ShouldBe(Math.Sqrt(8.0 / 7 / 8), 1e-12);

    [Fact]
    public void minutes_that_are_like_their_neighbours_make_the_mean_less_sure_by_about_as_much_as_they_should()
    {
        // A first-order autoregression whose true mean is 0: how often is the mean within two standard errors of it?
        const int series = 2000;
        const double likeness = 0.7;
        var (within, withinIfIndependent) = (0, 0);
        for (var n = 0; n < series; n++)
        {
            var minutes = new double[30];
            var value = 0.0;
            for (var i = -50; i < minutes.Length; i++)
            {
                value = (likeness * value) + Noise.Between(n, i, -1, 1);
                if (i >= 0)
                    minutes[i] = value;
            }
            var mean = minutes.Average();
            var spread = Math.Sqrt(minutes.Sum(m => (m - mean) * (m - mean)) / (minutes.Length - 1));
            within += Math.Abs(mean) <= 2 * BaselineHistory.StandardErrorKw(minutes)!.Value ? 1 : 0;
            withinIfIndependent += Math.Abs(mean) <= 2 * spread / Math.Sqrt(minutes.Length) ? 1 : 0;
        }
        ((double)withinIfIndependent / series).ShouldBeLessThan(0.7);
        ((double)within / series).ShouldBeInRange(0.8, 0.97);
    }

    [Fact]
    public void the_baseline_of_an_event_and_its_error_are_in_the_log_and_in_the_status()
    {
        using var home = new TestHome();
        home.Pass(TimeSpan.FromMinutes(75));
        home.Shed(kw: 2);
        home.Log.Read()
            .Single(e => e.Kind == "baselineTaken")
            .Json.ShouldBe("""{"eventId":"evt-0000000a","meanKw":6.9,"standardErrorKw":0,"minutes":30}""");
        home.Send(c => c with { Op = CommandOps.Get, What = "status" })
            .DataJson.ShouldNotBeNull()
            .ShouldContain("\"baselinePowerKw\":6.9,\"baselineStandardErrorKw\":0");
        home.Shed(kw: 3, revision: 2);
        home.Kinds.Count(k => k == "baselineTaken").ShouldBe(1);
    }
}
