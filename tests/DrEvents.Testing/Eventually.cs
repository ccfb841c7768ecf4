using System.Diagnostics;

namespace DrEvents.Testing;

/// <summary>Waits for what happens in another thread or process, without guessing how long that takes.</summary>
public static class Eventually
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not within <paramref name="withinS"/> seconds; the message says what was waited for.</exception>
    public static Task HoldsAsync(string what, Func<bool> condition, double withinS = 40) =>
        HoldsAsync(what, () => Task.FromResult(condition()), withinS);

    /// <inheritdoc cref="HoldsAsync(string, Func{bool}, double)"/>
    public static async Task HoldsAsync(string what, Func<Task<bool>> condition, double withinS = 40)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed.TotalSeconds > withinS)
                throw new TimeoutException($"After {withinS} s still not: {what}");
            // What is waited for needs the processors too: whoever has waited long asks less often.
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(watch.Elapsed.Ticks / 10, PauseMin.Ticks, PauseMax.Ticks)));
        }
    }
}
