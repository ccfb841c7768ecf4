using DrEvents.Backend.Features.Streams;
using DrEvents.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Streams;

public sealed class WatchTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(Given.Start);
    private readonly Watch _watch;
    private TaskCompletionSource? _reading;
    private int _reads;

    public WatchTests() => _watch = new Watch("Reading", ReadAsync, _clock, NullLogger.Instance);

    [Fact]
    public async Task reads_once_however_many_listen_and_not_at_all_when_nobody_does()
    {
        _reads.ShouldBe(0);
        var first = _watch.Listen();
        var second = _watch.Listen();
        await HasReadAsync(1);
        first.Dispose();
        _clock.Advance(TimeSpan.FromHours(1));
        await HasReadAsync(2);
        second.Dispose();
        _clock.Advance(TimeSpan.FromHours(1));

        using var third = _watch.Listen();
        await HasReadAsync(3);
    }

    [Fact]
    public async Task what_changed_ends_a_rest()
    {
        using var listening = _watch.Listen();
        await HasReadAsync(1);

        _watch.Wake();

        await HasReadAsync(2);
    }

    [Fact]
    public async Task what_changes_while_it_is_read_is_read_again()
    {
        _reading = new TaskCompletionSource();
        using var listening = _watch.Listen();
        await HasReadAsync(1);
        _watch.Wake();
        _reads.ShouldBe(1);

        _reading.SetResult();

        await HasReadAsync(2);
    }

    public void Dispose() => _watch.Dispose();

    private async Task<TimeSpan> ReadAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        if (_reading is { } reading)
            await reading.Task.WaitAsync(cancellation);
        return TimeSpan.FromHours(1);
    }

    private Task HasReadAsync(int times) => Eventually.HoldsAsync($"read {times} times", () => Volatile.Read(ref _reads) == times);
}
