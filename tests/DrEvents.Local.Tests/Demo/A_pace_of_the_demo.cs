using DrEvents.Local.Demo;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Local.Tests.Demo;

/// <summary>What lies between two steps.</summary>
public sealed class A_pace_of_the_demo : IDisposable
{
    private static readonly Uri Pages = new("http://localhost:8000/");

    private readonly StringWriter _screen = new();
    private readonly FakeTimeProvider _clock = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public async Task says_nothing_and_does_not_wait_where_nobody_watches()
    {
        var pace = new DemoPace(DemoArguments.Of([]), new NobodyTypes(), _screen, _clock);

        await pace.BeginAsync(Pages);
        await pace.BeforeAsync(1, "register", Pages, eventId: null, TestContext.Current.CancellationToken);

        _screen.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task waits_for_enter()
    {
        using var keyboard = new Typed();
        var pace = new DemoPace(DemoArguments.Of(["--watch"]), keyboard, _screen, _clock);

        var waiting = pace.BeforeAsync(5, "dispatch", Pages, "evt-1a2b3c4d", CancellationToken.None);

        waiting.IsCompleted.ShouldBeFalse();
        _screen.ToString().ShouldContain("http://localhost:8000/events/evt-1a2b3c4d");
        keyboard.Enter();
        await waiting;
    }

    [Fact]
    public async Task waits_a_pause_instead()
    {
        var pace = new DemoPace(DemoArguments.Of(["--watch", "--pause", "10s"]), new NobodyTypes(), _screen, _clock);
        await WaitsAsync(pace, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task does_not_hang_where_there_is_no_terminal_and_says_so()
    {
        var pace = new DemoPace(DemoArguments.Of(["--watch"]), keyboard: null, _screen, _clock);
        await pace.BeginAsync(Pages);
        _screen.ToString().ShouldContain("There is no terminal to press Enter at: each step waits 5 s");
        await WaitsAsync(pace, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task lets_go_when_it_is_told_to_stop()
    {
        using var keyboard = new Typed();
        using var stopping = new CancellationTokenSource();
        var waiting = new DemoPace(DemoArguments.Of(["--watch"]), keyboard, _screen, _clock).BeforeAsync(
            1,
            "register",
            Pages,
            eventId: null,
            stopping.Token
        );

        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        keyboard.Enter();
    }

    private async Task WaitsAsync(DemoPace pace, TimeSpan pause)
    {
        var waiting = pace.BeforeAsync(1, "register", Pages, eventId: null, CancellationToken.None);
        _clock.Advance(pause - TimeSpan.FromMilliseconds(1));
        waiting.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private sealed class NobodyTypes : TextReader
    {
        public override string ReadLine() => throw new InvalidOperationException("nothing is read");
    }

    private sealed class Typed : TextReader
    {
        private readonly ManualResetEventSlim _pressed = new();

        public void Enter() => _pressed.Set();

        public override string ReadLine()
        {
            _pressed.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue("Enter is pressed");
            return "";
        }
    }
}
