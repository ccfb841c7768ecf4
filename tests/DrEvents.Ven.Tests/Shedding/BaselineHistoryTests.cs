using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class BaselineHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void without_samples_there_is_no_mean() => new BaselineHistory().MeanAt(Noon).ShouldBeNull();

    [Fact]
    public void a_short_history_counts_as_far_as_it_goes()
    {
        var history = new BaselineHistory();
        history.Add(Noon, 2);
        history.Add(Noon.AddSeconds(70), 4);
        history.Add(Noon.AddSeconds(75), 6);
        history.MeanAt(Noon.AddSeconds(80)).ShouldBe(4);
    }

    [Fact]
    public void what_is_older_than_half_an_hour_is_forgotten()
    {
        var history = new BaselineHistory();
        history.Add(Noon, 100);
        for (var minute = 1; minute <= 30; minute++)
            history.Add(Noon.AddMinutes(minute), 3);
        history.MeanAt(Noon.AddMinutes(30)).ShouldBe(3);
        history.MeanAt(Noon.AddMinutes(61)).ShouldBeNull();
    }
}
