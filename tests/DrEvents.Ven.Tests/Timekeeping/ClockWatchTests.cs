using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Timekeeping;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Timekeeping;

public sealed class ClockWatchTests : IDisposable
{
    private readonly SteppedClock _clock = new();
    private readonly MemoryEventLog _log = new();
    private readonly Controller _controller;
    private readonly ClockWatch _watch;

    public ClockWatchTests()
    {
        _controller = new Controller("ven-1", [], _log, TimeSpan.FromSeconds(5), NullLogger.Instance);
        _controller.Resume(_clock.GetUtcNow());
        _watch = new ClockWatch(_clock, _controller, NullLogger.Instance);
    }

    [Fact]
    public void time_that_passes_is_no_step()
    {
        _clock.Pass(TimeSpan.FromDays(3));
        _watch.Look();
        Entries("clockStepped").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(3600, """clockStepped {"byS":3600}""")]
    [InlineData(-86_400, """clockSetBack {"seconds":86400}""")]
    public void a_clock_that_is_set_is_one_entry_in_the_log(int byS, string entry)
    {
        _clock.Pass(TimeSpan.FromSeconds(5));
        _clock.Set(TimeSpan.FromSeconds(byS));
        for (var i = 0; i < 2; i++)
        {
            _watch.Look();
            _controller.Advance(_clock.GetUtcNow());
            _controller.Sample(_clock.GetUtcNow());
        }
        _log.Read().Where(e => e.Kind.StartsWith("clock", StringComparison.Ordinal)).Select(e => $"{e.Kind} {e.Json}").ShouldBe([entry]);
    }

    [Fact]
    public void what_runs_keeps_the_time_that_was_left_to_the_second()
    {
        var until = _clock.GetUtcNow().AddHours(1);
        _controller.Note(_clock.GetUtcNow(), new ShedStarted("evt-0000000a", 1, 2, 3, until));
        _clock.Pass(TimeSpan.FromSeconds(30));
        _clock.Set(TimeSpan.FromHours(-3));
        _watch.Look();
        _controller.Look(_clock.GetUtcNow()).State.Shed!.What.Until.ShouldBe(until.AddHours(-3));
    }

    [Fact]
    public void a_drift_stands_in_the_log_when_it_comes_and_when_it_goes()
    {
        var truth = _clock.GetUtcNow();
        for (var i = 0; i < 2; i++)
            _watch.SeeAnswer(askedAt: truth, answeredAt: truth.AddSeconds(30));
        Entries("clockDrift").ShouldBe(["""{"offsetS":-30}"""]);
        _controller.Look(truth).State.ClockOffsetS.ShouldBe(-30);

        _clock.Set(TimeSpan.FromSeconds(30));
        _watch.Look();
        _watch.SeeCommand(_clock.GetUtcNow());
        Entries("clockDrift").ShouldBe(["""{"offsetS":-30}""", """{"offsetS":0}"""]);
    }

    [Fact]
    public void a_command_without_a_time_says_nothing_about_the_clock()
    {
        for (var i = 0; i < 5; i++)
            _watch.SeeCommand(DateTimeOffset.UnixEpoch);
        Entries("clockDrift").ShouldBeEmpty();
    }

    public void Dispose() => _log.Dispose();

    private IEnumerable<string> Entries(string kind) => _log.Read().Where(e => e.Kind == kind).Select(e => e.Json);

    /// <summary>A clock that can be set, over a time that runs by itself.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
        private TimeSpan _ran;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _ran.Ticks;

        public void Pass(TimeSpan time) => (_now, _ran) = (_now + time, _ran + time);

        public void Set(TimeSpan by) => _now += by;
    }
}
