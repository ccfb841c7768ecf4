namespace DrEvents.Mqtt;

/// <summary>How long to wait before the next attempt to connect, from what became of those before.</summary>
/// <remarks>
/// Two clients of the same id that both came back at once would push each other off for ever: who is pushed off may be made to wait long,
/// and longer each time.
/// </remarks>
/// <param name="Failures">Attempts and connections in a row that came to nothing.</param>
/// <param name="Takeovers">Connections in a row that another client with our id took over.</param>
internal readonly record struct ReconnectPause(int Failures, int Takeovers)
{
    private const int DoublingsMax = 10;

    /// <summary>
    /// A connection that lasted as long was a good one. It is short: after a broker that was restarted twice, an event must not find its
    /// VENs waiting.
    /// </summary>
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(5);

    /// <summary>A connection that lasted as long shows that the other client is gone.</summary>
    private static readonly TimeSpan HeldAlone = TimeSpan.FromMinutes(10);

    /// <summary>After one more attempt that failed, or connection that ended.</summary>
    /// <param name="lasted">How long the connection stood; zero when there was none.</param>
    /// <param name="isTakenOver">Whether another client with our id ended it.</param>
    public ReconnectPause Next(TimeSpan lasted, bool isTakenOver)
    {
        var takeovers = lasted >= HeldAlone ? 0 : Takeovers;
        return new(lasted >= Held ? 1 : Failures + 1, isTakenOver ? takeovers + 1 : takeovers);
    }

    /// <summary>The wait: it doubles, and its jitter keeps a fleet from coming back in one instant.</summary>
    /// <param name="bounds">The shortest and the longest.</param>
    /// <param name="isTakenOver">Whether another client with our id ended the last connection.</param>
    /// <param name="jitter">A random number in [0, 1).</param>
    public TimeSpan Wait(PauseBounds bounds, bool isTakenOver, double jitter) =>
        isTakenOver && bounds.AfterTakeover is { } apart
            ? Doubled(apart, Takeovers - 1) * ((1 + jitter) / 2)
            : bounds.First + ((Doubled(bounds, Failures) - bounds.First) * jitter);

    private static TimeSpan Doubled(PauseBounds bounds, int times)
    {
        var doubled = bounds.First * Math.Pow(2, Math.Clamp(times, 0, DoublingsMax));
        return doubled < bounds.Longest ? doubled : bounds.Longest;
    }
}
