using DrEvents.Backend.Features.Webhooks;

namespace DrEvents.Backend.Tests.Webhooks;

public sealed class WebhookOptionsTests
{
    [Fact]
    public void attempts_come_less_and_less_often_and_end_after_most_of_a_day()
    {
        var options = new WebhookOptions();
        var pauses = Enumerable.Range(1, 20).Select(options.PauseAfter).TakeWhile(p => p is not null).Select(p => p!.Value).ToList();

        pauses[..3].ShouldBe([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)]);
        pauses.ShouldBeInOrder();
        pauses.Aggregate(TimeSpan.Zero, (sum, p) => sum + p).TotalHours.ShouldBeInRange(16, 24);
        options.Problems().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 5, 15, "Webhooks:TimeoutS")]
    [InlineData(31, 5, 15, "Webhooks:TimeoutS")]
    [InlineData(double.NaN, 5, 15, "Webhooks:TimeoutS")]
    [InlineData(10, 0, 15, "Webhooks:RetryPausesS")]
    [InlineData(10, -1, 15, "Webhooks:RetryPausesS")]
    [InlineData(10, 604_801, 15, "Webhooks:RetryPausesS")]
    [InlineData(10, 5, -1, "Webhooks:FiguresAfterS")]
    public void what_is_out_of_bounds_is_named(double timeoutS, double pauseS, double figuresAfterS, string key)
    {
        var options = new WebhookOptions
        {
            TimeoutS = timeoutS,
            RetryPausesS = [pauseS],
            FiguresAfterS = figuresAfterS,
        };

        options.Problems().ShouldHaveSingleItem().ShouldStartWith(key);
    }
}
