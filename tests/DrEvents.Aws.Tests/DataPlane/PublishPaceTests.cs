using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Mqtt;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Aws.Tests.DataPlane;

public sealed class PublishPaceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(100)]
    [InlineData(10)]
    public void never_more_than_that_in_any_second_and_nearly_as_many(int perSecondMax)
    {
        var pace = new PublishPace(perSecondMax, _clock);

        var busy = Run(pace, seconds: 10, waiting: 100_000);
        Run(pace, seconds: 5, waiting: 0);
        var again = Run(pace, seconds: 3, waiting: 100_000);

        SlidingRate.Busiest([.. busy, .. again]).ShouldBeInRange(perSecondMax * 8 / 10, perSecondMax);
        busy.Count.ShouldBeInRange(perSecondMax * 8, perSecondMax * 9);
    }

    [Fact]
    public void a_refusal_slows_it_and_time_brings_it_back()
    {
        var pace = new PublishPace(100, _clock);

        pace.Slow();
        pace.Slow();
        pace.PerSecond.ShouldBe(40, 0.01, "two refusals at once count once");
        _clock.Advance(TimeSpan.FromSeconds(5));
        pace.PerSecond.ShouldBe(60, 0.01);
        _clock.Advance(TimeSpan.FromSeconds(5));
        pace.PerSecond.ShouldBe(80);
    }

    [Fact]
    public void however_often_it_is_refused_it_goes_on()
    {
        var pace = new PublishPace(100, _clock);

        for (var i = 0; i < 100; i++)
        {
            pace.Slow();
            _clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        pace.PerSecond.ShouldBeInRange(4, 10);
    }

    [Fact]
    public void who_came_first_goes_first()
    {
        var pace = new PublishPace(10, _clock);
        var turns = Enumerable.Range(0, 5).Select(_ => pace.WaitAsync(default)).ToList();

        turns.Select(t => t.IsCompleted).ShouldBe([true, false, false, false, false]);
        _clock.Advance(TimeSpan.FromMilliseconds(130));
        turns.Select(t => t.IsCompleted).ShouldBe([true, true, false, false, false]);
    }

    [Fact]
    public async Task a_place_whose_wait_is_cancelled_is_there_for_the_next_and_for_one()
    {
        var pace = new PublishPace(10, _clock);
        using var cancelled = new CancellationTokenSource();
        _ = pace.WaitAsync(default);
        var second = pace.WaitAsync(cancelled.Token);
        var third = pace.WaitAsync(default);

        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);
        var turns = new[] { pace.WaitAsync(default), third, pace.WaitAsync(default) };

        _clock.Advance(TimeSpan.FromMilliseconds(130));
        turns.Select(t => t.IsCompleted).ShouldBe([true, false, false]);
        _clock.Advance(TimeSpan.FromMilliseconds(125));
        turns.Select(t => t.IsCompleted).ShouldBe([true, true, false]);
        _clock.Advance(TimeSpan.FromMilliseconds(125));
        turns.Select(t => t.IsCompleted).ShouldBe([true, true, true]);
    }

    /// <summary>Sends as fast as it may, and says when.</summary>
    private List<DateTimeOffset> Run(PublishPace pace, int seconds, int waiting)
    {
        var sent = new List<DateTimeOffset>();
        var turn = waiting > 0 ? pace.WaitAsync(default) : null;
        for (var end = _clock.GetUtcNow().AddSeconds(seconds); _clock.GetUtcNow() < end; _clock.Advance(Step))
        {
            while (turn is { IsCompleted: true } && sent.Count < waiting)
            {
                sent.Add(_clock.GetUtcNow());
                turn = pace.WaitAsync(default);
            }
        }
        return sent;
    }
}
