namespace DrEvents.Ven.Mqtt;

/// <summary>How long to wait before the next attempt to connect.</summary>
internal static class Backoff
{
    private const double FirstS = 0.5;
    private const double LongestS = 30;

    /// <summary>Doubles from half a second to half a minute; the jitter keeps a fleet from coming back in one instant.</summary>
    /// <param name="failures">Attempts that have failed in a row, from 1.</param>
    /// <param name="jitter">A random number in [0, 1).</param>
    public static TimeSpan After(int failures, double jitter)
    {
        var ceilingS = Math.Min(LongestS, FirstS * Math.Pow(2, Math.Clamp(failures, 1, 10)));
        return TimeSpan.FromSeconds(FirstS + ((ceilingS - FirstS) * jitter));
    }
}
