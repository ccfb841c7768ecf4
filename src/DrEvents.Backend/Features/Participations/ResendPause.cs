namespace DrEvents.Backend.Features.Participations;

/// <summary>Pauses between two sendings of one command: 2, 4, 8 … up to 60 s, until it is answered or expires.</summary>
public static class ResendPause
{
    private const double FirstSeconds = 2;
    private const double LongestSeconds = 60;

    public static TimeSpan After(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(LongestSeconds, FirstSeconds * Math.Pow(2, Math.Clamp(attempts - 1, 0, 10))));
}
