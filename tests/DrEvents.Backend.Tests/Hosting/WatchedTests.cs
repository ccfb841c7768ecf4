using DrEvents.Backend.Hosting;
using DrEvents.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Hosting;

public sealed class WatchedTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _clock = new();
    private int _reads;

    [Fact]
    public async Task however_many_ask_it_is_read_once_and_when_nobody_asks_any_more_not_at_all()
    {
        var watched = Watched();

        (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => watched.OfAsync("a", CancellationToken.None)))).ShouldAllBe(v => v == 1);
        await Eventually.HoldsAsync("it is read again", () => Turned() && _reads > 1);
        var turns = 0;
        await Eventually.HoldsAsync("nobody asked for 40 s", () => Turned() && ++turns >= 40);

        _reads.ShouldBeLessThan(10, "a reading a second, while somebody asked in the last five");
        var before = _reads;
        (await watched.OfAsync("a", CancellationToken.None)).ShouldBe(before + 1, "whoever asks then waits for a new one");
    }

    [Fact]
    public async Task each_thing_is_watched_for_itself()
    {
        var watched = Watched();

        var (a, b) = (await watched.OfAsync("a", CancellationToken.None), await watched.OfAsync("b", CancellationToken.None));

        (a, b).ShouldBe((1, 2));
        (await watched.OfAsync("a", CancellationToken.None)).ShouldBe(1);
    }

    private Watched<int> Watched() =>
        new((_, _) => Task.FromResult(Interlocked.Increment(ref _reads)), _ => Second, 5, _clock, CancellationToken.None);

    private bool Turned()
    {
        _clock.Advance(Second);
        return true;
    }
}
