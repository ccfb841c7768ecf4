using DrEvents.Backend.Features.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Dispatch;

public class CommandsFirstTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void without_a_dispatch_nobody_waits() => new CommandsFirst(_clock).WaitAsync(CancellationToken.None).IsCompleted.ShouldBeTrue();

    [Fact]
    public async Task whoever_waits_goes_on_when_the_last_dispatch_is_done()
    {
        var commands = new CommandsFirst(_clock);
        var (one, other) = (commands.Begin(), commands.Begin());
        var waiting = commands.WaitAsync(CancellationToken.None);

        one.Dispose();
        one.Dispose();
        waiting.IsCompleted.ShouldBeFalse("another dispatch is under way");
        other.Dispose();

        await waiting;
        commands.WaitAsync(CancellationToken.None).IsCompleted.ShouldBeTrue();
        using (commands.Begin())
            commands.WaitAsync(CancellationToken.None).IsCompleted.ShouldBeFalse("the next one counts like the first");
    }

    [Fact]
    public async Task a_dispatch_that_does_not_end_holds_nobody_for_long()
    {
        var commands = new CommandsFirst(_clock);
        using var stuck = commands.Begin();
        var waiting = commands.WaitAsync(CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(6));

        await waiting;
        commands.WaitAsync(CancellationToken.None).IsCompleted.ShouldBeTrue("the dispatch had its time");
    }
}
