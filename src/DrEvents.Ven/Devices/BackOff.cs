namespace DrEvents.Ven.Devices;

/// <summary>Pauses before a device is tried again: 1 s, then twice as long each time, up to a minute, each by up to half longer or shorter.</summary>
internal static class BackOff
{
    /// <summary>From this many failures on pauses grow no more.</summary>
    public const int StepsMax = 7;

    private const double FirstS = 1;
    private const double LongestS = 60;

    /// <summary>The pause after so many failures.</summary>
    /// <param name="failures">1 or more.</param>
    /// <param name="jitter">0 to 1.</param>
    public static TimeSpan Of(int failures, double jitter)
    {
        var seconds = Math.Min(LongestS, FirstS * Math.Pow(2, Math.Clamp(failures, 1, StepsMax) - 1)) * (0.5 + jitter);
        return TimeSpan.FromSeconds(Math.Clamp(seconds, FirstS, LongestS));
    }
}
