namespace DrEvents.Faults.Tests.Proof;

/// <summary>Times of events, and waiting for them.</summary>
internal static class Clock
{
    /// <summary>Now.</summary>
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>The first whole second after so many seconds.</summary>
    public static DateTimeOffset WholeSecondIn(double seconds) => WholeSecondAfter(Now.AddSeconds(seconds));

    /// <summary>The first whole second that is not before a time; commands carry whole seconds.</summary>
    public static DateTimeOffset WholeSecondAfter(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds((long)Math.Ceiling(time.ToUnixTimeMilliseconds() / 1000.0));

    /// <summary>Waits for a time of the clock; here time itself is the condition.</summary>
    public static Task ReachesAsync(DateTimeOffset time)
    {
        var ahead = time - Now;
        return ahead > TimeSpan.Zero ? Task.Delay(ahead) : Task.CompletedTask;
    }
}
